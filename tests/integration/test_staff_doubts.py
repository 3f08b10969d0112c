"""Questions that were not understood: asked for in one line, kept only with a yes, never where danger was told, for editors alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from desk_fakes import Desk, FakeEngine, a_reply
from staff_people import Browser, hire
from staff_talks import OPEN, Person, act, people_day, set_desk, with_names

from bot.settings import Settings

OpenDesk = Callable[..., Desk]
ASKED = "職員が見てもよいですか"
NO = "わかりました。残しません。"


@pytest.fixture
def learning(people: Desk, settings: Settings, open_desk: OpenDesk) -> Desk:
    """A desk whose editors may look; `people` puts the settings back afterwards."""
    set_desk(settings, replace(OPEN, learn=True))
    hire(settings, "emi", "editor")
    desk = open_desk(fixed_today=people_day(settings))
    emptied(desk)
    return desk


def emptied(desk: Desk) -> None:
    for one in kept(desk):
        desk.app.state.staff.doubts.dismiss("(test)", one.id)


def kept(desk: Desk) -> list[Any]:
    found: list[Any] = desk.app.state.staff.doubts.every()
    return found


def missed_twice(desk: Desk) -> Person:
    person = Person(desk)
    assert ASKED not in "".join(person.say("田中花子のあれがわからない"))
    assert ASKED in "".join(person.say("これもわからない"))
    return person


def test_whoever_is_not_understood_is_asked_and_an_editor_settles_it(learning: Desk) -> None:
    person, emi = missed_twice(learning), Browser(learning, "emi")
    assert "これもわからない" not in emi.get("doubts").text  # nothing without a yes
    assert "7日で消します" in person.say("doubt:yes")[0] and person.owner == "bot"
    page = emi.get("doubts").text
    assert "〔名前〕のあれがわからない" in page and "これもわからない" in page and "田中花子" not in page
    name = page.split('name="id" value="')[1].split('"')[0]
    assert emi.post("doubts", do="assign", id=name, need="no.such").status_code == 422
    assert emi.post("doubts", do="assign", id=name, need="loss.stop").status_code == 303
    assert emi.post("doubts", do="dismiss", id=name).status_code == 409
    assert '- "〔名前〕のあれがわからない"' in emi.get("doubts-examples").text
    assert person.say("doubt:yes") == [NO] and kept(learning) == []  # once


def judged(desk: Desk, person: Person, seq: int, *, helped: bool = False) -> list[Any]:
    """The messages that come after the judgement."""
    talk = f"/api/v1/conversation?after={person.seq}"
    asked = {"session": person.session, "seq": seq, "place": 0, "helped": helped}
    assert desk.call("POST", "/api/v1/helpful", json=asked).status_code == 204
    spoken = desk.call("GET", talk, headers={"X-Session": str(person.session)}).json()["spoken"]
    return [message for one in spoken for message in one["messages"]]


def test_an_answer_that_did_not_help_is_looked_at_with_a_yes(learning: Desk) -> None:
    person, emi = Person(learning), Browser(learning, "emi")
    person.say("田中花子のカード")
    assert judged(learning, person, 1, helped=True) == []
    person.say("これはどうですか")
    (asked,) = judged(learning, person, 2)
    assert ASKED in asked["text"] and kept(learning) == []  # nothing without a yes
    yes = asked["buttons"][0]["payload"]
    assert "7日で消します" in person.say(yes)[0]
    assert person.say(yes) == [NO]  # once
    page = emi.get("doubts").text
    assert "これはどうですか" in page and "〔名前〕" not in page and "役に立たなかった" in page
    name = page.split('name="id" value="')[1].split('"')[0]
    for fields in ({"text": "電話します"}, {"easy": "でんわ"}):
        assert emi.post("doubts", do="draft", id=name, need="loss.stop", **fields).status_code == 422
    draft = {"text": "0120-95-0178 に。私は090-1234-5678", "easy": "でんわ"}
    assert emi.post("doubts", do="draft", id=name, need="loss.stop", **draft).status_code == 303
    file = emi.get("doubts-drafts").text
    assert "loss.stop.draft1" in file and "0120-95-0178" in file and "1234" not in file and kept(learning) == []


def test_who_declines_is_not_asked_again_and_a_button_is_no_question(learning: Desk) -> None:
    person = Person(learning)
    for text in ("一つめ", "二つめ", "topic:loss"):
        person.say(text)
    assert judged(learning, person, 3) == []  # nobody typed anything
    (asked,) = judged(learning, person, 1)
    assert person.say(asked["buttons"][1]["payload"]) == [NO]
    assert judged(learning, person, 2) == [] and person.say("doubt:yes:2") == [NO] and kept(learning) == []


def test_an_answer_of_little_confidence_is_asked_about_once(learning: Desk, engine: FakeEngine) -> None:
    engine.answers = lambda request: httpx.Response(200, json=[a_reply("たぶん", confidence=0.3)]) if request.url.path.endswith("webhook") else with_names(request)
    person = Person(learning)
    assert ASKED in person.say("あいまいな話")[-1] and ASKED not in person.say("もっとあいまい")[-1]
    assert "7日で消します" in person.say("doubt:yes:1")[0]
    (one,) = kept(learning)
    assert (one.texts, one.about.why, one.about.confidence) == (("あいまいな話",), "low", 0.3)
    engine.answers = with_names


def test_nobody_is_asked_about_an_answer_where_it_is_off_or_danger_was_told(people: Desk, learning: Desk, settings: Settings) -> None:
    person = Person(learning)
    person.say("カード")
    (asked,) = judged(learning, person, 1)
    person.say("夫に殴られて怖い")
    assert person.say(asked["buttons"][0]["payload"])[-1] == NO and kept(learning) == []
    set_desk(settings, OPEN)
    learning.app.state.staff.settings._read = None
    quiet = Person(learning)
    quiet.say("カード")
    assert judged(learning, quiet, 1) == []


def test_who_says_no_or_was_not_asked_or_told_of_danger_leaves_nothing(learning: Desk) -> None:
    assert missed_twice(learning).say("doubt:no") == [NO]
    assert Person(learning).say("doubt:yes") == [NO]
    answered = missed_twice(learning)
    answered.say("期限は")
    assert answered.say("doubt:yes") == [NO]
    danger = Person(learning)
    danger.say("夫に殴られて怖い わからない")
    assert ASKED not in "".join(danger.say("わからない")) and danger.say("doubt:yes")[-1] == NO
    afterwards = missed_twice(learning)
    afterwards.say("夫に殴られて怖い わからない")
    assert afterwards.say("doubt:yes")[-1] == NO
    assert kept(learning) == []


def test_what_is_said_to_staff_is_no_doubt(learning: Desk) -> None:
    person, taro = missed_twice(learning), Browser(learning, "taro")
    person.say("handover:ask")
    act(taro, person, "claim")
    person.say("担当者への話")
    person.say("doubt:yes")
    act(taro, person, "close")
    assert person.say("doubt:yes") == [NO] and kept(learning) == []


def test_while_names_cannot_be_masked_nothing_is_kept(learning: Desk, engine: FakeEngine) -> None:
    person = missed_twice(learning)
    engine.answers = lambda _request: httpx.Response(503)
    assert person.say("doubt:yes") == [NO] and kept(learning) == []
    engine.answers = with_names


def test_nobody_is_asked_where_it_is_off_or_nothing_is_kept(people: Desk, settings: Settings, open_desk: OpenDesk) -> None:
    def asked(desk: Desk) -> bool:
        person = Person(desk)
        person.say("わからない")
        return ASKED in "".join(person.say("わからない"))

    assert not asked(people)
    set_desk(settings, replace(OPEN, learn=True))
    assert not asked(open_desk(fixed_today=people_day(settings), retention_hours=0))


def test_it_is_for_editors_and_supervisors(learning: Desk) -> None:
    for place in ("doubts", "doubts-examples"):
        assert Browser(learning, "taro").get(place).status_code == 403
    assert Browser(learning, "hanako").get("doubts").status_code == 200
    assert "答えの見直し" in Browser(learning, "emi").get("home").text
