"""翌月25日, 次の週の火曜, 前年の10月3日 are read whole or asked back; a part of them is never taken."""

from __future__ import annotations

from datetime import date

import pytest
from date_tables_steps import SECOND, SPANS, STEPS
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates.find import find_dates

SUNDAY = date(2026, 11, 22)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
HEADS = st.sampled_from(
    ["翌月", "翌月の", "次の月の", "前月", "前々月の", "同月", "来々月", "翌", "翌々", "同", "前の", "先の", "中", "次の次の", "明くる", "その次の月の"]
    + ["平日で", "営業日で", "営業日ベースで", "土日を除いて", "稼働日だけで", "翌年3月", "前年の10月", "同年12月"]
)
AROUND = st.sampled_from(["", "えっと、", "引っ越しは", "私は", "引っ越すのが"])


def expected(days: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(word) for word in days.split())


@pytest.mark.parametrize(("text", "kind", "days"), STEPS)
def test_it_means_these_days(text: str, kind: str, days: str) -> None:
    first, *more = find_dates(text, today=SUNDAY)
    assert (first.kind, first.candidates) == (kind, expected(days))
    assert not [one for one in more if one.candidates]


@pytest.mark.parametrize(("text", "kind", "days"), SECOND)
def test_it_counts_from_the_day_said_before(text: str, kind: str, days: str) -> None:
    second = find_dates(text, today=SUNDAY)[1]
    assert (second.kind, second.candidates) == (kind, expected(days))


@pytest.mark.parametrize("text", SPANS)
def test_no_day_is_read_from_other_words(text: str) -> None:
    assert not [one for one in find_dates(text, today=SUNDAY) if one.kind in ("day", "ambiguous", "bare_day")]


def test_there_are_enough_writings() -> None:
    assert len({row[0] for row in (*STEPS, *SECOND)}) >= 300


@settings(max_examples=500, deadline=None)
@given(DAYS, HEADS, st.integers(1, 28), AROUND, st.sampled_from(["", "後", "前", "です", "に引っ越します", "に引っ越しました", "までに"]))
def test_a_part_behind_a_head_is_never_taken_alone(today: date, head: str, day: int, before: str, after: str) -> None:
    text = f"{before}{head}{day}日{after}"
    for mention in find_dates(text, today=today):
        assert mention.start <= len(before) or not mention.candidates, (text, mention)


@settings(max_examples=300, deadline=None)
@given(DAYS, st.sampled_from([("翌月", 1), ("次の月の", 1), ("翌々月", 2), ("前月", -1), ("前々月の", -2)]), st.integers(1, 28))
def test_a_day_of_another_month_lies_in_that_month(today: date, head: tuple[str, int], day: int) -> None:
    (mention,) = find_dates(f"{head[0]}{day}日", today=today)
    (found,) = mention.candidates
    assert (found.year - today.year) * 12 + found.month - today.month == head[1] and found.day == day


@settings(max_examples=200, deadline=None)
@given(DAYS, st.sampled_from("月火水木金土日"))
def test_a_day_of_the_next_week_is_one_to_two_weeks_ahead(today: date, letter: str) -> None:
    (mention,) = find_dates(f"翌週の{letter}曜", today=today)
    assert all("月火水木金土日"[one.weekday()] == letter for one in mention.candidates)
    assert all(0 < (one - today).days <= 14 for one in mention.candidates)
