"""What holds for every text and every day."""

from __future__ import annotations

from datetime import date

import pytest
from date_tables import CALENDAR
from date_tables_relative import COUNTED, RELATIVE
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates.find import DateMention, Tense, find_dates, wareki

TODAY = date(2026, 11, 22)
PIECES = st.sampled_from(
    [row[0] for row in (*CALENDAR, *RELATIVE, *COUNTED)]
    + list("年月日の、か・/-.()0123456789一二十元末前後今来先昨明週金曜RH") + ["から", "゛", "ﾞ", "㍻", "きょう", "じゅう"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=8).map("".join))
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
TENSES = st.sampled_from([None, *Tense])


def check_shape(mention: DateMention, text: str) -> None:
    assert 0 <= mention.start < mention.end <= len(text)
    assert text[mention.start : mention.end] == mention.text
    low, high = {"day": (1, 1), "ambiguous": (2, 3), "month": (2, 2), "bare_day": (1, 2)}.get(
        mention.kind, (0, 0)
    )
    assert low <= len(mention.candidates) <= high
    assert all(1900 <= day.year <= 2100 for day in mention.candidates)


@settings(max_examples=400, deadline=None)
@given(TEXTS, DAYS, TENSES)
def test_any_text_gives_well_formed_mentions(text: str, today: date, tense: Tense | None) -> None:
    mentions = find_dates(text, today=today, tense=tense)
    for mention in mentions:
        check_shape(mention, text)
    assert all(one.end <= two.start for one, two in zip(mentions, mentions[1:], strict=False))


@settings(max_examples=100, deadline=None)
@given(TEXTS, DAYS)
def test_same_text_gives_the_same_mentions(text: str, today: date) -> None:
    assert find_dates(text, today=today) == find_dates(text, today=today)


@settings(max_examples=300, deadline=None)
@given(st.dates(date(1989, 1, 8), date(2040, 12, 31)))
def test_wareki_is_read_back(day: date) -> None:
    assert [mention.candidates for mention in find_dates(wareki(day), today=TODAY)] == [(day,)]


@settings(max_examples=200, deadline=None)
@given(
    st.dates(date(1989, 1, 8), date(2040, 12, 31)),
    st.sampled_from(["{:%Y/%m/%d}", "{:%Y-%m-%d}", "{:%Y%m%d}"]),
)
def test_western_dates_are_read_back(day: date, form: str) -> None:
    assert [mention.candidates for mention in find_dates(form.format(day), today=TODAY)] == [(day,)]


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(1, 12), st.integers(1, 28))
def test_past_is_never_ahead_and_future_never_behind(today: date, month: int, day: int) -> None:
    for tense, sign in ((Tense.PAST, -1), (Tense.FUTURE, 1)):
        mention = find_dates(f"{month}月{day}日", today=today, tense=tense)[0]
        distances = [sign * (candidate - today).days for candidate in mention.candidates]
        assert all(0 <= distance <= 366 for distance in distances)


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(1, 12), st.integers(1, 28))
def test_without_tense_the_nearest_day_comes_first(today: date, month: int, day: int) -> None:
    candidates = find_dates(f"{month}月{day}日", today=today)[0].candidates
    distances = [abs(candidate - today) for candidate in candidates]
    assert distances == sorted(distances)


@pytest.mark.parametrize(
    "piece", ["1", "12月", "の", "令和", "3日の", "12/", "十", "じゅう", "月曜の", "昨日の", "(", "2026-"]
)
def test_long_repetitive_text_is_read(piece: str) -> None:
    text = piece * (2000 // len(piece))
    for mention in find_dates(text, today=TODAY):
        check_shape(mention, text)
