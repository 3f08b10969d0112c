"""Lists of words: read strictly, tried on their own sentences, the same in every writing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bot.reading.marks import FOLDER, Marks, Said, compact, load_marks
from bot.reading.read import NOT_LISTS, load_lists
from bot.strict_yaml import YamlFaulty

GOOD = {"kind": "k", "ja": ["<who>が(?:来|き)た"], "must": ["夫が来た"], "must_not": ["夫は来ない"]}
LISTS = [path.stem for path in sorted(FOLDER.glob("*.yml")) if path.stem not in NOT_LISTS]


def loaded(folder: Path, entry: dict[str, object], **file: object) -> Marks:
    content = {"kinds": ["k"], "parts": {"who": "夫|オット"}, "came": {name: value for name, value in entry.items() if value is not None}, **file}
    (folder / "list.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return load_marks("list", folder)


def test_a_pattern_is_found_in_every_writing(tmp_path: Path) -> None:
    assert list(loaded(tmp_path, GOOD).found(Said("おっと が きた！"))) == ["came"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"kind": "x"}, "came: kind: 'x'; allowed: k"),
        ({"ja": None}, "came: no patterns"),
        ({"ja": ["("]}, "came: ja: not a pattern"),
        ({"ja": ["<whom>"]}, "came: ja: <whom>"),
        ({"ja": [3]}, "came: ja: must be"),
        ({"must": None}, "came: must: missing"),
        ({"must_not": []}, "came: must_not: missing"),
        ({"must": ["夫が行った"]}, "came: must: '夫が行った' is not found"),
        ({"must_not": ["夫が来た"]}, "came: must_not: '夫が来た' is found"),
        ({"colour": "red"}, "came: .'colour'.: unknown"),
        ({"unless": "夫"}, "came: must: '夫が来た' is not found"),
        ({"longest": 3}, "came: must: '夫が来た' is not found"),
        ({"longest": "3"}, "came: longest: must be a int"),
    ],
)
def test_a_faulty_entry_is_refused_with_its_place(tmp_path: Path, changed: dict[str, object], named: str) -> None:
    with pytest.raises(YamlFaulty, match=rf"^list\.yml: {named}"):
        loaded(tmp_path, GOOD | changed)


def test_a_sentence_that_the_whole_file_must_not_find(tmp_path: Path) -> None:
    with pytest.raises(YamlFaulty, match="must_not: '夫が来た' is found by came"):
        loaded(tmp_path, GOOD, must_not=["夫が来た"])


def test_what_is_never_meant_is_blanked_or_rules_out(tmp_path: Path) -> None:
    twice = GOOD | {"must": ["オットが来た。夫が来たドラマ"]}
    assert loaded(tmp_path, twice, blank=["夫が来たドラマ"]).keys() == {"came"}
    load_marks.cache_clear()
    with pytest.raises(YamlFaulty, match="is not found"):
        loaded(tmp_path, twice, unless=["夫が来たドラマ"])


def test_one_spelling_of_the_reading_serves_for_kanji_and_kana(tmp_path: Path) -> None:
    marks = loaded(tmp_path, {"kind": "k", "yomi": ["きげん"], "must": ["キゲンは"], "must_not": ["期限は"]})
    assert marks.found(Said("期限は", "きげんは")) and not marks.found(Said("期限は"))


@pytest.mark.parametrize(
    ("text", "loose", "whole"), [("じゃあ夫ですか", "came", "came"), ("いま夫と話しています", "came", ""), ("夫の" * 20, "", ""), ("妻です", "", "")]
)
def test_words_of_a_short_message_and_of_one_that_is_nothing_else(tmp_path: Path, text: str, loose: str, whole: str) -> None:
    marks = loaded(tmp_path, {"kind": "k", "loose": "夫", "whole": "夫", "must": ["夫"], "must_not": ["妻"]})
    assert (marks.first(Said(text), "loose"), marks.first(Said(text), "whole")) == (loose, whole)


@pytest.mark.parametrize("content", ["", "- a", "entries: 3", "entries: [", "\x00"])
def test_no_list_at_all(tmp_path: Path, content: str) -> None:
    (tmp_path / "list.yml").write_text(content, encoding="utf-8")
    with pytest.raises(YamlFaulty, match=r"^list\.yml"):
        load_marks("list", tmp_path)


@pytest.mark.parametrize(
    ("text", "form"),
    [("しにたぃ…", "しにたい"), ("シニ　タイ!", "しにたい。"), ("ｼﾆﾀｲ", "しにたい"), ("助けて\nこわい", "助けて。こわい"), ("家が燃えとる", "家が燃えている"), ("ストーカー", "すとか")],
)
def test_one_form_for_all_writings(text: str, form: str) -> None:
    assert compact(text) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [("カード を おとしました", "カードをおとしました"), ("転入届 カード 失効", "転入届 カード 失効"), ("my card 期限", "my card 期限")],
)
def test_spaces_between_words_are_learners_those_of_a_search_stay(text: str, form: str) -> None:
    assert Said(text).words == form


def test_the_lists_that_come_with_the_desk_are_sound() -> None:
    load_lists()


def test_leaving_out_what_cannot_be_there_changes_no_answer() -> None:
    said = [json.loads(line)["text"] for line in (Path(__file__).parents[2] / "engine/heldout.jsonl").read_text(encoding="utf-8").splitlines()][::6]
    for name in LISTS:
        for entry in yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8")).values():
            if isinstance(entry, dict) and "must" in entry:
                said += [str(text) for text in (*entry["must"], *entry["must_not"])][:4]
    said += [f"{one}。{two}" for one, two in zip(said[-200:], said, strict=False)]
    for name in LISTS:
        marks = load_marks(name)
        for text in said:
            whole = {one for one, mark in marks.items() if mark.said_in(Said(text))}
            some = {*marks.found(Said(text)), marks.first(Said(text), "loose"), marks.first(Said(text), "whole")} - {""}
            assert some <= whole, text
            assert {one for one in whole if not {"loose", "whole"} & marks[one].patterns.keys()} <= some, text
