"""Danger and crisis at the desk: the numbers are said with the engine away, slow, or answering something else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from desk_fakes import Desk, FakeEngine, a_reply

TOLD = [
    ("夫に殴られています。殺されそうです", "110", "0120-279-889"),
    ("死にたい", "0120-061-338", "0120-279-338"),
    ("夫が包丁を持って暴れている", "110", "#8008"),
    ("子どもが息をしていません", "119", "110"),
    ("I want to die", "0120-279-338", "119"),
]


@pytest.fixture
def desk(open_desk: Callable[..., Desk], engine: FakeEngine) -> Desk:
    """A desk of its own: an engine that fails here opens the circuit, which others must not feel."""
    return open_desk()


async def _slow(_request: httpx.Request) -> httpx.Response:
    await asyncio.sleep(30)
    return httpx.Response(200, json=[a_reply("遅い")])


def _down(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("connection refused")


def _other(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=[a_reply("カードの再交付はふつう1,000円です")])


def _broken(_request: httpx.Request) -> httpx.Response:
    raise RuntimeError("unforeseen")


@pytest.mark.parametrize(("words", "first", "second"), TOLD)
@pytest.mark.parametrize("engine_does", [_slow, _down, _other, _broken])
def test_the_numbers_come_first_and_in_time(desk: Desk, engine: FakeEngine, engine_does: Callable[[httpx.Request], Any], words: str, first: str, second: str) -> None:
    engine.answers = engine_does
    began = time.monotonic()
    messages = desk.say(words).json()["messages"]
    assert time.monotonic() - began < 4
    assert first in messages[0]["text"] and second in messages[0]["text"]
    assert all(messages[0][form] for form in ("text", "easy", "speech"))
    assert "再交付" not in str(messages) and "申し訳" not in str(messages)


def test_what_the_engine_adds_to_the_same_help_is_kept(desk: Desk, engine: FakeEngine) -> None:
    engine.answers = _down
    own = desk.say("夫に殴られています").json()["messages"][0]["text"]  # no answer of the engine: the desk's own
    engine.answers = lambda _request: httpx.Response(200, json=[a_reply(own, topic="dv_emergency"), a_reply("カードを止めるには", topic="loss")])
    assert [message["topic"] for message in desk.say("夫に殴られています").json()["messages"]] == ["dv_emergency", "loss"]


def test_the_engine_hears_of_it_too(desk: Desk, engine: FakeEngine) -> None:
    desk.say("死にたい")
    assert engine.texts == ["死にたい"]


def test_the_reply_has_the_number_of_the_usual_turn(desk: Desk, engine: FakeEngine) -> None:
    session = desk.say("一").json()["session"]
    answer = desk.say("死にたい", session).json()
    assert (answer["owner"], answer["seq"], answer["careful"]) == ("bot", 2, True)
    engine.answers = _down
    answer = desk.say("死にたい", session).json()  # the turn without an answer has a number all the same
    assert (answer["owner"], answer["seq"], answer["careful"]) == ("bot", 3, True)


def test_a_number_beside_it_is_masked_and_told_after_the_help(desk: Desk, engine: FakeEngine) -> None:
    messages = desk.say("死にたい。番号は123456789018です").json()["messages"]
    assert "0120-279-338" in messages[0]["text"] and any("12桁" in one["text"] for one in messages[1:])
    assert "123456789018" not in str(engine.texts)


@pytest.mark.parametrize("form", ["text", "easy", "speech"])
def test_every_apology_carries_the_numbers(desk: Desk, engine: FakeEngine, form: str) -> None:
    engine.answers = _down
    said = desk.say("更新はいつですか").json()["messages"][0][form]
    assert "110" in said and "119" in said and "279" in said and "889" in said


@pytest.mark.parametrize("words", ["カードをなくしました", "電話は怖いです", "死亡届はどこですか"])
def test_ordinary_words_are_the_engines(desk: Desk, engine: FakeEngine, words: str) -> None:
    assert desk.say(words).json()["messages"][0]["text"].startswith("返事：")
