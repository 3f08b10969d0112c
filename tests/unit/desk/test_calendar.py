"""The calendar file: valid for a second library, neutral in its words, stable, and nothing personal in it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
import vobject

from bot.desk.calendar import Entry, qr_svg
from bot.desk.calendar import build_ics as build
from bot.rulebook.deadlines.closed_days import closed_days, load_offices
from bot.rulebook.deadlines.evaluate import evaluate
from bot.rulebook.deadlines.group import evaluate_topic
from bot.rulebook.deadlines.model import Deadline
from bot.rulebook.deadlines.rules import load_rules

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=9)))
RULES = load_rules()
IS_CLOSED = closed_days(load_offices()["default"])
TOLD = {
    "move_date": date(2026, 12, 5),
    "moving_out_planned": date(2026, 11, 25),
    "move_in_online": date(2026, 12, 5),
    "relocation_date": date(2026, 11, 20),
    "cert_expiry": date(2027, 5, 10),
    "card_expiry": date(2031, 5, 10),
    "stay_limit": date(2028, 5, 10),
    "departure_planned": date(2027, 1, 4),
    "return_filed": date(2026, 11, 20),
    "loss_reported": date(2026, 11, 20),
    "dv_support_start": date(2026, 1, 15),
}
# Words that would tell a reader of the calendar about health, insurance, the card, or protection from a person.
TELLING = re.compile(
    r"健康|保険|医療|病院|受診|薬|診療|資格|マイナ|myna|カード|card|証明|cert|insur|health|暗証|登録|紛失|なくし|loss"
    r"|DV|dv_|暴力|虐待|支援|措置|住所|110|8008|国保|健保|転入|転出|転居|引っ越し|在留|国外",
    re.IGNORECASE,
)


def all_deadlines() -> tuple[Deadline, ...]:
    return evaluate_topic("all", TOLD, rules=RULES, today=TODAY, is_closed=IS_CLOSED)


def one(rule: str, day: date) -> Deadline:
    anchor = RULES[rule].due[0].anchor if RULES[rule].due else "cert_expiry"
    return evaluate(RULES[rule], {anchor: day}, today=TODAY, is_closed=IS_CLOSED)


def build_ics(deadlines: Sequence[Deadline], *, now: datetime, plain_words: bool = True) -> bytes:
    """The file for deadlines of one person, told at NOW; each rule an event of its own."""
    entries = [Entry(one, f"{number}@desk.invalid", NOW, 7) for number, one in enumerate(deadlines)]
    return build(entries, now=now, plain_words=plain_words)


def parsed(data: bytes) -> vobject.base.Component:
    return vobject.readOne(data.decode())


def unfolded(data: bytes) -> str:
    return data.decode().replace("\r\n ", "")


def test_second_library_finds_it_valid_and_no_event_is_written_twice() -> None:
    calendar = parsed(build_ics(all_deadlines(), now=NOW))
    assert calendar.validate(raiseException=True)
    days = {(event.dtstart.value, event.summary.value, event.description.value) for event in calendar.vevent_list}
    assert len(days) == len(calendar.vevent_list) >= 8


def test_event_is_one_whole_day_on_the_legal_day() -> None:
    event = parsed(build_ics([one("loss_express", date(2026, 11, 20))], now=NOW)).vevent
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 12, 20), date(2026, 12, 21))
    assert event.dtstart.params["VALUE"] == ["DATE"]


def alarms(due: date, now: datetime) -> list[datetime]:
    """When a calendar in Tokyo reminds: an all-day event begins at midnight there."""
    shell = replace(one("loss_express", date(2026, 11, 20)), due=due, recommended_by=None, opens=None, state="open")
    (event,) = parsed(build_ics([shell], now=now)).vevent_list
    begins = datetime.combine(event.dtstart.value, time(), now.tzinfo)
    return [begins + alarm.trigger.value for alarm in event.contents.get("valarm", [])]


@pytest.mark.parametrize(
    ("due", "clock", "days"),
    [
        (date(2026, 12, 20), time(9, 30), [date(2026, 12, 6), date(2026, 12, 17)]),
        (date(2026, 12, 6), time(8, 59), [date(2026, 11, 22), date(2026, 12, 3)]),
        (date(2026, 12, 6), time(9, 0), [date(2026, 12, 3)]),  # nine o'clock has struck
        (date(2026, 11, 26), time(9, 30), [date(2026, 11, 23)]),
        (date(2026, 11, 25), time(9, 30), [date(2026, 11, 24)]),  # the usual ones are past: the day before
        (date(2026, 11, 24), time(9, 30), [date(2026, 11, 23)]),
        (date(2026, 11, 23), time(9, 30), [date(2026, 11, 23)]),  # tomorrow: on the day itself
        (date(2026, 11, 22), time(8, 30), [date(2026, 11, 22)]),
        (date(2026, 11, 22), time(9, 30), []),
    ],
)
def test_alarms_ring_at_nine_in_the_morning_and_never_in_the_past(due: date, clock: time, days: list[date]) -> None:
    now = datetime.combine(TODAY, clock, NOW.tzinfo)
    found = alarms(due, now)
    assert found == [datetime.combine(day, time(9), NOW.tzinfo) for day in days]
    assert all(one > now for one in found)


def test_an_alarm_says_how_many_days_are_left() -> None:
    event = parsed(build_ics([one("loss_express", date(2026, 11, 20))], now=NOW)).vevent
    assert [alarm.action.value for alarm in event.valarm_list] == ["DISPLAY", "DISPLAY"]
    assert [alarm.description.value for alarm in event.valarm_list] == ["役所の手続きの期限まで、あと14日です。", "役所の手続きの期限まで、あと3日です。"]


def test_a_change_can_be_told_from_the_event() -> None:
    lines = unfolded(build_ics([one("loss_express", date(2026, 11, 20))], now=NOW)).splitlines()
    assert {"SEQUENCE:7", "LAST-MODIFIED:20261122T003000Z"} <= set(lines)


def test_two_entries_with_one_id_both_stay() -> None:
    twice = [Entry(one("loss_express", date(2026, 11, day)), "same@desk.invalid", NOW, 7) for day in (20, 21)]
    events = parsed(build(twice, now=NOW)).vevent_list
    assert [event.uid.value for event in events] == ["same@desk.invalid", "1-same@desk.invalid"]


def test_stamp_is_utc() -> None:
    assert "DTSTAMP:20261122T003000Z" in unfolded(build_ics(all_deadlines(), now=NOW))


def test_no_telling_word_by_default() -> None:
    assert TELLING.findall(unfolded(build_ics(all_deadlines(), now=NOW))) == []


@pytest.mark.parametrize("rule", sorted(RULES))
def test_no_telling_word_whatever_the_deadline(rule: str) -> None:
    shell = one("loss_express", date(2026, 11, 20))
    deadline = replace(shell, id=rule, name=RULES[rule].name)
    assert TELLING.findall(unfolded(build_ics([deadline], now=NOW))) == []


def test_the_lint_itself_finds_telling_words() -> None:
    assert TELLING.findall(unfolded(build_ics(all_deadlines(), now=NOW, plain_words=False))) != []


def test_real_names_when_asked_for() -> None:
    event = parsed(build_ics([one("card_expiry", date(2031, 5, 10))], now=NOW, plain_words=False)).vevent
    assert event.summary.value == "期限：カードの有効期限"
    assert "住民票のある市区町村" in event.description.value


def test_recommended_day_is_in_the_description() -> None:
    event = parsed(build_ics([one("loss_express", date(2026, 12, 4))], now=NOW)).vevent
    assert event.description.value == ("最後の日：2027年1月3日（日）\nできれば2026年12月28日（月）までに済ませると安心です。\n2026年12月4日（金）から手続きできます。")


def test_first_day_only_gives_an_event_while_it_lies_ahead() -> None:
    event = parsed(build_ics([one("cert_renewal_opens", date(2027, 5, 10))], now=NOW)).vevent
    assert (event.dtstart.value, event.summary.value) == (date(2027, 2, 11), "役所の手続きを始められる日")


@pytest.mark.parametrize(
    "deadlines",
    [(), (one("cert_renewal_opens", date(2026, 12, 10)),), (one("cert_expiry", date(2026, 8, 22)),)],
    ids=["none", "already open", "over"],
)
def test_nothing_ahead_is_refused(deadlines: tuple[Deadline, ...]) -> None:
    with pytest.raises(ValueError, match="nothing to put into a calendar"):
        build_ics(deadlines, now=NOW)


def test_uid_is_stable_whenever_it_is_written() -> None:
    earlier = build_ics(all_deadlines(), now=NOW)
    later = build_ics(all_deadlines(), now=NOW.astimezone(UTC) + timedelta(days=3))
    uids = [[event.uid.value for event in parsed(data).vevent_list] for data in (earlier, later)]
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == len(uids[0])


def test_lines_are_folded_at_75_bytes() -> None:
    lines = build_ics(all_deadlines(), now=NOW, plain_words=False).split(b"\r\n")
    assert max(len(line) for line in lines) <= 75


def test_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        build_ics(all_deadlines(), now=NOW.replace(tzinfo=None))


def test_qr_is_a_safe_scalable_picture() -> None:
    picture = ET.fromstring(qr_svg("https://desk.example/c/abc.ics"))
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert "viewBox" in picture.attrib
    assert {element.tag.split("}")[1] for element in picture.iter()} == {"svg", "title", "path"}


@pytest.mark.parametrize("text", ["", "あ" * 667])
def test_qr_refuses_nothing_and_too_much(text: str) -> None:
    with pytest.raises(ValueError, match="1 to 2000 bytes"):
        qr_svg(text)
