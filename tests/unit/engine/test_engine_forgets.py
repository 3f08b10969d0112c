"""The desk's client of the engine: what is known, and forgetting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.engine.client import EngineClient, EngineUnavailable

MESSAGE = {"text": "x", "easy": "x", "speech": "x", "topic": "loss", "confidence": 1.0, "buttons": [], "sources": [], "deadlines": []}


def client(answer: Callable[[httpx.Request], httpx.Response]) -> EngineClient:
    return EngineClient("http://engine.test", "a token of the tests", 5.0, httpx.MockTransport(answer))


@pytest.mark.parametrize(("header", "known"), [({"X-Conversation-Known": "true"}, True), ({"X-Conversation-Known": "false"}, False), ({}, True)])
def test_the_replies_say_whether_the_conversation_was_known(header: dict[str, str], known: bool) -> None:
    replies = asyncio.run(client(lambda _request: httpx.Response(200, json=[{"custom": MESSAGE}], headers=header)).send("c", "x", {}))
    assert (list(replies), replies.known) == ([MESSAGE], known)


def test_a_conversation_is_forgotten_by_its_whole_name() -> None:
    asked: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.raw_path, request.headers["X-Engine-Token"]))
        return httpx.Response(204)

    asyncio.run(client(answer).forget("a/b 会?"))
    assert asked == [("DELETE", b"/webhooks/desk/conversation/a%2Fb%20%E4%BC%9A%3F", "a token of the tests")]


def test_an_engine_that_does_not_forget_is_told_from_one_that_does() -> None:
    def down(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("夫のトドロキ", request=request)

    for answer in (down, lambda _request: httpx.Response(500), lambda _request: httpx.Response(401)):
        with pytest.raises(EngineUnavailable) as told:
            asyncio.run(client(answer).forget("c"))
        assert "トドロキ" not in str(told.value)
