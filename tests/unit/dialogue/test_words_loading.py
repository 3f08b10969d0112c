"""Words files are refused at load, naming file and key; and no value of the dialogue shows words in its repr."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.desk.turn import Turn, TurnReply
from bot.dialogue.belief import Belief
from bot.dialogue.phrases import PhrasesError, load_phrases
from bot.dialogue.reply import Message, Part
from bot.reading.marks import load_marks
from bot.reading.model import Day, Insurer, Reading
from bot.rulebook.statements.loader import load_rules, load_topics
from bot.rulebook.statements.model import RulebookError


def written(folder: Path, content: str) -> Path:
    path = folder / "words.yml"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("a: {text: あ}\na: {text: い}", "'a' is written twice"),
        ("a: {text: あ, sppech: い}", "a: sppech: unknown"),
        ("a: {text: ''}", "a: text"),
        ("a: 3", "a: must be"),
        ("a: []", "a: empty"),
        ("- a", "must hold keys"),
    ],
)
def test_faulty_phrases_are_refused_by_name(tmp_path: Path, content: str, named: str) -> None:
    with pytest.raises(PhrasesError, match="words.yml") as caught:
        load_phrases(written(tmp_path, content))
    assert named in str(caught.value)


def test_a_key_written_twice_in_the_rulebook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="written twice"):
        load_topics(written(tmp_path, "loss: {ja: 紛失, about: x}\nloss: {ja: 盗難, about: y}"))


@pytest.mark.parametrize(
    "value",
    [
        Turn("ひみつ", "ひみつ", "web"),
        TurnReply(({"text": "ひみつ"},)),
        Reading(people=("ひみつ",), things=("ひみつ",), insurer=Insurer(town="ひみつ")),
        Day("day", (), "ひみつ", "ひみつ"),
        Message((Part("statement", "ひみつ", "ひみつ", "ひみつ"),), "loss"),
        Belief(known={"ひみつ": {"move_date": "ひみつ"}}),
    ],
)
def test_no_value_shows_words(value: object) -> None:
    assert "ひみつ" not in repr(value)


def test_every_sentence_that_the_code_names_is_there() -> None:
    phrases, root = load_phrases(), Path(__file__).resolve().parents[3]
    calls = re.compile(r"""(?:phrase\(\s*context,\s*|phrases\.(?:get|names|line|ids)\(\s*|self\._message\(\s*)"(\w+)\"""")
    named = {key for path in (root / "bot").rglob("*.py") for key in calls.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 30
    assert named - phrases.keys == set()


def test_every_case_is_one_of_the_rulebook() -> None:
    known = {(entry.topic, entry.case) for entry in load_rules().entries}
    assert {(mark.kind, name) for name, mark in load_marks("cases").items()} <= known
