"""Readings in Latin letters."""

from __future__ import annotations

import pytest

from bot.reading.romaji import plain_latin, romaji


@pytest.mark.parametrize(
    ("reading", "written"),
    [("ちば", "chiba"), ("つくば", "tsukuba"), ("ふじさわ", "fujisawa"), ("きょうと", "kyoto"), ("おおつ", "otsu"), ("しゅうなん", "shunan"),
     ("べっぷ", "beppu"), ("いっちょうめ", "itchome"), ("じょうえつ", "joetsu"), ("りゅうがさき", "ryugasaki"), ("東京", "")],
)  # fmt: skip
def test_a_reading_is_written_as_on_signs(reading: str, written: str) -> None:
    assert romaji(reading) == written


def test_long_vowels_may_be_written_or_not() -> None:
    assert plain_latin("Ootsu") == plain_latin("Otsu") == "otsu"
