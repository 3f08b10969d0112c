"""Lists of words: read strictly, tried on their own sentences, the same in every writing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bot.reading.lexicon import FOLDER, LexiconError, compact, load_lexicon, spaced
from bot.reading.others import shipped_others
from bot.reading.safety import listed

GOOD = {"key": "a.b", "kind": "k", "ja": ["<who>が(?:来|き)た"], "must": ["夫が来た"], "must_not": ["夫は来ない"]}


def loaded(folder: Path, entry: dict[str, object], **file: object) -> tuple[str, ...]:
    content = {"words": {"who": "夫|オット"}, "entries": [{name: value for name, value in entry.items() if value is not None}], **file}
    (folder / "list.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return load_lexicon(["list"], ["k"], folder).keys("おっと が きた！")


def test_a_pattern_is_found_in_every_writing(tmp_path: Path) -> None:
    assert loaded(tmp_path, GOOD) == ("a.b",)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"kind": "x"}, "kind"),
        ({"ja": None}, "ja or en"),
        ({"ja": ["("]}, "not a pattern"),
        ({"ja": ["<whom>"]}, "<whom>"),
        ({"must": None}, "must"),
        ({"must_not": []}, "must_not"),
        ({"must": ["夫が行った"]}, "夫が行った"),
        ({"must_not": ["夫が来た"]}, "夫が来た"),
        ({"colour": "red"}, "colour"),
        ({"key": None}, "key"),
    ],
)
def test_a_faulty_entry_is_refused_with_its_place(tmp_path: Path, changed: dict[str, object], named: str) -> None:
    with pytest.raises(LexiconError) as raised:
        loaded(tmp_path, GOOD | changed)
    assert "list.yml" in str(raised.value) and named in str(raised.value)


def test_a_sentence_that_the_whole_file_must_not_find(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="must_not: '夫が来た' is found by a.b"):
        loaded(tmp_path, GOOD, must_not=["夫が来た"])


def test_what_is_never_meant_is_blanked(tmp_path: Path) -> None:
    assert loaded(tmp_path, GOOD | {"must": ["オットが来た。夫が来たドラマ"]}, unless=["夫が来たドラマ"]) == ("a.b",)


@pytest.mark.parametrize("content", ["", "- a", "entries: 3", "entries: [", "\x00"])
def test_no_list_at_all(tmp_path: Path, content: str) -> None:
    (tmp_path / "list.yml").write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"list\.yml"):
        load_lexicon(["list"], ["k"], tmp_path)


@pytest.mark.parametrize(
    ("text", "form"),
    [("しにたぃ…", "しにたい"), ("シニ　タイ!", "しにたい。"), ("ｼﾆﾀｲ", "しにたい"), ("助けて\nこわい", "助けて。こわい"), ("家が燃えとる", "家が燃えている"), ("ストーカー", "すとか")],
)
def test_one_form_for_all_writings(text: str, form: str) -> None:
    assert compact(text) == form


def test_leaving_out_what_cannot_be_there_changes_no_answer() -> None:
    said = [json.loads(line)["text"] for line in (Path(__file__).parents[2] / "engine/heldout.jsonl").read_text(encoding="utf-8").splitlines()][::3]
    for name in ("danger", "medical", "crisis", "hardship", "others"):
        for entry in yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))["entries"]:
            said += [str(text) for text in (*entry["must"], *entry["must_not"])]
    said += [f"{one}。{two}" for one, two in zip(said[-400:], said, strict=False)]
    for lexicon in (listed(), shipped_others()):
        found = 0
        for text in said:
            forms = compact(text), spaced(text)
            keys = tuple(entry.key for entry in lexicon.entries if entry.found_in(*forms))
            assert lexicon.keys(text) == keys, text
            found += bool(keys)
        assert found > 50
