"""Readings compared by sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kiosk.voice.kana import distance, fold, katakana, likeness

KANA = st.text(alphabet="アイウエオカキクケコタチツテトンッャュョーガギグ", max_size=12)


@pytest.mark.parametrize(
    ("writings", "sound"),
    [
        (("よてい", "ヨテー", "ﾖﾃｲ", "よてえ"), "ヨテー"),
        (("こうしん", "コーシン", "こおしん"), "コーシン"),
        (("ひっこし", "ヒッコシ"), "ヒッコシ"),
        (("ゆうこう きげん。", "ユーコーキゲン"), "ユーコーキゲン"),
        (("つづき", "ツズキ"), "ツズキ"),
        (("はい", "ハイ"), "ハイ"),
        (("いいえ", "イーエ"), "イーエ"),
        (("きょう", "キョー", "キョオ"), "キョー"),
    ],
)
def test_all_writings_of_a_sound_fold_to_one(writings: tuple[str, ...], sound: str) -> None:
    assert {fold(one) for one in writings} == {sound}


def test_folding_leaves_nothing_but_kana() -> None:
    assert fold("3番 abc、マイナ保険証！") == "マイナ"


def test_other_sounds_stay_apart() -> None:
    assert len({fold(one) for one in ("びょういん", "びよういん", "おばさん", "おばあさん", "いえ", "いいえ")}) == 6


@given(KANA, KANA)
def test_the_distance_is_a_distance(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


@given(KANA, KANA, st.integers(0, 4))
def test_a_bound_cuts_and_changes_nothing_below_it(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(distance(one, other), most + 1)


@given(KANA)
def test_folding_twice_changes_nothing(one: str) -> None:
    assert fold(fold(one)) == fold(one)


def test_likeness_is_one_for_the_same_and_falls_with_each_kana() -> None:
    assert likeness("ホケンショー", "ホケンショー") == 1.0
    assert likeness("ホケンショー", "ホケンジョー") == pytest.approx(5 / 6)
    assert likeness("アイ", "カキ") == 0.0
    assert katakana("ｶｰﾄﾞをかえす") == "カードヲカエス"
