"""Calendar links: signed, they carry days and nothing about the person; the words tell no outsider what it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest
from conftest import OpenDesk
from desk_fakes import SECRET, Desk, FakeEngine, a_reply
from icalendar import Calendar

from bot.desk.calendar_links import CalendarLinks, LinkInvalid
from bot.rulebook.deadlines.book import load_deadline_book

RULES = load_deadline_book().rules
RULE = next(name for name in RULES if name.startswith("moving"))


def a_deadline(**more: Any) -> dict[str, Any]:
    """A deadline as the actions tell it."""
    days = {"due": "2026-12-17", "recommended_by": "2026-12-16", "opens": None, "days_left": 25, "state": "open"}
    return {"id": RULE, "name": RULES[RULE].name, "whose": "", "action": "", "consequence": "", "derivation": [], "notes": []} | days | more


def link(desk: Desk, engine: FakeEngine, *deadlines: dict[str, Any]) -> Any:
    """The calendar address that comes with an answer."""
    engine.answers = lambda _request: httpx.Response(200, json=[a_reply("x", deadlines=list(deadlines))])
    return desk.say("期限は").json()["messages"][0].get("calendar")


def test_a_deadline_ahead_comes_with_a_calendar_file(desk: Desk, engine: FakeEngine) -> None:
    answer = desk.call("GET", link(desk, engine, a_deadline()))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["dtstart"].dt == date(2026, 12, 17)


@pytest.mark.parametrize("word", ["保険", "マイナ", "カード", "転入", "引っ越", "支援", "mynadesk"])
def test_the_file_and_its_address_hide_what_it_is_about(desk: Desk, engine: FakeEngine, word: str) -> None:
    address = link(desk, engine, a_deadline())
    assert word not in Calendar.from_ical(desk.call("GET", address).content).to_ical().decode().replace("\r\n ", "")
    assert RULE not in address and "2026" not in address


def test_the_real_names_come_only_when_asked_for(desk: Desk, engine: FakeEngine) -> None:
    address = link(desk, engine, a_deadline())
    (event,) = Calendar.from_ical(desk.call("GET", address + "?words=full").content).walk("VEVENT")
    assert RULES[RULE].name in event["summary"]
    assert desk.call("GET", address + "?words=other").status_code == 422


def test_the_picture_is_a_picture(desk: Desk, engine: FakeEngine) -> None:
    answer = desk.call("GET", link(desk, engine, a_deadline()).replace(".ics", ".svg"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert b"<svg" in answer.content


@pytest.mark.parametrize("deadlines", [[], [a_deadline(state="over", due="2026-01-01")], [a_deadline(id="no_such_rule")]], ids=["none", "over", "unknown"])
def test_without_a_deadline_ahead_there_is_no_link(desk: Desk, engine: FakeEngine, deadlines: list[dict[str, Any]]) -> None:
    assert not link(desk, engine, *deadlines)


def test_a_link_whose_days_have_passed_says_so(desk: Desk, engine: FakeEngine, open_desk: OpenDesk) -> None:
    address = link(desk, engine, a_deadline())
    answer = open_desk(fixed_today=date(2027, 1, 10)).call("GET", address)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "nothing_ahead")


def forged() -> dict[str, str]:
    good = CalendarLinks(SECRET, RULES).token([a_deadline()]) or ""
    return {
        "nonsense": "abc",
        "cut": good[:-2],
        "another server": CalendarLinks("another secret of the tests", RULES).token([a_deadline()]) or "",
        "changed days": "A" + good[1:] if good[0] != "A" else "B" + good[1:],
        "japanese": "札",
        "long": "a" * 5000,
    }


@pytest.mark.parametrize("ending", ["ics", "svg"])
@pytest.mark.parametrize("name", forged())
def test_a_forged_link_is_refused(desk: Desk, name: str, ending: str) -> None:
    answer = desk.call("GET", f"/api/v1/calendar/{forged()[name]}.{ending}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "link_invalid")


def test_a_session_token_is_no_calendar_link_and_the_other_way_round(desk: Desk, engine: FakeEngine) -> None:
    session = desk.say("x").json()["session"]
    assert desk.call("GET", f"/api/v1/calendar/{session}.ics").status_code == 404
    token = link(desk, engine, a_deadline()).removeprefix("/api/v1/calendar/").removesuffix(".ics")
    assert desk.say("x", token).status_code == 401


def test_an_old_link_is_refused() -> None:
    old = CalendarLinks(SECRET, RULES, lifetime=-1)
    with pytest.raises(LinkInvalid):
        old.read(old.token([a_deadline()]) or "", date(2026, 11, 22))


def test_twenty_people_s_deadlines_still_fit_into_a_picture(desk: Desk, engine: FakeEngine) -> None:
    many = [a_deadline(id=name, due=f"2026-12-{day:02}") for day in range(1, 29) for name in list(RULES)[:2]]
    assert desk.call("GET", link(desk, engine, *many).replace(".ics", ".svg")).status_code == 200


def test_more_days_than_a_picture_holds_are_told_as_such(desk: Desk, engine: FakeEngine) -> None:
    # each row differs, or the link would shrink
    rules = list(RULES)
    many = [a_deadline(id=rules[number % len(rules)], due=f"20{27 + number % 60}-{number % 12 + 1:02}-{number * 7 % 28 + 1:02}") for number in range(600)]
    address = link(desk, engine, *many)
    answer = desk.call("GET", address.replace(".ics", ".svg"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "too_many")
    assert desk.call("GET", address).status_code == 200
