"""Plain HTTP/1.1 to the engine on loopback, with little work for each call. An httpx transport, as tests put others in its
place; httpx's own, for every server in the world, takes ten times as long for this one.

It keeps its connections, waits for nothing without end (its caller has the clock) and understands what the engine's door
answers: a status, headers and a body of a stated length. Everything else is an error.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Final

import httpx

IDLE: Final = 3.0  # seconds that a connection is kept unused: sooner than the engine closes it (five)
LARGEST: Final = 4 << 20  # bytes of an answer
_HEAD: Final = 16_384  # bytes of its head
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Wire(httpx.AsyncBaseTransport):
    """For one server; its caller bounds how many calls there are at once, and so the connections. One event loop uses it."""

    def __init__(self) -> None:
        self._idle: list[tuple[float, Connection]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, read to its end. Raises httpx.TransportError."""
        kept = self._kept()
        reader, writer = kept or await self._open(request.url)
        whole = False
        try:
            writer.write(_written(request))
            status, headers = _parsed(await reader.readuntil(b"\r\n\r\n"))
            body = await reader.readexactly(_length(headers))
            whole = headers.get("connection", "").lower() != "close"
        except (OSError, EOFError, asyncio.LimitOverrunError) as error:
            raise httpx.ReadError(type(error).__name__) from None
        finally:
            if whole:
                self._idle.append((monotonic(), (reader, writer)))
            else:  # also when the caller gave up: what would come is another call's answer
                writer.transport.abort()
        return httpx.Response(status, headers=headers, content=body, request=request)

    def _kept(self) -> Connection | None:
        """The connection used last, if it is still good; the others wait, or are too old."""
        while self._idle:
            since, (reader, writer) = self._idle.pop()
            if monotonic() - since < IDLE and not reader.at_eof() and not writer.is_closing():
                return reader, writer
            writer.transport.abort()
        return None

    @staticmethod
    async def _open(url: httpx.URL) -> Connection:
        try:
            return await asyncio.open_connection(url.host, url.port, limit=_HEAD)
        except OSError as error:
            raise httpx.ConnectError(type(error).__name__) from None

    async def aclose(self) -> None:
        """Closes the connections that are kept."""
        while self._idle:
            _since, (_reader, writer) = self._idle.pop()
            writer.transport.abort()


def _written(request: httpx.Request) -> bytes:
    lines = [request.method.encode() + b" " + request.url.raw_path + b" HTTP/1.1"]
    lines += [name + b": " + value for name, value in request.headers.raw]
    return b"\r\n".join((*lines, b"", request.content))


def _parsed(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    version, _space, rest = first.partition(" ")
    if not version.startswith("HTTP/1.") or not rest[:3].isdecimal():
        raise httpx.RemoteProtocolError("no HTTP")
    pairs = (line.partition(":") for line in lines)
    return int(rest[:3]), {name.strip().lower(): value.strip() for name, _colon, value in pairs}


def _length(headers: dict[str, str]) -> int:
    stated = headers.get("content-length", "")
    if not stated.isdecimal() or int(stated) > LARGEST:
        raise httpx.RemoteProtocolError("no length")
    return int(stated)
