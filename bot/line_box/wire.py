"""A small HTTP/1.1 server that hands over raw bytes and can fail as a network does: late, not at all, or in the middle."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import h11

LARGEST: Final = 2_000_000  # bytes of a request's body
_HEAD: Final = 65_536


@dataclass(frozen=True)
class Request:
    """Header names in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """`cut`: the connection breaks instead of the answer; `delay` in seconds before it."""

    status: int
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    delay: float = 0.0


Handle = Callable[[Request], Awaitable[Answer]]


class Server:
    """Listens on 127.0.0.1 alone; port 0 takes a free one."""

    def __init__(self, handle: Handle, port: int = 0) -> None:
        self._handle, self._port = handle, port
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None] | None] = set()

    async def start(self) -> int:
        """Begins to listen; the port."""
        self._server = await asyncio.start_server(self._connection, "127.0.0.1", self._port)
        self._port = int(self._server.sockets[0].getsockname()[1])
        return self._port

    async def stop(self) -> None:
        """Listens no more and breaks what is open; the same port is taken again by another `start`."""
        if self._server:
            self._server.close()
            self._server = None
        tasks = [task for task in self._open if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversation = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD)
        task = asyncio.current_task()
        self._open.add(task)
        try:
            await self._requests(conversation, reader, writer)
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _requests(
        self, conversation: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(ConnectionError, h11.RemoteProtocolError, asyncio.IncompleteReadError):
            while self._server and await self._one(conversation, reader, writer):
                conversation.start_next_cycle()

    async def _one(
        self, conversation: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """One request and its answer; whether another may come on the connection."""
        request = await _read(conversation, reader)
        if request is None:
            return False
        answer = await self._handle(request)
        if answer.delay:
            await asyncio.sleep(answer.delay)
        if answer.cut or not self._server:
            writer.transport.abort()
            return False
        headers = {"content-type": "application/json", "content-length": str(len(answer.body)), **answer.headers}
        out = conversation.send(h11.Response(status_code=answer.status, headers=list(headers.items()))) or b""
        out += conversation.send(h11.Data(data=answer.body)) or b""
        out += conversation.send(h11.EndOfMessage()) or b""
        writer.write(out)
        await writer.drain()
        return conversation.our_state is h11.DONE and conversation.their_state is h11.DONE


async def _read(conversation: h11.Connection, reader: asyncio.StreamReader) -> Request | None:
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = conversation.next_event()
        if event is h11.NEED_DATA:
            conversation.receive_data(await reader.read(65_536))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > LARGEST:
                return None
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            headers = {name.decode().lower(): value.decode("latin-1") for name, value in head.headers}
            return Request(head.method.decode(), head.target.decode("latin-1"), headers, bytes(body))
        else:
            return None
