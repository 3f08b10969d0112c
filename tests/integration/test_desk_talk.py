"""The talk again: by number, after a reload, what was missed, as a stream; its end by beacon; judgements as counts."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from desk_fakes import Desk, FakeEngine, a_reply
from httpx import Response
from sqlalchemy import create_engine, text

from bot.cli.conversations import conversation_of
from bot.settings import Settings

DANGER = "夫の暴力から逃げています"


def talk(desk: Desk, session: str, after: int = 0) -> Response:
    return desk.call("GET", f"/api/v1/conversation?after={after}", headers={"X-Session": session})


def said(answer: Response) -> list[tuple[int, str, list[str]]]:
    return [(one["seq"], one["said"], [message["text"] for message in one["messages"]]) for one in answer.json()["spoken"]]


def begin(desk: Desk, *texts: str) -> str:
    session: str = desk.talk(*texts)[-1]["session"]
    return session


def test_every_turn_has_a_rising_number(desk: Desk) -> None:
    assert [answer["seq"] for answer in desk.talk("一", "二", "三")] == [1, 2, 3]


def test_a_message_sent_again_has_its_old_number(desk: Desk) -> None:
    one = str(uuid.uuid4())
    session = begin(desk, "零")
    assert [desk.say("一", session, message_id=one).json()["seq"] for _ in range(3)] == [2, 2, 2]


def test_a_first_message_sent_again_begins_no_second_conversation(desk: Desk, engine: FakeEngine) -> None:
    one, other = str(uuid.uuid4()), str(uuid.uuid4())
    answers = [desk.say("一", None, message_id=one).json() for _ in range(3)]
    assert len({conversation_of(answer["session"]) for answer in answers}) == 1
    assert [answer["seq"] for answer in answers] == [1, 1, 1] and engine.texts == ["一"]
    for words, message_id in (("二", one), ("一", other), ("一", None)):  # these are other messages
        another = desk.say(words, None, message_id=message_id).json()["session"]
        assert conversation_of(another) != conversation_of(answers[0]["session"])


def test_a_first_message_sent_again_to_a_desk_begun_again_begins_no_second_conversation(open_desk: Callable[..., Desk], engine: FakeEngine) -> None:
    one = str(uuid.uuid4())
    answers = [open_desk().say("一", None, message_id=one).json() for _ in range(2)]
    assert len({conversation_of(answer["session"]) for answer in answers}) == 1
    assert [answer["seq"] for answer in answers] == [1, 1] and engine.texts == ["一"]
    assert "前に" not in answers[0]["messages"][0]["text"]


def test_a_first_message_is_not_taken_into_a_conversation_that_is_over(desk: Desk) -> None:
    one = str(uuid.uuid4())
    session = desk.say("一", None, message_id=one).json()["session"]
    desk.call("DELETE", "/api/v1/conversation", headers={"X-Session": session})
    answer = desk.say("一", None, message_id=one).json()
    assert (answer["owner"], answer["seq"]) == ("bot", 1) and conversation_of(answer["session"]) != conversation_of(session)


def test_what_was_said_comes_again_from_a_number_on(desk: Desk) -> None:
    session = begin(desk, "一", "二", "三")
    assert said(talk(desk, session)) == [(1, "一", ["返事：一"]), (2, "二", ["返事：二"]), (3, "三", ["返事：三"])]
    assert said(talk(desk, session, 2)) == [(3, "三", ["返事：三"])]
    assert said(talk(desk, session, 3)) == said(talk(desk, session, 99)) == []


def test_what_comes_again_is_masked(desk: Desk) -> None:
    session = begin(desk, "電話は 090-1234-5678 です。引っ越しました")
    assert "1234" not in talk(desk, session).text


def test_after_danger_nothing_of_the_past_is_shown(desk: Desk) -> None:
    session = begin(desk, "一")
    answer = desk.say(DANGER, session)
    assert answer.json()["careful"] is True
    again = talk(desk, session)
    assert (again.json()["careful"], again.json()["spoken"]) == (True, [])
    assert "一" not in talk(desk, session, 1).text


def test_a_door_that_knows_of_danger_keeps_the_desk_careful(desk: Desk) -> None:
    session = desk.say("一", None, careful=True).json()["session"]
    assert (talk(desk, session).json()["careful"], said(talk(desk, session))) == (True, [])


def test_a_careful_conversation_is_kept_for_a_short_time_only(desk: Desk, settings: Settings) -> None:
    session = begin(desk, DANGER)
    desk.say("次", session)
    with create_engine(settings.database_url).connect() as database:
        left = database.execute(text("SELECT max(expires - last) FROM conversation WHERE careful AND owner != 'closed'")).scalar_one()
    assert left == pytest.approx(30 * 60, abs=60)


def test_no_calendar_file_in_careful_mode(desk: Desk, engine: FakeEngine) -> None:
    deadline = {
        "id": "moving_in", "name": "転入届", "due": "2026-12-17", "recommended_by": None, "opens": None, "days_left": 25, "state": "open",
        "action": "", "consequence": "", "derivation": [], "notes": [], "whose": "",
    }  # fmt: skip
    engine.answers = lambda request: Response(200, json=[a_reply("期限", deadlines=[deadline])])
    assert "calendar" in desk.say("期限は").json()["messages"][0]
    assert "calendar" not in desk.say("期限は", None, careful=True).json()["messages"][0]


@pytest.mark.parametrize("path", ["/api/v1/conversation", "/api/v1/conversation/events"])
@pytest.mark.parametrize(("headers", "status"), [({}, 422), ({"X-Session": "forged"}, 401), ({"X-Session": "x" * 501}, 422)])
def test_nobody_else_sees_it(desk: Desk, path: str, headers: dict[str, str], status: int) -> None:
    assert desk.call("GET", path, headers=headers).status_code == status


def test_a_number_that_is_none_is_refused(desk: Desk) -> None:
    session = begin(desk, "一")
    for after in ("-1", "x", "99999999999"):
        assert desk.call("GET", f"/api/v1/conversation?after={after}", headers={"X-Session": session}).status_code == 422


def test_a_beacon_ends_the_conversation(desk: Desk) -> None:
    session = begin(desk, "一")
    assert talk(desk, session).status_code == 200
    assert desk.call("POST", "/api/v1/conversation/end", json={"session": session}).status_code == 204
    assert talk(desk, session).status_code == 401
    assert desk.say("二", session).status_code == 401
    assert desk.call("POST", "/api/v1/conversation/end", json={"session": session}).status_code == 401


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b'{"session": 1}', b'{"session": "forged"}', b'{"session": "a", "more": 1}'])
def test_a_faulty_beacon_ends_nothing(desk: Desk, body: bytes) -> None:
    answer = desk.call("POST", "/api/v1/conversation/end", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 401, 422)


def judge(desk: Desk, session: str, seq: int = 1, place: int = 0, helped: Any = True) -> int:
    return desk.call("POST", "/api/v1/helpful", json={"session": session, "seq": seq, "place": place, "helped": helped}).status_code


def counts(settings: Settings) -> list[tuple[Any, ...]]:
    with create_engine(settings.database_url).connect() as database:
        asked = text("SELECT day, door, topic, need, yes, no FROM helpful WHERE day = '2026-11-22'")
        return [tuple(row) for row in database.execute(asked)]  # of this file's desk: others judge on another day


def test_judgements_are_counts_without_words(desk: Desk, settings: Settings) -> None:
    before = sum(row[4] + row[5] for row in counts(settings))
    session = begin(desk, "一", "二")
    assert [judge(desk, session), judge(desk, session), judge(desk, session, 2, helped=False), judge(desk, session, 9), judge(desk, session, 1, 7)] == [204] * 5
    (row,) = counts(settings)
    assert row[:4] == ("2026-11-22", "web", "old_card", "") and row[4] + row[5] - before == 2


def test_nothing_is_judged_in_careful_mode(desk: Desk, settings: Settings) -> None:
    before = counts(settings)
    session = desk.say("一", None, careful=True).json()["session"]
    desk.say("二", session)
    for seq in (1, 2):  # of the first one nothing is shown anyway
        judge(desk, session, seq)
    assert counts(settings) == before


@pytest.mark.parametrize("wrong", [{"seq": 0}, {"seq": "x"}, {"place": -1}, {"helped": "perhaps"}, {"helped": None}])
def test_a_faulty_judgement_is_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    assert judge(desk, begin(desk, "一"), **wrong) == 422


def test_a_judgement_of_somebody_else_is_refused(desk: Desk) -> None:
    assert judge(desk, "forged") == 401


def test_what_is_new_comes_as_a_stream(open_desk: Callable[..., Desk], engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doors.web.talk.LONGEST", 0.2)  # a stream that ends, so that the test has it whole
    desk = open_desk()
    session = begin(desk, "一", "二")
    answer = desk.call("GET", "/api/v1/conversation/events?after=1", headers={"X-Session": session})
    assert answer.headers["content-type"].startswith("text/event-stream")
    first = answer.text.split("\n\n")[0].split("\n")
    assert first[0] == "id: 2"
    assert [one["said"] for one in json.loads(first[1].removeprefix("data: "))["spoken"]] == ["二"]
