"""Deadlines as a calendar file (RFC 5545, by the `icalendar` library) and as a QR picture (by `segno`).

A calendar is often shared with a family or an employer, and one of our readers may hide from somebody at home. So the
words are neutral by default: nothing says health, insurance, card or protection. Nothing personal is written into the
file; the event's id is a digest that only this desk can make. Times are UTC stamps: of the writing and of the answer.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import segno
from icalendar import Alarm, Calendar, Event

from bot.dates.calendar import with_weekday
from bot.rulebook.deadlines.model import Deadline
from bot.words import Words

SAY: Final = Words(__file__)

ALARM_DAYS: Final = (14, 3)  # days before
NEAR_ALARM_DAYS: Final = (1, 0)  # when the usual ones are past: the first of these that is not
ALARM_AT: Final = time(9)  # where the person is; an all-day event begins at midnight, when nobody should be woken
_PRODUCT: Final = "-//desk//calendar//JA"
_MAX_QR_BYTES: Final = 2000


@dataclass(frozen=True)
class Entry:
    """A deadline to be written. `uid`: the same for the same matter of the same person, so that a corrected day replaces the
    event. `changed`: when the day was told, with a time zone. `sequence`: rises with every change."""

    deadline: Deadline = field(repr=False)
    uid: str
    changed: datetime
    sequence: int


def build_ics(entries: Sequence[Entry], *, now: datetime, plain_words: bool = True) -> bytes:
    """All-day events with alarms at nine in the morning 14 and 3 days before, for the deadlines that are not over.

    now: the moment of writing, in the person's time zone: no alarm lies before it. plain_words=True writes neutral titles;
    False the real names, only when the person asked for them. A rule with a first day only gives an event on that day
    while it lies ahead; two deadlines with the same words on the same day give one event. Raises ValueError when nothing
    is left to write or `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    written: set[tuple[date, str, str]] = set()
    uids: Counter[str] = Counter()
    for entry in entries:
        day, title, lines = _words(entry.deadline, plain_words)
        if day is None or (day, title, words := "\n".join(lines)) in written:
            continue
        written.add((day, title, words))
        # two variants of one rule in one file: none may take the other's place
        uid = f"{uids[entry.uid]}-{entry.uid}" if uids[entry.uid] else entry.uid
        uids[entry.uid] += 1
        calendar.add_component(_event(entry, uid, day, title, words, now))
    if not written:
        raise ValueError("no deadline lies ahead; nothing to put into a calendar")
    return bytes(calendar.to_ical())


def _words(deadline: Deadline, plain_words: bool) -> tuple[date | None, str, list[str]]:
    """Day, title and description lines; day None = nothing to write."""
    if deadline.state == "over":
        return None, "", []
    if deadline.due is None:
        ahead = deadline.opens if deadline.state == "not_yet" else None
        return ahead, SAY("opens_title") if plain_words else deadline.name, [SAY("opens_today")]
    lines = [SAY("last_day", day=with_weekday(deadline.due))]
    if deadline.recommended_by is not None:
        lines.append(SAY("safe_day", day=with_weekday(deadline.recommended_by)))
    if deadline.opens is not None and deadline.state == "not_yet":
        lines.append(SAY("opens", day=with_weekday(deadline.opens)))
    if plain_words:
        return deadline.due, SAY("last_day_title"), lines
    return deadline.due, SAY("deadline", name=deadline.name), [*lines, deadline.consequence, deadline.action]


def _event(entry: Entry, uid: str, day: date, title: str, words: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("last-modified", entry.changed.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", title)
    event.add("description", words)
    event.add("class", "PRIVATE")
    # An all-day reminder must not make the person look busy.
    event.add("transp", "TRANSPARENT")
    for days in _alarms(day, now):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", timedelta(days=-days, hours=ALARM_AT.hour))
        alarm.add("description", SAY("ahead", title=title, days=days) if days else SAY("today", title=title))
        event.add_component(alarm)
    return event


def _alarms(day: date, now: datetime) -> Iterator[int]:
    """How many days before `day` to remind: never at a time that is past; near days have one reminder."""
    ahead = [
        days
        for days in (*ALARM_DAYS, *NEAR_ALARM_DAYS)
        if datetime.combine(day - timedelta(days=days), ALARM_AT, now.tzinfo) > now
    ]
    usual = [days for days in ahead if days in ALARM_DAYS]
    yield from usual or ahead[:1]


def qr_svg(text: str) -> str:
    """An SVG picture of a QR code for the kiosk, with the quiet zone that readers need, scalable, black on white.

    text: at most 2000 bytes of UTF-8, not empty (larger codes cannot be read off a screen). Raises ValueError otherwise.
    """
    if not text or len(text.encode()) > _MAX_QR_BYTES:
        raise ValueError(f"a QR code holds 1 to {_MAX_QR_BYTES} bytes")
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=4, xmldecl=False, omitsize=True, dark="#000", light="#fff", title=SAY("qr_code")
    )
    return out.getvalue().decode()
