"""Deadlines as a calendar file (RFC 5545, by the `icalendar` library) and as a QR picture (by `segno`).

A calendar is often shared with a family or an employer, and one of our readers may hide from somebody at home. So the
words are neutral by default: nothing says health, insurance, card or protection. Nothing personal is written into the
file, not even into the event's id; times of the desk are not told either, only the UTC stamp that the format requires.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

import segno
from icalendar import Alarm, Calendar, Event

from bot.rulebook.deadlines.model import Deadline
from bot.rulebook.deadlines.reckoning import ja_date

ALARM_DAYS: Final = (14, 3)
LAST_DAY_TITLE: Final = "役所の手続きの期限"
FIRST_DAY_TITLE: Final = "役所の手続きを始められる日"
_PRODUCT: Final = "-//desk//calendar//JA"
_MAX_QR_BYTES: Final = 2000


def build_ics(deadlines: Sequence[Deadline], *, now: datetime, plain_words: bool = True) -> bytes:
    """All-day events with alarms 14 and 3 days before, for the deadlines that are not over.

    now: the moment of writing, with a time zone. plain_words=True writes neutral titles; False the real names, only when
    the person asked for them. A rule with a first day only gives an event on that day while it lies ahead; two deadlines
    with the same words on the same day give one event. Raises ValueError when nothing is left to write or `now` has no
    time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    written: set[tuple[date, str, str]] = set()
    for deadline in deadlines:
        day, title, lines = _words(deadline, plain_words)
        if day is None or (day, title, words := "\n".join(lines)) in written:
            continue
        written.add((day, title, words))
        calendar.add_component(_event(deadline, day, title, words, now.astimezone(UTC)))
    if not written:
        raise ValueError("no deadline lies ahead; nothing to put into a calendar")
    return bytes(calendar.to_ical())


def event_uid(deadline: Deadline) -> str:
    """The same for the same rule and day, always; it does not spell out the rule and holds nothing of the person."""
    day = deadline.due or deadline.opens
    digest = hashlib.sha256(f"{deadline.id} {day}".encode()).hexdigest()
    return f"{digest[:32]}@desk.invalid"


def _words(deadline: Deadline, plain_words: bool) -> tuple[date | None, str, list[str]]:
    """Day, title and description lines; day None = nothing to write."""
    if deadline.state == "over":
        return None, "", []
    if deadline.due is None:
        ahead = deadline.opens if deadline.state == "not_yet" else None
        return ahead, FIRST_DAY_TITLE if plain_words else deadline.name, ["この日から手続きできます。"]
    lines = [f"最後の日：{ja_date(deadline.due)}"]
    if deadline.recommended_by is not None:
        lines.append(f"できれば{ja_date(deadline.recommended_by)}までに済ませると安心です。")
    if deadline.opens is not None and deadline.state == "not_yet":
        lines.append(f"{ja_date(deadline.opens)}から手続きできます。")
    if plain_words:
        return deadline.due, LAST_DAY_TITLE, lines
    return deadline.due, f"期限：{deadline.name}", [*lines, deadline.consequence, deadline.action]


def _event(deadline: Deadline, day: date, title: str, words: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", event_uid(deadline))
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", title)
    event.add("description", words)
    event.add("class", "PRIVATE")
    # An all-day reminder must not make the person look busy.
    event.add("transp", "TRANSPARENT")
    for days in ALARM_DAYS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", timedelta(days=-days))
        alarm.add("description", f"{title}まで、あと{days}日です。")
        event.add_component(alarm)
    return event


def qr_svg(text: str) -> str:
    """An SVG picture of a QR code for the kiosk, with the quiet zone that readers need, scalable, black on white.

    text: at most 2000 bytes of UTF-8, not empty (larger codes cannot be read off a screen). Raises ValueError otherwise.
    """
    if not text or len(text.encode()) > _MAX_QR_BYTES:
        raise ValueError(f"a QR code holds 1 to {_MAX_QR_BYTES} bytes")
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=4, xmldecl=False, omitsize=True, dark="#000", light="#fff", title="QRコード"
    )
    return out.getvalue().decode()
