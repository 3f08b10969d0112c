"""The end of a conversation wipes it everywhere; and what was lost without an end is said, once."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from conftest import OpenDesk
from desk_fakes import Desk, FakeEngine, a_reply

KIOSK = {"X-Kiosk-Key": "a kiosk key of the tests", "X-Kiosk-Device": "lobby-1"}
LOST = "残っていません"


class Remembering:
    """An engine that remembers what it was told by conversation, and says it back."""

    def __init__(self) -> None:
        self.told: dict[str, list[str]] = {}
        self.down = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("down")
        if request.method == "DELETE":
            self.told.pop(request.url.path.rsplit("/", 1)[1], None)
            return httpx.Response(204)
        body = json.loads(request.content)
        known = body["sender"] in self.told
        told = self.told.setdefault(body["sender"], [])
        told.append(body["message"])
        return httpx.Response(200, json=[a_reply("、".join(told))], headers={"X-Conversation-Known": str(known).lower()})


@pytest.fixture
def remembering(engine: FakeEngine) -> Remembering:
    engine.answers = Remembering()
    return engine.answers


def end(desk: Desk, session: str) -> int:
    return desk.call("DELETE", "/api/v1/conversation", headers={"X-Session": session}).status_code


def said(answer: httpx.Response) -> list[str]:
    return [message["text"] for message in answer.json()["messages"]]


def test_the_end_of_a_web_conversation_wipes_what_was_told(desk: Desk, remembering: Remembering) -> None:
    session = desk.say("12月3日に引っ越します").json()["session"]
    assert len(remembering.told) == 1
    assert end(desk, session) == 204
    assert remembering.told == {}
    assert desk.say("期限は", session).status_code == 401
    assert end(desk, session) == 401  # it is over


@pytest.mark.parametrize("headers", [{}, {"X-Session": ""}, {"X-Session": "abc"}, {"X-Session": "a" * 501}])
def test_nobody_ends_a_conversation_without_its_token(desk: Desk, remembering: Remembering, headers: dict[str, str]) -> None:
    desk.say("12月3日に引っ越します")
    answer = desk.call("DELETE", "/api/v1/conversation", headers=headers)
    assert answer.status_code in (401, 422) and answer.json()["error"]["message"].endswith("。")
    assert len(remembering.told) == 1


def test_a_conversation_ended_while_the_engine_was_away_is_forgotten_when_it_is_back(desk: Desk, remembering: Remembering) -> None:
    session = desk.say("12月3日に引っ越します").json()["session"]
    (first,) = remembering.told
    remembering.down = True
    assert end(desk, session) == 204
    remembering.down = False
    desk.say("保険証はどこ")
    assert first not in remembering.told


def test_an_answer_under_way_leaves_nothing_behind(open_desk: OpenDesk, engine: FakeEngine) -> None:
    desk, inner = open_desk(engine_timeout=5.0), Remembering()
    engine.answers = inner
    session = desk.say("こんにちは").json()["session"]
    arrived = asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        if request.method == "DELETE":
            return inner(request)
        arrived.set()
        await asyncio.sleep(0.3)
        return inner(request)

    engine.answers = slow

    async def both() -> tuple[httpx.Response, httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(desk.app), base_url="http://desk.test") as client:
            under_way = asyncio.create_task(client.post("/api/v1/chat", json={"session": session, "text": "12月3日に引っ越します"}))
            await arrived.wait()
            ended = await client.delete("/api/v1/conversation", headers={"X-Session": session})
            return await under_way, ended

    answer, ended = asyncio.run(both())
    assert (answer.status_code, answer.json()["owner"], ended.status_code) == (200, "closed", 204)
    assert inner.told == {}


def test_the_kiosk_s_token_is_worth_nothing_at_the_web_door(open_desk: OpenDesk, remembering: Remembering) -> None:
    desk = open_desk(kiosk_key=KIOSK["X-Kiosk-Key"])
    visit = desk.call("POST", "/api/v1/kiosk/visit", headers=KIOSK).json()["session"]
    told = desk.call("POST", "/api/v1/kiosk/chat", headers=KIOSK, json={"session": visit, "text": "12月3日に引っ越します"})
    assert told.status_code == 200 and len(remembering.told) == 1
    for session in (visit, told.json()["session"]):
        assert desk.say("期限は", session).status_code == 401
        assert end(desk, session) == 401
    web = desk.say("こんにちは").json()["session"]
    assert desk.call("POST", "/api/v1/kiosk/chat", headers=KIOSK, json={"session": web, "text": "期限は"}).status_code == 401
    kiosk = next(iter(remembering.told))
    assert desk.call("DELETE", "/api/v1/kiosk/visit", headers=KIOSK).status_code == 204
    assert kiosk not in remembering.told


# ---- what was lost


def test_what_the_engine_has_lost_is_said_once(desk: Desk, remembering: Remembering) -> None:
    session = desk.say("12月3日に引っ越します").json()["session"]
    remembering.told.clear()  # as a restart does
    first, second = (said(desk.say(text, session)) for text in ("間違えました、12月5日です", "なぜですか"))
    assert LOST in first[0] and first[-1] == "間違えました、12月5日です"
    assert not any(LOST in words for words in second)


def test_it_is_said_in_all_three_forms(desk: Desk, remembering: Remembering) -> None:
    session = desk.say("12月3日に引っ越します").json()["session"]
    remembering.told.clear()
    message = desk.say("なぜですか", session).json()["messages"][0]
    assert LOST in message["text"] and LOST in message["speech"] and "消（き）えて" in message["easy"]


@pytest.mark.parametrize("before", ["", "番号は284719305566です"], ids=["blank", "refused"])
def test_nothing_is_said_to_have_been_lost_that_was_never_told(desk: Desk, remembering: Remembering, before: str) -> None:
    session = desk.say(before).json()["session"]
    assert remembering.told == {}
    assert not any(LOST in words for words in said(desk.say("期限は", session)))
