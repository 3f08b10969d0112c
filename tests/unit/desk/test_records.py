"""The records of the desk's event loop: what becomes of them while the database fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.desk.aside import Aside
from bot.desk.lanes import Busy, Lanes
from bot.desk.people import Step
from bot.desk.record import Held, Line, Record, Stay
from bot.desk.record_store import RecordStore
from bot.desk.records import Records
from bot.rulebook.store.database import migrate, open_conversations, open_database

REPLY = {"messages": [{"text": "返事"}], "owner": "human"}


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    url = f"sqlite:///{tmp_path / 'desk.sqlite3'}"
    migrate(open_database(url))
    kept, standby = (RecordStore(open_conversations(at), "a secret of the tests, long enough", "one", lease=18.0, stay=lambda _door: Stay(3600.0)) for at in (url, ""))
    records = Records(kept, standby)
    yield records
    records.close()


async def held(records: Records, name: str = "c1") -> Held:
    taken = await records.begin(name, None, "web", 0.0)
    assert taken.held is not None, taken
    return taken.held


async def talked(records: Records) -> None:
    """A conversation that has gone on with staff."""
    mine = await held(records)
    assert await records.commit(mine, replace(mine.record, owner="human"), Line("m1", "もしもし", REPLY)) == "stored"


def failing(monkeypatch: pytest.MonkeyPatch, records: Records, what: str, times: int = 1) -> None:
    """The database fails at `what` so often, and then works again."""
    left, works = [times], getattr(records.durable, what)

    def fails(*given: Any, **more: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise OperationalError("", {}, Exception("locked"))
        return works(*given, **more)

    monkeypatch.setattr(records.durable, what, fails)


def test_what_staff_do_while_the_database_fails_leaves_the_conversation_alone(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(record: Record) -> Step:
        raise AssertionError("it is not the conversation that staff saw")

    async def run() -> Held:
        await talked(records)
        failing(monkeypatch, records, "begin")
        with pytest.raises(Busy):  # staff may try again
            await Aside(Lanes(), records).do("c1", act)
        return await held(records)

    after = asyncio.run(run())
    assert (after.record.owner, after.seq, after.new) == ("human", 1, False)


def test_what_staff_do_where_nothing_is_kept_leaves_nothing(records: Records) -> None:
    async def act(record: Record) -> Step:
        raise AssertionError("there is nobody")

    assert asyncio.run(Aside(Lanes(), records).do("c2", act)) == "over"
    assert records.durable.look("c2") is None
