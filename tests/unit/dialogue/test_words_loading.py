"""Words files are refused at load, naming file and key; and no value of the dialogue shows words in its repr."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.conversation import Turn, TurnReply
from bot.dialogue.belief import Belief
from bot.dialogue.phrases import PhrasesError, load_phrases
from bot.dialogue.reply import Message, Part
from bot.reading.cases import load_cases
from bot.reading.model import Day, Insurer, Reading
from bot.rulebook.statements.loader import load_topics
from bot.rulebook.statements.model import RulebookError
from bot.strict_yaml import YamlFaulty


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


@pytest.mark.parametrize(
    ("content", "named"),
    [("loss: {home: '(家'}", "loss: home"), ("loss: 3", "loss: must map"), ("loss: {a: x}\nloss: {b: y}", "written twice"), ("loss: {a: 3}", "loss: a")],
)
def test_faulty_cases_are_refused_by_name(tmp_path: Path, content: str, named: str) -> None:
    with pytest.raises(YamlFaulty, match="words.yml") as caught:
        load_cases(written(tmp_path, content))
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
