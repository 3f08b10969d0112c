"""The platform's units: what is cut, where, and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.line.limits import cut, from_units, split, units
from bot.doors.line.links import outside

FAMILY = "👨‍👩‍👧"
TEXTS = st.text(alphabet=st.one_of(st.sampled_from("あい。！？\n👨\u200d👩が\u3099🇯🇵"), st.characters(exclude_categories=["Cs"])), max_size=200)


@given(TEXTS)
def test_units_are_those_of_utf_16(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2


@given(TEXTS, st.integers(12, 60))
def test_pieces_are_short_enough_and_joined_they_are_the_text(text: str, most: int) -> None:
    pieces = list(split(text, most))
    assert "".join(pieces) == text
    assert all(0 < units(piece) <= most for piece in pieces)


@given(TEXTS, st.integers(2, 60))
def test_what_is_cut_is_short_enough_and_says_so(text: str, most: int) -> None:
    short = cut(text, most)
    assert units(short) <= most
    assert short == text if units(text) <= most else short.endswith("…")


def test_a_text_is_split_between_sentences() -> None:
    text = "一つ目の文です。二つ目の文です！「三つ目。」四つ目"
    assert list(split(text, 16)) == ["一つ目の文です。二つ目の文です！", "「三つ目。」四つ目"]


@pytest.mark.parametrize("sign", [FAMILY, "か\u3099", "👍🏽", "❤\ufe0f"])
def test_one_sign_is_never_cut_in_two(sign: str) -> None:
    assert cut(f"ああ{sign}い", 2 + units(sign)) == "ああ…"
    assert all(not piece.startswith(("\u200d", "\u3099", "\ufe0f", "🏽")) for piece in split(f"あああ{sign}" * 3, 5 + units(sign)))


def test_places_are_counted_in_units() -> None:
    text = f"{FAMILY}@窓口 期限は"
    start, end = from_units(text, units(FAMILY), 3)
    assert text[start:end] == "@窓口"


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://example.jp", "https://example.jp?openExternalBrowser=1"),
        ("https://example.jp/a?b=1#c", "https://example.jp/a?b=1&openExternalBrowser=1#c"),
        ("https://日本.example.jp/届け出", "https://xn--wgv71a.example.jp/%E5%B1%8A%E3%81%91%E5%87%BA?openExternalBrowser=1"),
        ("https://example.jp/%E5%B1%8A", "https://example.jp/%E5%B1%8A?openExternalBrowser=1"),
        ("https://example.jp:8443/x", "https://example.jp:8443/x?openExternalBrowser=1"),
        ("api/v1/calendar/x.ics", None), ("javascript:alert(1)", None), ("https://", None), ("https://a:b/", None),
        ("https://example.jp/" + "届" * 200, None),
    ],
)  # fmt: skip
def test_a_link_opens_in_the_phones_browser_or_is_none(address: str, link: str | None) -> None:
    assert outside(address) == link
