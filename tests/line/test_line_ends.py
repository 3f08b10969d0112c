"""What comes after an end: a talk that an operator ended goes on anew, a restart forgets no day, troubles are counted once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from line_house import House, texts
from sqlalchemy import select
from test_line_forgetting import FAR
from test_line_talk import answering

from bot.desk.records import open_records
from bot.line_box.events import member
from bot.rulebook.store.conversation_tables import CONVERSATION

AtHome = Callable[..., None]


async def end_all(house: House) -> None:
    """As `mynadesk conversations` ends a conversation."""
    records = open_records(house.settings)
    with records.durable.engine.connect() as connection:
        names = list(connection.scalars(select(CONVERSATION.c.id)))
    for name in names:
        await asyncio.to_thread(records.durable.end, name)
    records.close()


def test_a_talk_that_was_ended_begins_anew_with_the_next_message(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        await house.say(user, "いろは")
        await end_all(house)
        assert texts(await house.say(user, "にほへ")) == "返事：にほへ"
        assert texts(await house.say(user, "とちり")) == "返事：とちり"

    at_home(scenario)


def test_a_day_is_remembered_over_a_restart_of_the_desk(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        house.engine.answers = answering(deadlines=[FAR])
        await house.say(user, "引っ越します")
        house.engine.answers = answering()
        await house.say(user, "ありがとう")
        await house.close_desk()
        await house.open_desk()
        assert "お知らせを受け付けました" in texts(await house.say(user, "3日前に知らせて"))

    at_home(scenario)


@pytest.mark.parametrize(("fault", "kind"), [("refuse", "refused"), ("", "quota")])
def test_a_trouble_is_counted_once(at_home: AtHome, fault: str, kind: str) -> None:
    async def scenario(house: House) -> None:
        if fault:
            house.box.faults.next.append(fault)
        one = house.sender.text(member(), "一度")
        if not fault:
            house.box.tokens.clear()
        await house.sender.send([one])
        await house.until(lambda: house.look()["dead"] == {kind: 1})
        await house.until(lambda: kind in house.look()["trouble"])
        await asyncio.sleep(0.2)
        assert house.look()["trouble"][kind][0] == 1

    at_home(scenario, monthly=0)


def test_careful_and_lost_on_the_way_is_no_trouble_when_it_had_arrived(at_home: AtHome) -> None:
    from test_line_talk import DANGER

    async def scenario(house: House) -> None:
        house.box.faults.next.append("cut_after")
        await house.sender.send([house.sender.text(member(), DANGER)])
        await house.until(lambda: house.box.calls["replyMessage"] >= 2)
        await house.quiet()
        await asyncio.sleep(0.2)
        assert len(house.box.delivered) == 1 and "careful" not in house.look()["trouble"]

    at_home(scenario)


def test_a_message_that_the_library_refuses_is_dead_and_stops_nobody(at_home: AtHome, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.doors.line import face

    async def scenario(house: House) -> None:
        works = face.faces

        def spoilt(messages: Any, **more: Any) -> Any:
            return [{"type": "text", "text": 3}] if "こわれた" in str(messages) else works(messages, **more)

        monkeypatch.setattr(face, "faces", spoilt)
        await house.sender.send([house.sender.text(member(), "こわれた")])
        await house.until(lambda: house.look()["dead"] == {"refused": 1})
        assert texts(await house.say(member(), "つぎ")) == "返事：つぎ"

    at_home(scenario)
