"""Message ids, order, too much at once, and callers who go away, through the whole desk."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from conftest import OpenDesk
from desk_fakes import Desk, FakeEngine, a_reply

CHAT = "/api/v1/chat"


def together(desk: Desk, test: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    desk._runner.run(test(desk._client))


async def post(client: httpx.AsyncClient, text: str, session: str | None = None, **more: Any) -> httpx.Response:
    return await client.post(CHAT, json={"session": session, "text": text, **more})


def shown(answer: httpx.Response) -> list[str]:
    return [message["text"] for message in answer.json()["messages"]]


def counting(seconds: float = 0.0) -> Callable[[httpx.Request], Awaitable[httpx.Response]]:
    """An engine that numbers its answers and takes its time."""
    count = 0

    async def answer(request: httpx.Request) -> httpx.Response:
        nonlocal count
        count += 1
        number = count
        await asyncio.sleep(seconds)
        return httpx.Response(200, json=[a_reply(f"{number}番目：{json.loads(request.content)['message']}")])

    return answer


# ---- message ids


def test_the_same_message_again_gets_the_same_reply_and_changes_nothing(desk: Desk, engine: FakeEngine) -> None:
    engine.answers = counting()
    session, one = desk.say("引っ越しの期限は").json()["session"], str(uuid4())
    answers = [desk.say("12月3日", session, message_id=one) for _ in range(3)]
    assert [shown(answer) for answer in answers] == [["2番目：12月3日"]] * 3
    assert engine.texts == ["引っ越しの期限は", "12月3日"]


def test_the_same_message_while_the_first_is_under_way_is_one_turn(desk: Desk, engine: FakeEngine) -> None:
    session, one = desk.say("引っ越しの期限は").json()["session"], str(uuid4())
    engine.reset()
    engine.answers = counting(0.05)

    async def test(client: httpx.AsyncClient) -> None:
        answers = await asyncio.gather(*[post(client, "12月3日", session, message_id=one) for _ in range(4)])
        assert [shown(answer) for answer in answers] == [["1番目：12月3日"]] * 4

    together(desk, test)
    assert engine.texts == ["12月3日"]


def test_another_id_no_id_and_another_conversation_are_other_messages(desk: Desk, engine: FakeEngine) -> None:
    first, second = (desk.say("はじめ").json()["session"] for _ in range(2))
    engine.reset()
    one, two = str(uuid4()), str(uuid4())
    for session, more in ((first, {"message_id": one}), (first, {"message_id": two}), (second, {"message_id": one}), (first, {}), (first, {"message_id": None})):
        desk.say("3日後です", session, **more)
    assert engine.texts == ["3日後です"] * 5


def test_a_message_that_got_an_apology_can_be_sent_again(desk: Desk, engine: FakeEngine) -> None:
    session, one = desk.say("はじめ").json()["session"], str(uuid4())
    usual, engine.answers = engine.answers, lambda _request: httpx.Response(503)
    assert "申し訳ありません" in shown(desk.say("期限は", session, message_id=one))[0]
    engine.answers = usual
    assert shown(desk.say("期限は", session, message_id=one)) == ["返事：期限は"]


@pytest.mark.parametrize("wrong", ["", "1", "山田", "x" * 36, 5, [], "0" * 31])
def test_an_id_that_is_no_uuid_is_refused(desk: Desk, engine: FakeEngine, wrong: Any) -> None:
    answer = desk.say("期限は", message_id=wrong)
    assert answer.status_code == 422
    assert [field["field"] for field in answer.json()["error"]["fields"]] == ["message_id"]
    assert engine.requests == []


# ---- order and bounds


def test_messages_of_one_conversation_are_taken_in_their_order(desk: Desk, engine: FakeEngine) -> None:
    session = desk.say("はじめ").json()["session"]
    engine.reset()
    texts = [f"{number}つめの質問" for number in range(10)]

    async def answer(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.03 if "0つめ" in json.loads(request.content)["message"] else 0.001)
        return httpx.Response(200, json=[a_reply("はい")])

    engine.answers = answer

    async def test(client: httpx.AsyncClient) -> None:
        answers = await asyncio.gather(*[post(client, text, session) for text in texts])
        assert [one.status_code for one in answers] == [200] * 10

    together(desk, test)
    assert engine.texts == texts


def test_too_many_at_once_get_a_quick_apology_that_says_when_to_come_again(open_desk: OpenDesk, engine: FakeEngine) -> None:
    desk = open_desk(engine_timeout=10.0)
    session = desk.say("はじめ").json()["session"]
    engine.answers = counting(0.05)

    async def test(client: httpx.AsyncClient) -> None:
        answers = await asyncio.gather(*[post(client, "期限は", session) for _ in range(30)])
        refused = [one for one in answers if one.status_code == 429]
        assert 10 <= len([one for one in answers if one.status_code == 200]) <= 12
        for one in refused:
            assert one.headers["retry-after"] == "10"
            assert "10秒" in shown(one)[0] and "110" in shown(one)[0]
            assert one.json()["session"] and one.json()["owner"] == "bot"

    together(desk, test)
    assert desk.say("また来ました", session).status_code == 200


def test_the_answer_of_a_full_desk_fits_the_description(desk: Desk, engine: FakeEngine) -> None:
    described = desk.call("GET", "/openapi.json").json()["paths"][CHAT]["post"]["responses"]
    assert {"200", "400", "401", "408", "413", "422", "429"} <= set(described)


def test_nothing_is_computed_for_callers_who_have_gone(open_desk: OpenDesk, engine: FakeEngine) -> None:
    engine.answers = counting(0.05)
    desk = open_desk(engine_timeout=10.0)

    async def test(client: httpx.AsyncClient) -> None:
        callers = [asyncio.ensure_future(post(client, f"{number}人目")) for number in range(100)]
        await asyncio.sleep(0.02)
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
        assert shown(await post(client, "わたしです"))[0].endswith("わたしです")

    together(desk, test)
    assert len(engine.texts) < 20


# ---- how often


def test_an_address_outside_begins_so_many_conversations_only(open_desk: OpenDesk, engine: FakeEngine) -> None:
    outside = open_desk(caller="192.0.2.7")
    answers: list[Any] = []
    began = time.monotonic()
    while len(answers) < 1500 and (not answers or answers[-1].status_code == 200):  # a slow machine gets some more meanwhile
        answers.append(outside.say("", None))
    assert 300 < len(answers) <= 302 + 5 * (time.monotonic() - began)  # five more a second
    refused = answers[-1]
    seconds = refused.headers["retry-after"]
    assert refused.status_code == 429 and int(seconds) >= 1
    assert f"{seconds}秒ほどたってから、もう一度送って" in shown(refused)[0]
    assert outside.say("続きです", answers[0].json()["session"]).status_code == 200


def test_a_conversation_from_outside_goes_at_the_pace_of_people(open_desk: OpenDesk, engine: FakeEngine) -> None:
    outside = open_desk(caller="192.0.2.8")
    session = outside.say("").json()["session"]
    statuses = [outside.say("", session).status_code for _ in range(70)]
    assert statuses[:60] == [200] * 60
    assert 429 in statuses


# ---- bodies


def test_ten_problems_at_most_are_named(desk: Desk) -> None:
    answer = desk.call("POST", CHAT, json={f"field_{'x' * (n % 30)}": n for n in range(30)})
    assert answer.status_code == 422
    assert len(answer.json()["error"]["fields"]) == 10


def test_many_distinct_keys_are_answered_quickly_and_shortly(desk: Desk) -> None:
    for keys in (5_000, 80_000):
        body = json.dumps({f"k{number}": 1 for number in range(keys)}).encode()
        began = time.monotonic()
        answer = desk.call("POST", CHAT, content=body, headers={"content-type": "application/json"})
        assert (answer.status_code, len(answer.content) < 2_000) == (422 if keys == 5_000 else 413, True)
        assert time.monotonic() - began < 2
