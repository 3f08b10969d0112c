"""The end of a conversation wipes it everywhere; and what was lost without an end is said, once.

That the engine forgets when told is no longer tested: it keeps nothing (tests/engine/test_running_desk.py)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from time import time

import httpx
import pytest
from conftest import OpenDesk
from desk_fakes import Desk, FakeEngine, remembering

from bot.cli.conversations import conversation_of
from bot.desk.card_sessions import VISIT_IDLE
from bot.desk.record_store import RecordStore
from bot.desk.records import open_store
from bot.desk.sessions import Sessions
from bot.settings import Settings

KIOSK = {"X-Kiosk-Key": "a kiosk key of the tests", "X-Kiosk-Device": "lobby-1"}
LOST = "残っていません"


@pytest.fixture
def desk_store(settings: Settings, desk: Desk, engine: FakeEngine) -> Iterator[RecordStore]:
    """What the desk keeps. The engine keeps nothing."""
    engine.answers = remembering
    store = open_store(settings)
    yield store
    store.engine.dispose()


def is_kept(store: RecordStore, session: str) -> bool:
    """Whether anything of the conversation can still be opened."""
    found = store.look(conversation_of(session))
    return found is not None and (found["key"] or found["replies"] > 0)


def end(desk: Desk, session: str) -> int:
    return desk.call("DELETE", "/api/v1/conversation", headers={"X-Session": session}).status_code


def said(answer: httpx.Response) -> list[str]:
    return [message["text"] for message in answer.json()["messages"]]


def test_the_end_of_a_web_conversation_wipes_what_was_told(desk: Desk, desk_store: RecordStore) -> None:
    session = desk.say("12月3日に引っ越します").json()["session"]
    assert is_kept(desk_store, session)
    assert end(desk, session) == 204
    assert not is_kept(desk_store, session)
    assert desk.say("期限は", session).status_code == 401
    assert end(desk, session) == 401  # it is over


@pytest.mark.parametrize("headers", [{}, {"X-Session": ""}, {"X-Session": "abc"}, {"X-Session": "a" * 501}])
def test_nobody_ends_a_conversation_without_its_token(desk: Desk, desk_store: RecordStore, headers: dict[str, str]) -> None:
    session = desk.say("12月3日に引っ越します").json()["session"]
    answer = desk.call("DELETE", "/api/v1/conversation", headers=headers)
    assert answer.status_code in (401, 422) and answer.json()["error"]["message"].endswith("。")
    assert is_kept(desk_store, session)


def test_what_an_operator_ends_is_over_for_the_visitor_and_then_begins_anew(desk: Desk, desk_store: RecordStore) -> None:
    session = desk.say("12月3日に引っ越します").json()["session"]
    assert desk_store.end(conversation_of(session))
    answer = desk.say("期限は", session)
    assert (answer.status_code, answer.json()["owner"], said(answer)) == (200, "closed", [])
    assert desk.say("期限は", session).status_code == 401


def test_an_ended_conversation_stays_ended_after_a_restart(open_desk: OpenDesk, desk: Desk, desk_store: RecordStore) -> None:
    session = desk.say("12月3日に引っ越します").json()["session"]
    assert end(desk, session) == 204
    assert open_desk().say("期限は", session).json()["owner"] == "closed"


def test_an_answer_under_way_leaves_nothing_behind(open_desk: OpenDesk, engine: FakeEngine, desk_store: RecordStore) -> None:
    desk = open_desk(engine_timeout=5.0)
    session = desk.say("こんにちは").json()["session"]
    arrived = asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        arrived.set()
        await asyncio.sleep(0.3)
        return remembering(request)

    engine.answers = slow

    async def both() -> tuple[httpx.Response, httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(desk.app), base_url="http://desk.test") as client:
            under_way = asyncio.create_task(client.post("/api/v1/chat", json={"session": session, "text": "12月3日に引っ越します"}))
            await arrived.wait()
            ended = await client.delete("/api/v1/conversation", headers={"X-Session": session})
            return await under_way, ended

    answer, ended = asyncio.run(both())
    assert (answer.status_code, answer.json()["owner"], ended.status_code) == (200, "closed", 204)
    assert not is_kept(desk_store, session)


def test_the_kiosk_s_token_is_worth_nothing_at_the_web_door(open_desk: OpenDesk, desk_store: RecordStore) -> None:
    desk = open_desk(kiosk_key=KIOSK["X-Kiosk-Key"])
    visit = desk.call("POST", "/api/v1/kiosk/visit", headers=KIOSK).json()["session"]
    told = desk.call("POST", "/api/v1/kiosk/chat", headers=KIOSK, json={"session": visit, "text": "12月3日に引っ越します"})
    assert told.status_code == 200 and is_kept(desk_store, visit)
    for session in (visit, told.json()["session"]):
        assert desk.say("期限は", session).status_code == 401
        assert end(desk, session) == 401
    web = desk.say("こんにちは").json()["session"]
    assert desk.call("POST", "/api/v1/kiosk/chat", headers=KIOSK, json={"session": web, "text": "期限は"}).status_code == 401
    assert desk.call("DELETE", "/api/v1/kiosk/visit", headers=KIOSK).status_code == 204
    assert not is_kept(desk_store, visit) and is_kept(desk_store, web)


def test_what_is_told_at_the_kiosk_is_kept_no_longer_than_a_visit(open_desk: OpenDesk, desk_store: RecordStore) -> None:
    desk = open_desk(kiosk_key=KIOSK["X-Kiosk-Key"])
    visit = desk.call("POST", "/api/v1/kiosk/visit", headers=KIOSK).json()["session"]
    desk.call("POST", "/api/v1/kiosk/chat", headers=KIOSK, json={"session": visit, "text": "12月3日に引っ越します"})
    found = desk_store.look(conversation_of(visit))
    assert found and found["door"] == "kiosk" and found["expires"] - found["last"] == VISIT_IDLE


# ---- what was lost


class Lost:
    """A conversation that is older than a desk which knows nothing of it: its database was lost."""

    def __init__(self, open_desk: OpenDesk, secret: str) -> None:
        an_hour_ago = Sessions(secret, clock=lambda: time() - 3600).new()
        self.session = Sessions(secret).token(an_hour_ago)
        self.desk = open_desk()


@pytest.fixture
def lost(open_desk: OpenDesk, settings: Settings, engine: FakeEngine, desk_store: RecordStore) -> Lost:
    return Lost(open_desk, settings.secret)


def test_what_was_lost_is_said_once(lost: Lost) -> None:
    first, second = (said(lost.desk.say(text, lost.session)) for text in ("間違えました、12月5日です", "なぜですか"))
    assert LOST in first[0] and first[-1] == "間違えました、12月5日です"
    assert not any(LOST in words for words in second)


def test_it_is_said_in_all_three_forms(lost: Lost) -> None:
    message = lost.desk.say("なぜですか", lost.session).json()["messages"][0]
    assert LOST in message["text"] and LOST in message["speech"] and "消（き）えて" in message["easy"]


@pytest.mark.parametrize("before", ["", "番号は284719305566です"], ids=["blank", "refused"])
def test_nothing_is_said_to_have_been_lost_that_was_never_told(desk: Desk, desk_store: RecordStore, before: str) -> None:
    session = desk.say(before).json()["session"]
    assert not any(LOST in words for words in said(desk.say("期限は", session)))
