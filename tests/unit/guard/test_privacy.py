"""The guard as a whole: split numbers, what it counts on, cuts, idempotence. Numbers here are made up."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guard.guard import Guarded, guard
from bot.guard.window import LIMIT
from bot.text import MAX_CHARS


@pytest.mark.parametrize("size", [13, 14, 15, 16, 20])
def test_longer_numbers_are_refused_too(size: int) -> None:
    guarded = guard("カードは" + ("4980123456" * 2)[:size])
    assert guarded == Guarded("カードは〔個人番号〕", frozenset({"my_number"}), 0)


def test_eleven_digits_after_the_word_are_a_slip_of_the_pen() -> None:
    assert guard("マイナンバーは12345678901").refuses
    assert guard("整理番号は12345678901").found == {"other_number"}


@pytest.mark.parametrize(
    "messages",
    [
        ["1234-5678-", "9018"],
        ["1234", "5678", "9018です"],
        ["123456", "789018"],
        ["12345678901", "8"],
        ["マイナンバーは1234 5678", "残りは9018"],
        ["1234 5678", "つづき", "9018"],
        ["123", "456", "789", "018"],
        ["1234の", "5678の", "9018"],
        ["１２３４５６７８", "九〇一八"],
        ["12345678", "9018です。登録できますか"],
        ["いちにさんよんごろくななはち", "9018"],
        ["1234567", "89018"],
        ["12345678", "901"],
        ["12345678を見ましたか", "9018"],  # whatever the words around: parts come with any
    ],
)
def test_a_number_split_over_messages_is_refused(messages: list[str]) -> None:
    digits = 0
    for message in messages:
        guarded = guard(message, earlier_digits=digits)
        digits = guarded.digits
    assert guarded.refuses
    assert not re.search(r"\d", guarded.text)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1234", "12月3日に引っ越しました"),
        ("1234", "14日以内ですか"),
        ("電話は03-3908-1131", "1234"),
        ("12345678", "それとは別に、90日と聞きました"),
        ("14日", "12345678"),
    ],
)
def test_other_digits_do_not_continue_a_number(first: str, second: str) -> None:
    assert not guard(second, earlier_digits=guard(first).digits).refuses


def test_after_a_refusal_nothing_is_counted_on() -> None:
    assert guard("1234 5678 9018").digits == 0


def test_of_overlapping_finds_nothing_stays() -> None:
    assert not re.search(r"\d", guard("パスワードabc123 4567 8901 8234").text)


def test_the_repr_shows_no_text() -> None:
    assert "引っ越し" not in repr(guard("引っ越しました"))


NASTY = st.text("0123456789１一〇 -ー/:.,の番号記暗証丁目年月日@ax〔〕個人\n\u200b", max_size=60) | st.text(
    max_size=60
)


@settings(max_examples=400, deadline=None)
@given(NASTY, st.integers(0, 16) | st.integers(0, LIMIT - 1), st.booleans())
def test_a_guarded_text_comes_through_unchanged(text: str, earlier: int, expects_date: bool) -> None:
    once = guard(text, earlier_digits=earlier, expects_date=expects_date)
    assert 0 <= once.digits < LIMIT
    if not expects_date:
        assert guard(once.text) == Guarded(once.text, frozenset(), guard(once.text).digits)


@pytest.mark.parametrize("offset", range(MAX_CHARS - 16, MAX_CHARS + 2))
def test_the_cut_leaves_no_half_number(offset: int) -> None:
    guarded = guard("あい" * (offset // 2) + "1234 5678 9018")
    assert len(guarded.text) <= MAX_CHARS
    assert not re.search(r"\d|〔[^〕]*$", guarded.text)


UNITS = [
    "1",
    "-",
    " ",
    "の",
    "1 ",
    "1-",
    "1の",
    "に",
    "@",
    "a1",
    "a.1@",
    "記号は",
    "1,111",
    "〔",
    "0-",
    "12/3 ",
    "1丁目",
    "一",
    "暗証1234",
]


@pytest.mark.parametrize("unit", UNITS)
def test_long_and_monotonous_input_is_answered(unit: str) -> None:
    assert len(guard(unit * (100_000 // len(unit))).text) <= MAX_CHARS
