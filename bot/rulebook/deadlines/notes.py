"""What closed offices and different ways of counting mean for a last day: the safe day before it, the day after it on
which some offices still accept, and what to say. Pure; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from bot.dates.calendar import with_weekday
from bot.rulebook.deadlines.model import Anchors, DeadlineRule, IsClosed, Passage, Sentence
from bot.rulebook.deadlines.reckoning import Step, earliest, open_day_on_or_after, open_day_on_or_before
from bot.words import Words

SAY: Final = Words(__file__)


def note(says: str, *about: str) -> Passage:
    """A note of one piece."""
    return Passage((Sentence(says, frozenset(about)),))


def closed(says: str) -> Passage:
    """A note on days on which the office is closed: it also answers how the days are counted."""
    return note(says, "closed", "counting")


def safe_day(
    rule: DeadlineRule,
    due: date,
    named: Anchors,
    names: Mapping[str, str],
    steps: list[Step],
    is_closed: IsClosed,
) -> tuple[date, date]:
    """The strictest count, and the last open day on or before it; adds their steps."""
    strict = due
    if rule.safe:
        found = earliest(rule.safe, named, names)
        strict = min(due, found.day)
        steps += [step for step in found.steps if step not in steps]
    safe = strict
    if rule.at_office and is_closed(safe):
        safe = open_day_on_or_before(safe, is_closed)
        steps.append(Step(SAY("last_open_then" if rule.safe else "last_open"), safe))
    return strict, safe


def note_rollover(
    rule: DeadlineRule, due: date, today: date, steps: list[Step], notes: list[Passage], is_closed: IsClosed
) -> date | None:
    """What a closed last day may mean; the accepted day where the office is set up so."""
    if rule.rollover == "never" or not is_closed(due):
        return None
    following = open_day_on_or_after(due, is_closed)
    if rule.rollover == "possible" and today > following:
        return None
    steps.append(Step(SAY("next_open"), following))
    if rule.rollover == "accepted":
        if today <= following:
            notes.append(closed(SAY("accepted", due=with_weekday(due), following=with_weekday(following))))
        return following
    notes.append(closed(SAY("possible", due=with_weekday(due), following=with_weekday(following))))
    return None


# Days on which the equinox, and with it a holiday, can fall: month, first and last day (1980-2099).
_EQUINOXES = (("spring", 3, 19, 22), ("autumn", 9, 21, 24))


def note_provisional(first: date, last: date, today: date, notes: list[Passage]) -> None:
    """Say that closed days from `first` to `last` rest on an equinox day that is not fixed yet.

    国立天文台 publishes the holidays of a year in the official gazette at the beginning of February of the year before
    (暦要項); until then they are reckoned. March is taken as the month from which the next year is known.
    """
    known_until = today.year + (today.month >= 3)
    for name, month, begin, end in _EQUINOXES:
        for year in range(first.year, last.year + 1):
            touched = first <= date(year, month, end) and date(year, month, begin) <= last
            if year > known_until and touched:
                notes.append(closed(SAY("provisional", year=year, name=SAY.table("equinoxes")[name])))


def note_safe_day(
    due: date, strict: date, safe: date, *, today: date, notes: list[Passage], is_closed: IsClosed
) -> date | None:
    """The safe day if it is earlier than `due` and still ahead; otherwise a note on what is left."""
    if safe == due or today > due:
        return None
    if safe >= today:
        return safe
    if today == due and is_closed(today):
        notes.append(closed(SAY("closed_today")))
    elif all(is_closed(today + timedelta(days=ahead)) for ahead in range((due - today).days + 1)):
        notes.append(closed(SAY("closed_until", due=with_weekday(due))))
    else:
        notes.append(note(SAY("strict", day=with_weekday(strict)), "counting"))
    return None
