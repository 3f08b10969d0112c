"""The count of a conversation's digits outlives any number of other conversations, and costs little. Numbers are made up."""

from __future__ import annotations

import asyncio
import tracemalloc

import pytest

from bot.desk.conversation import Conversations, Turn
from bot.desk.memory import ForgetfulMemory
from bot.desk.our_numbers import OurNumbers
from bot.dialogue.phrases import load_phrases
from bot.engine.client import EngineClient
from bot.guard.window import LIMIT
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.lookup import Rulebook
from bot.text import normalise

RULEBOOK = Rulebook(load_rules())
OTHERS = 20_001  # one more than the desk remembers of everything else


def a_desk() -> Conversations:
    """A desk whose engine is never asked: every message here is nothing but digits."""
    return Conversations(EngineClient("http://127.0.0.1:9", "a token", 1.0), RULEBOOK, load_phrases())


def test_twenty_thousand_other_conversations_push_no_count_out() -> None:
    desk = a_desk()

    async def talk() -> str:
        await desk.take(Turn("one", "番号は123456です", "web"))
        for other in range(OTHERS):
            await desk.take(Turn(f"other {other}", "123456" if other % 40 == 0 else "・", "web"))
        reply = await desk.take(Turn("one", "789018", "web"))
        return str(reply.messages[0]["text"])

    assert "12桁の番号" in asyncio.run(talk())


def test_a_count_costs_little() -> None:
    tracemalloc.start()
    memory: ForgetfulMemory[int] = ForgetfulMemory(most=20_000, seconds=3600)
    for number in range(20_000):
        memory.put(f"conversation {number:011}", LIMIT - 1 - number)
    size, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size / 20_000 < 500  # bytes; 200,000 of them fit into 100 MB


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("03-3908-1131は何時まで", "北区役所 区民部 国保年金課 国保資格係は何時まで"),
        ("（０３）３９０８－１１３１に電話したけど出ない", "北区役所 区民部 国保年金課 国保資格係に電話したけど出ない"),
        ("088-804-3038と0120-95-0178", "キタムラ健康保険組合とマイナンバー総合フリーダイヤル"),
        ("12月3日に引っ越します", "12月3日に引っ越します"),
    ],
)
def test_a_quoted_number_is_understood_as_its_office(said: str, meant: str) -> None:
    assert OurNumbers(RULEBOOK, load_phrases()).named(normalise(said)) == meant


def test_what_the_desk_shows_to_everybody_is_ours() -> None:
    ours = OurNumbers(RULEBOOK, load_phrases()).every
    assert {"0339081131", "0888043038", "0120950178", "05038181250", "0570783578", "0120279889", "0570055210"} <= ours
    assert all(len(number) >= 7 for number in ours)
