"""The desk's client of the engine: what is known goes with the message and comes back; the engine keeps nothing."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from bot.engine.client import EngineClient, Replies

MESSAGE = {"text": "x", "easy": "x", "speech": "x", "topic": "loss", "confidence": 1.0, "buttons": [], "sources": [], "deadlines": []}
BELIEF = {"known": {"": {"move_date": "2026-12-03"}}}


def send(answer: list[Any], metadata: dict[str, Any]) -> tuple[Replies, Any]:
    """The replies, and what the engine was sent."""
    sent: list[Any] = []

    def engine(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(200, json=answer)

    client = EngineClient("http://engine.test", "a token of the tests", 5.0, httpx.MockTransport(engine))
    return asyncio.run(client.send("c", "x", metadata)), sent[0]


def test_what_is_known_goes_with_the_message() -> None:
    _replies, sent = send([{"custom": MESSAGE}], {"channel": "web", "belief": BELIEF})
    assert sent["metadata"] == {"channel": "web", "belief": BELIEF}


@pytest.mark.parametrize("place", [0, 1])
def test_what_is_known_then_comes_back_and_is_no_message(place: int) -> None:
    answer: list[Any] = [{"custom": MESSAGE}]
    answer.insert(place, {"custom": {"belief": BELIEF}})
    replies, _sent = send(answer, {})
    assert (list(replies), replies.belief) == ([MESSAGE], BELIEF)


@pytest.mark.parametrize("belief", [None, "x", [], 1])
def test_what_is_no_belief_is_none(belief: Any) -> None:
    assert send([{"custom": MESSAGE}, {"custom": {"belief": belief}}], {})[0].belief is None
