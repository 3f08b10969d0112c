"""Days in English words: month first or day first, with or without a year; other words that look like months are none."""

from __future__ import annotations

from datetime import date

import pytest

from bot.dates.find import find_dates

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Dec 5", date(2026, 12, 5)), ("i move dec 5.", date(2026, 12, 5)), ("December 5th, 2026", date(2026, 12, 5)), ("on 5 December", date(2026, 12, 5)),
        ("the 3rd of January 2027", date(2027, 1, 3)), ("Jan. 2, 2027", date(2027, 1, 2)), ("Sept 30 2027", date(2027, 9, 30)), ("my move is on Nov 30th", date(2026, 11, 30)),
        ("moved on 10 Nov 2026", date(2026, 11, 10)), ("MAY 1, 2027", date(2027, 5, 1)),
    ],
)  # fmt: skip
def test_a_day_in_english_words(text: str, day: date) -> None:
    (found,) = find_dates(text, today=TODAY)
    assert found.kind == "day" and found.candidates == (day,) and found.text in text


@pytest.mark.parametrize("text", ["I may 5 times a week", "march 3 people to the office", "decide 5", "the mayor 3", "version 2.5 dec", "in december", "10 octopus", "card 2 may be lost", "those 5 march out"])
def test_what_is_no_day(text: str) -> None:
    assert not [one for one in find_dates(text, today=TODAY) if one.kind == "day"]


def test_an_impossible_day_is_said_so() -> None:
    assert [one.kind for one in find_dates("Feb 30, 2027", today=TODAY)] == ["impossible"]
