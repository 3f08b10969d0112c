"""The calendar file read by the RFC's own grammar and by another library: the same days, words and reminders, wherever the reader is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import rfc5545
import vobject

from bot.desk.calendar import Entry, build_ics
from bot.rulebook.deadlines.group import evaluate_topic
from bot.rulebook.deadlines.rules import load_rules

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=9)))
RULES = load_rules()
ODD = "🇯🇵👨‍👩‍👧‍👦𠮷野家; 家族, \\ と\n改行" * 6


def a_file(*, words: str = "", plain: bool = True) -> bytes:
    """Deadlines of the real rules; `words` stand where the words of a rule do."""
    told = {"move_date": date(2026, 12, 5), "moving_out_planned": date(2026, 11, 25), "cert_expiry": date(2027, 5, 10), "loss_reported": date(2026, 11, 20)}
    reckoned = evaluate_topic("all", told, rules=RULES, today=NOW.date(), is_closed=lambda _day: False)
    found = [one for one in reckoned if one.due and one.state != "over"]
    if words:
        found = [replace(one, name=words, action=words, consequence=words) for one in found]
    assert len(found) >= 3
    return build_ics([Entry(one, f"{number}@desk.invalid", NOW, 7) for number, one in enumerate(found)], now=NOW, plain_words=plain)


@pytest.fixture(params=["UTC", "Asia/Tokyo", "America/Los_Angeles"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("words", ["", ODD], ids=["the rules' words", "odd letters at every fold"])
def test_two_readers_find_the_same(zone: str, words: str) -> None:
    data = a_file(words=words, plain=not words)
    calendar, other = rfc5545.read(data), vobject.readOne(data.decode())
    assert other.validate(raiseException=True) and zone
    assert len(calendar.parts) == len(other.vevent_list)
    for mine, theirs in zip(calendar.parts, other.vevent_list):
        assert (mine.text("SUMMARY"), mine.text("DESCRIPTION")) == (theirs.summary.value, theirs.description.value)
        assert (mine.day("DTSTART"), mine.day("DTEND")) == (theirs.dtstart.value, theirs.dtend.value)
        assert mine.day("DTEND") - mine.day("DTSTART") == timedelta(days=1)
        assert [alarm.duration("TRIGGER") for alarm in mine.parts] == [alarm.trigger.value for alarm in theirs.contents.get("valarm", [])]
        assert mine.properties["UID"][1] == theirs.uid.value and mine.properties["SEQUENCE"] == ("", "7")
        assert mine.moment("DTSTAMP") == NOW and mine.moment("LAST-MODIFIED").tzinfo is UTC


def test_reminders_are_at_nine_in_the_morning() -> None:
    triggers = {alarm.duration("TRIGGER") for event in rfc5545.read(a_file()).parts for alarm in event.parts}
    assert triggers and all(one % timedelta(days=1) == timedelta(hours=9) for one in triggers)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\r\n", b"\n"),
        (b"BEGIN:VEVENT\r\n", b""),
        (b"UID:", b"NOUID:"),
        (b"SEQUENCE:7\r\n", b"SEQUENCE:7\r\nSEQUENCE:8\r\n"),
        (b"CLASS:PRIVATE\r\n", b"CLASS:" + b"P" * 80 + b"\r\n"),
        (b"END:VCALENDAR\r\n", b""),
    ],
)
def test_the_grammar_refuses_what_is_wrong(before: bytes, after: bytes) -> None:
    data = a_file()
    assert before in data
    with pytest.raises(ValueError):
        rfc5545.read(data.replace(before, after))
