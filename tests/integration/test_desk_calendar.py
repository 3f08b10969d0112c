"""Calendar links: signed, they carry days and nothing about the person; the words tell no outsider what it is about."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
import vobject
from conftest import OpenDesk
from desk_fakes import SECRET, Desk, FakeEngine, a_reply
from fastapi import FastAPI
from icalendar import Calendar

from bot.desk.calendar import qr_svg
from bot.desk.calendar_links import CalendarLinks, LinkInvalid, family
from bot.rulebook.deadlines.book import load_deadline_book

RULES = load_deadline_book().rules
RULE = next(name for name in RULES if name.startswith("moving"))


def a_deadline(**more: Any) -> dict[str, Any]:
    """A deadline as the actions tell it."""
    days = {"due": "2026-12-17", "recommended_by": "2026-12-16", "opens": None, "days_left": 25, "state": "open"}
    return {"id": RULE, "name": RULES[RULE].name, "whose": "", "action": "", "consequence": "", "derivation": [], "notes": []} | days | more


def link(desk: Desk, engine: FakeEngine, *deadlines: dict[str, Any]) -> Any:
    """The calendar address that comes with an answer, relative to the page."""
    engine.answers = lambda _request: httpx.Response(200, json=[a_reply("x", deadlines=list(deadlines))])
    return desk.say("期限は").json()["messages"][0].get("calendar")


def test_a_deadline_ahead_comes_with_a_calendar_file(desk: Desk, engine: FakeEngine) -> None:
    answer = desk.call("GET", link(desk, engine, a_deadline()))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["dtstart"].dt == date(2026, 12, 17)


def test_whoever_told_of_danger_gets_no_entry_that_others_may_find(desk: Desk, engine: FakeEngine) -> None:
    session = desk.say("夫から逃げてきました").json()["session"]
    engine.answers = lambda _request: httpx.Response(200, json=[a_reply("x", deadlines=[a_deadline()])])
    (message,) = desk.say("期限は", session).json()["messages"]
    assert message["deadlines"] and not message.get("calendar")


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


# ---- one matter, one event


def events(desk: Desk, engine: FakeEngine, session: str | None, *deadlines: dict[str, Any]) -> tuple[str, list[Any]]:
    """What a calendar program finds in the file that comes with the next answer of a conversation."""
    engine.answers = lambda _request: httpx.Response(200, json=[a_reply("x", deadlines=list(deadlines))])
    answer = desk.say("期限は", session).json()
    content = desk.call("GET", answer["messages"][0]["calendar"]).content
    by_writer = Calendar.from_ical(content).walk("VEVENT")
    by_other = vobject.readOne(content.decode()).vevent_list
    assert [str(one["uid"]) for one in by_writer] == [one.uid.value for one in by_other]
    assert [int(one["sequence"]) for one in by_writer] == [int(one.sequence.value) for one in by_other]
    return answer["session"], by_writer


def importing(*files: list[Any]) -> dict[str, Any]:
    """A calendar after imports: of one id the highest sequence stays (RFC 5545, 3.8.7.4)."""
    kept: dict[str, Any] = {}
    for event in (event for file in files for event in file):
        before = kept.get(str(event["uid"]))
        if before is None or int(event["sequence"]) >= int(before["sequence"]):
            kept[str(event["uid"])] = event
    return kept


def test_a_corrected_day_replaces_the_event(desk: Desk, engine: FakeEngine) -> None:
    session, first = events(desk, engine, None, a_deadline())
    time.sleep(1.1)  # the sequence counts seconds
    _session, second = events(desk, engine, session, a_deadline(due="2026-12-24", recommended_by=None))
    (event,) = importing(first, second).values()
    assert event["dtstart"].dt == date(2026, 12, 24)
    assert int(second[0]["sequence"]) > int(first[0]["sequence"])
    assert second[0]["last-modified"].dt > first[0]["last-modified"].dt


@pytest.mark.parametrize("rules", [["moving_in_move_only", "moving_in"], ["moving_in_plan_only", "moving_in"], ["moving_in", "moving_in_move_only"]])
def test_a_further_day_that_changes_the_rule_replaces_the_event_too(desk: Desk, engine: FakeEngine, rules: list[str]) -> None:
    session, first = events(desk, engine, None, a_deadline(id=rules[0]))
    _session, second = events(desk, engine, session, a_deadline(id=rules[1], due="2026-12-10", recommended_by=None))
    (event,) = importing(first, second).values()
    assert event["dtstart"].dt == date(2026, 12, 10)


def test_another_person_and_another_matter_are_other_events(desk: Desk, engine: FakeEngine) -> None:
    _session, found = events(
        desk, engine, None, a_deadline(), a_deadline(whose="妻", due="2026-12-18"), a_deadline(whose="子ども", due="2026-12-19"),
        a_deadline(id="continued_use", due="2027-03-01"),
    )  # fmt: skip
    assert len(importing(found)) == 4


def test_another_conversation_s_events_are_other_events(desk: Desk, engine: FakeEngine) -> None:
    (_one, first), (_two, second) = events(desk, engine, None, a_deadline()), events(desk, engine, None, a_deadline())
    assert len(importing(first, second)) == 2


def test_one_link_gives_one_event_however_often_it_is_fetched(desk: Desk, engine: FakeEngine) -> None:
    address = link(desk, engine, a_deadline())
    first, again = (Calendar.from_ical(desk.call("GET", address).content).walk("VEVENT")[0] for _ in range(2))
    assert (first["uid"], first["sequence"], first["last-modified"].dt) == (again["uid"], again["sequence"], again["last-modified"].dt)


def test_the_event_s_id_tells_neither_conversation_nor_person(desk: Desk, engine: FakeEngine) -> None:
    _session, found = events(desk, engine, None, a_deadline(whose="妻"))
    sender = engine.messages[-1]["sender"]
    for event in found:
        assert re.fullmatch(r"[0-9a-f]{32}@desk\.invalid", str(event["uid"])) and sender[8:] not in str(event["uid"])


def test_variants_of_one_rule_are_one_family() -> None:
    variants: dict[str, set[str]] = {}
    for name in RULES:
        variants.setdefault(family(name), set()).add(name)
    assert {head: names for head, names in variants.items() if names != {head}} == {
        "moving_in": {"moving_in", "moving_in_move_only", "moving_in_plan_only"},
        "cert_expiry": {f"cert_expiry{end}" for end in ("", "_by_birthday", "_renewed_early", "_renewed_other", "_before_grace")},
        "card_expiry": {"card_expiry", "card_expiry_adult", "card_expiry_minor"},
        "old_card": {"old_card", "old_card_kitaku"},
        "dv_support_renewal": {"dv_support_renewal", "dv_support_renewal_printed"},
        "dv_support_end": {"dv_support_end", "dv_support_end_printed"},
    }


# ---- whose address it is


def test_the_link_is_relative_so_that_it_holds_below_any_path(desk: Desk, engine: FakeEngine) -> None:
    address = link(desk, engine, a_deadline())
    assert address.startswith("api/v1/calendar/")
    outer = FastAPI()
    outer.mount("/madoguchi", desk.app)
    below = Desk(outer)
    assert below.call("GET", "/madoguchi/").status_code == 200
    assert below.call("GET", f"/madoguchi/{address}").status_code == 200
    below.close()


def test_with_a_public_address_the_link_begins_with_it(open_desk: OpenDesk, engine: FakeEngine) -> None:
    desk = open_desk(public_url="https://example.jp/madoguchi")
    assert link(desk, engine, a_deadline()).startswith("https://example.jp/madoguchi/api/v1/calendar/")


HEADERS = [{}, {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}, {"Forwarded": "host=evil.example"}]


@pytest.mark.parametrize("headers", HEADERS, ids=["plain", "host", "x-forwarded", "forwarded"])
def test_the_picture_holds_the_public_address_whatever_the_headers_say(open_desk: OpenDesk, engine: FakeEngine, headers: dict[str, str]) -> None:
    desk = open_desk(public_url="https://example.jp/madoguchi", allowed_hosts=("desk.test", "evil.example"))
    file = link(desk, engine, a_deadline()).removeprefix("https://example.jp/madoguchi/")
    answer = desk.call("GET", file.replace(".ics", ".svg"), headers=headers)
    assert answer.text == qr_svg(f"https://example.jp/madoguchi/{file}")


def test_in_production_without_a_public_address_there_is_no_picture(open_desk: OpenDesk, engine: FakeEngine) -> None:
    desk = open_desk(production=True)
    answer = desk.call("GET", link(desk, engine, a_deadline()).replace(".ics", ".svg"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_public_url")
    assert "MYNADESK_PUBLIC_URL" in answer.json()["error"]["message"]


def test_reminders_go_by_the_desk_s_day(desk: Desk, engine: FakeEngine) -> None:
    address = link(desk, engine, a_deadline(due="2026-11-24", recommended_by=None))
    (alarm,) = Calendar.from_ical(desk.call("GET", address).content).walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-1, hours=9)  # of the 22nd: 9 o'clock on the 23rd


def forged() -> dict[str, str]:
    good = CalendarLinks(SECRET, RULES).token([a_deadline()], "one") or ""
    return {
        "nonsense": "abc",
        "cut": good[:-2],
        "another server": CalendarLinks("another secret of the tests", RULES).token([a_deadline()], "one") or "",
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
    token = link(desk, engine, a_deadline()).removeprefix("api/v1/calendar/").removesuffix(".ics")
    assert desk.say("x", token).status_code == 401


def test_an_old_link_is_refused() -> None:
    old = CalendarLinks(SECRET, RULES, lifetime=-1)
    with pytest.raises(LinkInvalid):
        old.read(old.token([a_deadline()], "one") or "", date(2026, 11, 22))


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
