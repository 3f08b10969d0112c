"""The count of a conversation's digits outlives any number of other conversations. Numbers are made up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk.conversation import Conversations
from bot.desk.our_numbers import OurNumbers
from bot.desk.records import Records, open_records
from bot.desk.turn import Turn
from bot.dialogue.phrases import load_phrases
from bot.engine.client import EngineClient
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.lookup import Rulebook
from bot.settings import Settings
from bot.text import normalise

RULEBOOK = Rulebook(load_rules())
OTHERS = 1_000  # 20,001 while the counts stood in a memory of bounded number; now each stands in its conversation's row


@pytest.fixture
def records() -> Iterator[Records]:
    """In memory: the count stands in the conversation's row, wherever the rows are."""
    opened = open_records(Settings(Path("unused"), "", retention_hours=0, secret="a secret of the tests"))
    yield opened
    opened.close()


def test_other_conversations_push_no_count_out(records: Records) -> None:
    # an engine that is never asked: every message here is nothing but digits
    desk = Conversations(EngineClient("http://127.0.0.1:9", "a token", 1.0), RULEBOOK, load_phrases(), records)

    async def talk() -> str:
        await desk.take(Turn("one", "番号は123456です", "web"))
        for other in range(OTHERS):
            await desk.take(Turn(f"other {other}", "123456" if other % 40 == 0 else "・", "web"))
        reply = await desk.take(Turn("one", "789018", "web"))
        return str(reply.messages[0]["text"])

    assert "12桁の番号" in asyncio.run(talk())


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
