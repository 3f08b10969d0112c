"""Plain HTTP/1.1 between desk and engine on loopback, with little work for each call: clients made for every server in
the world take several times as long for this one.

It keeps its connections, waits for nothing without end (its caller has the clock) and understands what both doors answer:
a status, headers and a body of a stated length. Everything else is an error.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Final, NamedTuple

IDLE: Final = 3.0  # seconds that a connection is kept unused: sooner than the other side closes it (five and more)
LARGEST: Final = 4 << 20  # bytes of an answer
HEAD: Final = 16_384  # bytes of its head


class WireError(Exception):
    """No answer. The message names the kind of error alone."""


class NobodyThere(WireError):
    """Nothing was sent: the connection was refused."""


class Message(NamedTuple):
    """A request or an answer. `headers` by their names in lower case."""

    first: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """`headers` by their names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


async def read_message(reader: asyncio.StreamReader, largest: int = LARGEST) -> Message:
    """The next message, whose body has its length stated. Raises WireError."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        pairs = (line.partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _colon, value in pairs}
        stated = headers.get("content-length", "")
        if not stated.isdecimal() or int(stated) > largest:
            raise WireError("no length")
        return Message(first, headers, await reader.readexactly(int(stated)))
    except (OSError, EOFError, asyncio.LimitOverrunError) as error:
        raise WireError(type(error).__name__) from None


class Wire:
    """For one server, at a socket of this machine when it listens there, else at host and port. Its caller bounds how many
    calls there are at once, and so the connections. One event loop uses it."""

    def __init__(self, host: str, port: int, socket: str = "") -> None:
        self._address = host, port
        self._socket = socket
        self._idle: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def call(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """The answer, read to its end. `headers` besides Host and Content-Length. Raises WireError."""
        reader, writer = self._kept() or await self._open()
        whole = False
        try:
            writer.write(self._head(method, target, headers, len(body)) + body)
            answer = await read_message(reader)
            status = _status(answer.first)
            whole = answer.headers.get("connection", "").lower() != "close"
        finally:
            if whole:
                self._idle.append((monotonic(), reader, writer))
            else:  # also when the caller gave up: what would come is another call's answer
                writer.transport.abort()
        return Answer(status, answer.headers, answer.body)

    def close(self) -> None:
        """Closes the connections that are kept."""
        while self._idle:
            self._idle.pop()[2].transport.abort()

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """The connection used last, if it is still good; those before it are older."""
        while self._idle:
            since, reader, writer = self._idle.pop()
            if monotonic() - since < IDLE and not reader.at_eof() and not writer.is_closing():
                return reader, writer
            writer.transport.abort()
        return None

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._socket:
            with contextlib.suppress(OSError):  # nobody listens there: by the longer way
                return await asyncio.open_unix_connection(self._socket, limit=HEAD)
        try:
            return await asyncio.open_connection(*self._address, limit=HEAD)
        except OSError as error:
            raise NobodyThere(type(error).__name__) from None

    def _head(self, method: str, target: str, headers: Mapping[str, str], length: int) -> bytes:
        host, port = self._address
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host}:{port}", f"Content-Length: {length}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if any(mark in line for line in lines for mark in "\r\n"):
            raise WireError("line in a header")
        return "\r\n".join((*lines, "", "")).encode("latin-1")


def _status(first: str) -> int:
    version, _space, rest = first.partition(" ")
    if not version.startswith("HTTP/1.") or not rest[:3].isdecimal():
        raise WireError("no HTTP")
    return int(rest[:3])
