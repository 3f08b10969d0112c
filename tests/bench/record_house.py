"""Whole desks with real engines that share one database, and a look into it. For record_engine.py."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "engine")]

from running import Running  # noqa: E402
from sqlalchemy import create_engine, select  # noqa: E402

from bot.cli.conversations import conversation_of  # noqa: E402
from bot.desk.record_store import RecordStore  # noqa: E402
from bot.desk.records import open_store  # noqa: E402
from bot.desk.sealing import Keyring  # noqa: E402
from bot.rulebook.store.conversation_tables import CONVERSATION, TURN  # noqa: E402
from bot.settings import Settings, load_settings  # noqa: E402

SECRET: Final = "a secret of the desks that share a database"


class House:
    """The desks, and the database that they share. Not a fake anywhere."""

    def __init__(self, desks: list[Running], url: str) -> None:
        self.desks = desks
        self.settings: Settings = load_settings({"MYNADESK_DATA": str(desks[0].data), "MYNADESK_DATABASE_URL": url, "MYNADESK_SECRET": SECRET})
        self.store: RecordStore = open_store(self.settings)
        self._rows = create_engine(url)
        self._clients: list[httpx.AsyncClient] = []

    async def __aenter__(self) -> House:
        self._clients = [httpx.AsyncClient(base_url=f"http://127.0.0.1:{desk.port}", timeout=30, trust_env=False) for desk in self.desks]
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self._clients:
            await client.aclose()
        self.store.engine.dispose()
        self._rows.dispose()

    async def say(self, text: str, session: str | None = None, mark: str | None = None, desk: int = 0) -> dict[str, Any]:
        """The answer; what found no place, or met a desk that is just being replaced, comes again with the same id, as the page does."""
        body = {"session": session, "text": text, "message_id": mark or str(uuid4())}
        until = time.monotonic() + 90
        while time.monotonic() < until:
            with contextlib.suppress(httpx.TransportError):
                answer = await self._clients[desk].post("/api/v1/chat", json=body)
                if answer.status_code != 429:
                    found: dict[str, Any] = answer.raise_for_status().json()
                    return found
            await asyncio.sleep(0.2)
        raise TimeoutError("no answer")

    async def send_in_turn(self, session: str, sent: list[str], pause: float, desks: int) -> None:
        """Sends the messages without waiting for answers, to the desks in turn. Each has a connection of its own that is open
        already: what is sent over one that is still to be opened comes later than what is sent after it."""
        lines = [await asyncio.open_connection("127.0.0.1", self.desks[number % desks].port) for number in range(len(sent))]
        for line in lines:
            await ask(line, "GET", "/healthz")
        answers = []
        for line, text in zip(lines, sent):
            body = json.dumps({"session": session, "text": text, "message_id": str(uuid4())}).encode()
            answers.append(asyncio.ensure_future(ask(line, "POST", "/api/v1/chat", body)))
            await asyncio.sleep(pause)
        statuses = await asyncio.gather(*answers)
        for _reader, writer in lines:
            writer.close()
        assert statuses == [200] * len(sent), statuses

    async def end(self, session: str) -> None:
        answer = await self._clients[0].delete("/api/v1/conversation", headers={"X-Session": session})
        assert answer.status_code == 204, answer.status_code

    def row(self, session: str) -> tuple[Any, ...]:
        """All that is stored of the conversation itself, to the byte: what is sealed anew looks different."""
        with self._rows.connect() as connection:
            found = connection.execute(select(CONVERSATION).where(CONVERSATION.c.id == conversation_of(session))).one()
        return tuple(found)

    def transcript(self, session: str) -> list[str]:
        """What was said, in the order of taking."""
        name = conversation_of(session)
        with self._rows.connect() as connection:
            wrapped = connection.scalar(select(CONVERSATION.c.wrapped_key).where(CONVERSATION.c.id == name))
            rows = connection.execute(select(TURN.c.seq, TURN.c.sealed_said).where(TURN.c.conversation == name).order_by(TURN.c.seq)).all()
        seal = Keyring(SECRET).seal(name, wrapped)
        return [seal.open(row.sealed_said, f"said {name} {row.seq}") for row in rows]

    def sealed(self, session: str) -> list[bytes]:
        """The beginnings of everything sealed that is stored of it, its wrapped key among them."""
        name = conversation_of(session)
        with self._rows.connect() as connection:
            rows = connection.execute(select(TURN.c.sealed_said, TURN.c.sealed_reply).where(TURN.c.conversation == name)).all()
            rows += connection.execute(select(CONVERSATION.c.wrapped_key, CONVERSATION.c.sealed_belief).where(CONVERSATION.c.id == name)).all()
        return [bytes(value)[:24] for row in rows for value in row if value]

    def holding(self, parts: list[bytes]) -> list[str]:
        """Files of the desks, and of a shared SQLite database, in which one of `parts` stands."""
        places = [desk.data.parent for desk in self.desks]
        files = {path for place in places for path in place.rglob("*") if path.is_file() and not path.is_symlink()}
        return sorted(str(path) for path in files if any(part in path.read_bytes() for part in parts))


async def ask(line: tuple[asyncio.StreamReader, asyncio.StreamWriter], method: str, path: str, body: bytes = b"") -> int:
    """One request over an open connection, in one piece; the status."""
    reader, writer = line
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    answer = (await reader.readuntil(b"\r\n\r\n")).lower()
    await reader.readexactly(int(answer.partition(b"content-length:")[2].split()[0]))
    return int(answer.split()[1])


@contextlib.contextmanager
def desks(folder: Path, url: str, count: int) -> Iterator[list[Running]]:
    """`count` started desks that share the database."""
    os.environ |= {"MYNADESK_DATABASE_URL": url, "MYNADESK_SECRET": SECRET}
    with contextlib.ExitStack() as running:
        opened = []
        for number in range(count):
            opened.append(Running(folder / f"desk{number}" / "data"))
            running.callback(stop, opened[-1])
        for one in opened:
            one.wait()
        yield opened


def stop(desk: Running) -> None:
    desk.process.send_signal(signal.SIGINT)
    desk.process.wait(timeout=60)
