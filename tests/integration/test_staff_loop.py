"""The console never lets the event loop wait for the database: whoever else writes would hold up everybody's answers."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Iterator

import pytest
from desk_fakes import Desk
from sqlalchemy import Engine, event
from staff_people import Browser
from staff_talks import act, say, waiting

from bot.doors.staff.pages import PLACES


@pytest.fixture
def on_the_loop() -> Iterator[list[str]]:
    """Where a transaction began in a thread that runs an event loop."""
    found: list[str] = []

    def begin(_connection: object) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return
        found.append(" > ".join(one.name for one in traceback.extract_stack() if "/bot/" in one.filename))

    event.listen(Engine, "begin", begin)
    yield found
    event.remove(Engine, "begin", begin)


def test_every_page_and_step_waits_for_the_database_in_a_thread(people: Desk, on_the_loop: list[str]) -> None:
    boss, taro = Browser(people, "hanako"), Browser(people, "taro")
    assert Browser(people).sign_in("taro", "wrong-wrong-wrong").status_code == 401
    for place in PLACES:
        assert boss.get(place).status_code == 200
    person = waiting(people)
    person.say("待ちます")
    act(taro, person, "claim")
    say(taro, person, "はい")
    act(taro, person, "note", text="メモ")
    act(taro, person, "pass_on", to="jun")
    assert person.say("handover:stop") == ["自動の案内に戻りました。ご用件は何でしょうか。"]
    assert on_the_loop == []
