"""The web server with its limits: a slow, silent or flooding caller costs little and keeps nobody else out."""

from __future__ import annotations

import asyncio
import json
import resource
from collections import Counter
from typing import Any, Final

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.settings import Settings
from bot.words import Words

SAY: Final = Words(__file__)

HEAD_SECONDS: Final = 10.0  # from the first byte (or the connection) to the end of a request's head
IDLE_SECONDS: Final = 15  # between two requests on one connection
READING_SECONDS: Final = 20.0  # that a caller may leave an answer unread
LARGEST_HEAD: Final = 16_384  # bytes
MOST_CONNECTIONS: Final = 2_000
BACKLOG: Final = 256  # connections that the system holds ready, and that are accepted in one go
_OWN_FILES: Final = 128  # descriptors for everything but visitors' connections: database, engine, logs, modules
_HEADERS: Final = (
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Connection", "close"),
)


class Gathering:
    """A connection on which what is written in one go of the loop leaves as one piece. Head and body of an answer come as
    two; each piece costs a call of the system, wakes the caller, and is a tenth of the computing of a whole turn."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> None:
        """As of any transport, but a moment later."""
        if not self._pieces:
            self._loop.call_soon(self._send)
        self._pieces.append(data)

    def _send(self) -> None:
        pieces, self._pieces = self._pieces, []
        if pieces and not self._transport.is_closing():
            self._transport.write(b"".join(pieces))

    def close(self) -> None:
        """Closes when all is sent."""
        self._send()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 with limits in time. When there are too many connections, the one that has owed us a whole request for the
    longest time goes, of the address that has the most of them: a newcomer is never kept out by silent or slow ones."""

    most = MOST_CONNECTIONS
    head_seconds = HEAD_SECONDS

    _timer: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _since = 0.0  # loop time at which it came, or its last head or answer

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A new connection: makes room when there is none, and starts the clock for its first request."""
        super().connection_made(Gathering(transport, self.loop))  # type: ignore[arg-type]
        self._wait_for_head()
        if len(self.connections) > self.most:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end of a connection."""
        self._stop_clocks()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes of a request; the first of a head start its clock, its last one stops it."""
        before = self.cycle
        if self._timer is None and self._between_requests():
            self._wait_for_head()
        super().data_received(data)
        if self.cycle is not before:
            self._head_came()

    def on_response_complete(self) -> None:
        """An answer is out: the connection waits for the next request."""
        self._since = self.loop.time()
        before = self.cycle
        super().on_response_complete()
        if self.cycle is not before:  # the next request had come already
            self._head_came()
        elif self.conn.trailing_data[0]:  # or a part of it
            self._wait_for_head()

    def pause_writing(self) -> None:
        """The caller reads more slowly than we write."""
        super().pause_writing()
        self._unread = self.loop.call_later(READING_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The caller reads on."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def timeout_keep_alive_handler(self) -> None:
        """Nothing came for a while: closes, and does not wait for ever that the last answer is read."""
        super().timeout_keep_alive_handler()
        self.loop.call_later(READING_SECONDS, self.transport.abort)

    def send_400_response(self, msg: str) -> None:
        """The answer to what is no HTTP, or has too long a head."""
        self._refuse(400)

    def _between_requests(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _owes(self) -> bool:
        """Whether the caller has sent no whole request that is unanswered."""
        return self._between_requests() or self.cycle.more_body

    def _wait_for_head(self) -> None:
        self._since = self.loop.time()
        self._timer = self.loop.call_later(self.head_seconds, self._too_slow)

    def _head_came(self) -> None:
        self._since = self.loop.time()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if not self.transport.is_closing():
            self._refuse(408)

    def _refuse(self, status: int) -> None:
        code, says = ("too_slow", SAY("too_slow")) if status == 408 else ("bad_request", SAY("bad_request"))
        body = json.dumps({"error": {"code": code, "message": says, "fields": []}}, ensure_ascii=False).encode()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            answer = h11.Response(status_code=status, headers=[*_HEADERS, ("Content-Length", str(len(body)))])
            for event in (answer, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self._stop_clocks()
        self.transport.close()
        self.loop.call_later(READING_SECONDS, self.transport.abort)

    def _stop_clocks(self) -> None:
        for clock in (self._timer, self._unread):
            if clock is not None:
                clock.cancel()
        self._timer = self._unread = None

    def _make_room(self) -> None:
        owing = [one for one in self.connections if isinstance(one, BoundedProtocol) and one._owes()]
        most = Counter(one._host() for one in owing).most_common(1)[0][0]  # this connection is one of them
        oldest = min((one for one in owing if one._host() == most), key=lambda one: one._since)
        oldest.transport.abort()
        self.connections.discard(oldest)  # counted out now, not when the system has closed it

    def _host(self) -> str:
        return self.client[0] if self.client else ""


def most_connections(files: int) -> int:
    """How many visitors' connections fit into `files` descriptors, with room for those accepted in one go."""
    return max(32, min(MOST_CONNECTIONS, files - BACKLOG - _OWN_FILES))


def server_config(app: Any, settings: Settings) -> uvicorn.Config:
    """The one configuration of the desk's server. The caller's address is taken from X-Forwarded-For only when the
    connection comes from one of `settings.trusted_proxies`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = MOST_CONNECTIONS + BACKLOG + _OWN_FILES
    if soft < files and soft != resource.RLIM_INFINITY:
        soft = files if hard == resource.RLIM_INFINITY else min(files, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    most = most_connections(files if soft == resource.RLIM_INFINITY else soft)
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=type("LimitedProtocol", (BoundedProtocol,), {"most": most}),
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        limit_concurrency=most + BACKLOG,  # the last line: the protocol makes room long before
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
    )
