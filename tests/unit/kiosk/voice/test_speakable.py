"""The table of readings: its own tests, and what must come out of whole answers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kiosk.voice import speakable as table
from bot.kiosk.voice.speakable import LONGEST, breaths, load_heard, load_readings, speakable
from bot.strict_yaml import YamlFaulty


def test_every_entry_comes_out_as_its_tests_say() -> None:
    assert len(load_readings()) > 50  # raises for one that does not


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("・北区役所（王子）へ。\n・8:30〜17:00です", "北区役所、おうじ、へ。8時30分から17時までです"),
        ("電話は #8008 です", "電話は シャープ、ハチ、ゼロ、ゼロ、ハチ です"),
        ("０１２０−９５−０１７８へ", "ゼロ イチ ニ ゼロ、キュウ ゴ、ゼロ イチ ナナ ハチへ"),
        ("R8.12.31(木)まで、担当の方へ", "令和8年12月31日まで、担当のかたへ"),
        ("①本人　②代理人の方も、3ヶ月前から", "1本人 2代理人のかたも、3か月前から"),
        ("｜年《ねん》に１回、20歳まで", "ねんに1回、はたちまで"),
        ("", ""),
        ("😀\n、。\n---", ""),
    ],
)
def test_a_text_as_written_becomes_one_that_is_read_right(written: str, said: str) -> None:
    assert speakable(written) == said


@given(st.text(max_size=300))
def test_any_text_becomes_one_line_without_signs_that_stop_the_voice(text: str) -> None:
    said = speakable(text)
    assert not re.search(r"[\n\r]", said)
    assert all(re.search(r"[^\W_]", piece) for piece in breaths(said))


@given(st.text(alphabet="あいう、。カード12 ", max_size=900))
def test_breaths_are_short_and_lose_nothing_that_sounds(text: str) -> None:
    pieces = breaths(text)
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert re.sub(r"[\W_]", "", "".join(pieces)) == re.sub(r"[\W_]", "", text)


def test_a_sentence_is_not_cut_where_it_need_not_be() -> None:
    long = "電子証明書の更新は、有効期限の三か月前からできます。" * 8
    assert breaths(long) == ["電子証明書の更新は、有効期限の三か月前からできます。"] * 8
    assert breaths("はい。それでは、カードをお取りください。") == ["はい。それでは、カードをお取りください。"]


@pytest.mark.parametrize(
    "entry",
    [
        {"find": "あ", "say": "い"},
        {"find": "(", "say": "い", "tests": {"あ": "い"}},
        {"find": "あ", "as": "nothing", "tests": {"あ": "い"}},
        {"find": "あ", "say": "い", "tests": {"あ": "い"}, "note": "?"},
    ],
)
def test_an_entry_without_tests_or_with_a_fault_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(YamlFaulty, match="readings.yml"):
        table._entry(entry)


def test_the_readings_that_are_listened_to_hold_what_was_misread() -> None:
    assert {"赤羽駅の近く", "担当の方へ", "8:30〜17:00", "#8008", "0120-95-0178", "R8.12.31"} <= set(load_heard())
