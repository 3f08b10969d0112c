"""When an office is closed: weekends, public holidays (kept by the `jpholiday` library), the turn of the year, and each
municipality's or insurer's own days. Also what it does with a closed last day and how it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import jpholiday

from bot.dates import calendar
from bot.rulebook.deadlines.model import DeadlineRule, IsClosed
from bot.rulebook.deadlines.rules import DEADLINES_FILE
from bot.rulebook.deadlines.terms import listed, nested
from bot.rulebook.statements.fields import Fields
from bot.rulebook.statements.model import RulebookError
from bot.strict_yaml import read_yaml

WEEKDAYS: Final = tuple(calendar.WEEKDAYS)
OFFICE_KEYS: Final = frozenset(
    {"id", "closed_weekdays", "public_holidays", "year_end", "closed", "open", "rollover", "counts_first_day"}
    | {"sources", "verified_on"}
)


@dataclass(frozen=True)
class Office:
    """One municipality's or insurer's settings.

    year_end: (month, day) of the first and the last closed day of the turn of the year, or None.
    closed / open: single extra days; `open` wins (a Sunday desk). rollover: ids of the rules for which this office
    accepts on the next open day. counts_first_day: rule id -> whether the day itself is day 1; absent = not known.
    """

    id: str
    closed_weekdays: frozenset[int]
    public_holidays: bool
    year_end: tuple[tuple[int, int], tuple[int, int]] | None
    closed: frozenset[date]
    open: frozenset[date]
    rollover: frozenset[str]
    counts_first_day: Mapping[str, bool]
    sources: tuple[str, ...]
    verified_on: date


def closed_days(office: Office) -> IsClosed:
    """A function day -> whether the office is closed. Holidays are looked up once per day."""

    @lru_cache(maxsize=20_000)
    def is_closed(day: date) -> bool:
        if day in office.open:
            return False
        return (
            day in office.closed
            or day.weekday() in office.closed_weekdays
            or (office.year_end is not None and _at_year_end(day, *office.year_end))
            or (office.public_holidays and bool(jpholiday.is_holiday(day)))
        )

    return is_closed


def _at_year_end(day: date, first: tuple[int, int], last: tuple[int, int]) -> bool:
    return (day.month, day.day) >= first or (day.month, day.day) <= last


def adapt(rule: DeadlineRule, office: Office) -> DeadlineRule:
    """The rule as this office applies it: roll-over accepted where it is set, and its own way of counting."""
    if rule.id in office.rollover:
        rule = replace(rule, rollover="accepted")
    if rule.safe and rule.id in office.counts_first_day:
        rule = replace(rule, due=rule.safe if office.counts_first_day[rule.id] else rule.due, safe=())
    return rule


def with_office(rules: Mapping[str, DeadlineRule], office: Office) -> dict[str, DeadlineRule]:
    """All the rules as this office applies them."""
    return {name: adapt(rule, office) for name, rule in rules.items()}


def load_offices(path: Path = DEADLINES_FILE) -> dict[str, Office]:
    """All offices by id; `default` is always among them. Raises RulebookError naming every fault."""
    problems: list[str] = []
    top = Fields(path.name, read_yaml(path, problems), problems)
    rules = {str(one.data.get("id")) for one in listed(top, "rules")}
    offices: dict[str, Office] = {}
    for one in listed(top, "offices"):
        fields = Fields(f"{path.name}: office {one.data.get('id')}", one.data, problems)
        office = _office(fields, rules)
        if office.id in offices:
            fields.fault("id", "used twice")
        offices[office.id] = office
    if "default" not in offices:
        top.fault("offices", "an office with the id default is required")
    if problems:
        raise RulebookError(problems)
    return offices


def _office(fields: Fields, rules: set[str]) -> Office:
    fields.known_keys(OFFICE_KEYS)
    counts = nested(fields, "counts_first_day")
    for name in counts.data if counts else ():
        if name not in rules:
            fields.fault("counts_first_day", f"{name!r} is unknown; allowed: {', '.join(sorted(rules))}")
    return Office(
        id=fields.text("id"),
        closed_weekdays=frozenset(
            WEEKDAYS.index(day) for day in fields.names("closed_weekdays", WEEKDAYS) if day in WEEKDAYS
        ),
        public_holidays=fields.flag("public_holidays"),
        year_end=_year_end(nested(fields, "year_end")),
        closed=_days(fields, "closed"),
        open=_days(fields, "open"),
        rollover=frozenset(fields.names("rollover", rules)),
        counts_first_day={name: counts.flag(name) for name in counts.data} if counts else {},
        sources=fields.names("sources"),
        verified_on=fields.day("verified_on") or date.min,
    )


def _year_end(fields: Fields | None) -> tuple[tuple[int, int], tuple[int, int]] | None:
    if fields is None:
        return None
    fields.known_keys({"from", "until"})
    found = []
    for key in ("from", "until"):
        try:
            # 2024 has every day of the calendar
            day = date.fromisoformat(f"2024-{fields.text(key)}")
            found.append((day.month, day.day))
        except ValueError:
            fields.fault(key, "must be like 12-29 (month-day)")
            found.append((12, 31))
    return found[0], found[1]


def _days(fields: Fields, key: str) -> frozenset[date]:
    value = fields.data.get(key) or []
    days: set[date] = set()
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, date):
            days.add(item)
        else:
            fields.fault(key, f"{item!r} is not a date like 2026-12-28")
    return frozenset(days)
