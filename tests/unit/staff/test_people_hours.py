"""When people are there, as a supervisor sets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import Engine

from bot.rulebook.deadlines.book import load_deadline_book
from bot.settings import TOKYO
from bot.staff.audit import Audit
from bot.staff.desk_settings import DeskSettings, SettingRefused, SettingStore

OPEN = DeskSettings(people=True, closed=("2026-12-29",))


def holiday(day: date) -> bool:
    return day == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("at", "is_open", "opens"),
    [
        ((2026, 11, 24, 9, 0), True, "11-25"),
        ((2026, 11, 24, 8, 59), False, "11-24"),
        ((2026, 11, 24, 17, 0), False, "11-25"),
        ((2026, 11, 21, 12, 0), False, "11-24"),  # Saturday, then Sunday, then a holiday
        ((2026, 12, 29, 12, 0), False, "12-30"),  # closed by the office
    ],
)
def test_hours_weekdays_holidays_and_closed_days(at: tuple[int, ...], is_open: bool, opens: str) -> None:
    now = datetime(*at, tzinfo=TOKYO)  # type: ignore[misc]
    assert OPEN.is_open(now, holiday) == is_open
    found = OPEN.next_opening(now, holiday)
    assert found and f"{found:%m-%d}" == opens
    assert not replace(OPEN, people=False).is_open(now, holiday)


def test_never_open_is_no_opening() -> None:
    assert replace(OPEN, weekdays=()).next_opening(datetime(2026, 11, 24, 9, 0, tzinfo=TOKYO), holiday) is None


def test_a_change_is_kept_noted_and_seen(engine: Engine, audit: Audit) -> None:
    store, other = SettingStore(engine, audit), SettingStore(engine, audit)
    assert store.get() == DeskSettings()
    store.change("hanako", replace(OPEN, notice="きょうは休みです。"))
    assert store.get().notice == other.get().notice == "きょうは休みです。"
    assert (audit.last(1)[0].act, audit.last(1)[0].detail) == ("setting_changed", "people,closed,notice")


@pytest.mark.parametrize(
    "wrong",
    [{"opens": "9:00"}, {"opens": "17:00", "closes": "09:00"}, {"closed": ("29.12.",)}, {"closed": ("20261229",)}, {"closed": ("2026-W53-2",)}, {"closed": ("2026-02-30",)}, {"patience": 0}, {"minutes": 500}, {"notice": "あ" * 301}, {"closed": ("2026-01-01",) * 101}],
)
def test_what_cannot_be_is_refused_and_nothing_changes(engine: Engine, audit: Audit, wrong: dict[str, object]) -> None:
    store = SettingStore(engine, audit)
    with pytest.raises(SettingRefused):
        store.change("hanako", replace(OPEN, **wrong))  # type: ignore[arg-type]
    assert store.get() == DeskSettings() and audit.last() == []


def test_a_weekend_that_a_supervisor_ticked_is_open() -> None:
    book = load_deadline_book()
    every_day = replace(OPEN, weekdays=tuple(range(7)))
    saturday, holiday_, year_end = (datetime(2026, *day, 10, tzinfo=TOKYO) for day in ((12, 5), (11, 23), (12, 30)))
    assert every_day.is_open(saturday, book.is_holiday) and book.is_closed(saturday.date())
    assert not every_day.is_open(holiday_, book.is_holiday) and not every_day.is_open(year_end, book.is_holiday)
