"""Ninety days as one office counts them: from the next day, or with the day itself as day 1."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.rulebook.deadlines.book import load_deadline_book

BOOK = load_deadline_book()
TODAY = date(2026, 11, 22)
FILED = [("moving", "moving_in_filed"), ("overseas", "return_filed")]


@pytest.mark.parametrize(("group", "anchor"), FILED)
@pytest.mark.parametrize(("first_day", "days"), [(True, 89), (False, 90)])
@pytest.mark.parametrize("filed", [date(2026, 11, 20), date(2026, 12, 16), date(2027, 11, 30)])
def test_the_last_day_follows_the_office(group: str, anchor: str, first_day: bool, days: int, filed: date) -> None:
    found = BOOK.counting(first_day).reckon(group, {anchor: filed}, today=TODAY)
    (one,) = [deadline for deadline in found if deadline.id in ("continued_use", "return_continued_use")]
    assert one.due == filed + timedelta(days=days)
    assert not any("1日目と数える役所もある" in note for note in one.notes)


def test_without_knowing_the_office_both_counts_are_shown() -> None:
    one = BOOK.reckon("moving", {"moving_in_filed": date(2026, 12, 16)}, today=TODAY)[0]
    assert (one.due, one.recommended_by) == (date(2027, 3, 16), date(2027, 3, 15))


def test_other_deadlines_stay_as_they_are() -> None:
    days = {"move_date": date(2026, 12, 3), "moving_out_planned": date(2026, 12, 1)}
    assert BOOK.counting(True).reckon("moving", days, today=TODAY) == BOOK.reckon("moving", days, today=TODAY)
    departed = {"departure_planned": date(2026, 9, 1)}
    assert BOOK.counting(True).reckon("overseas", departed, today=TODAY) == BOOK.reckon("overseas", departed, today=TODAY)
