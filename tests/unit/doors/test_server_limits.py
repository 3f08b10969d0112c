"""The web server itself, on a real port: slow, silent and flooding callers, and the one who only wants an answer."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from bot.doors.errors import Border
from bot.doors.server import BACKLOG, BoundedProtocol, Gathering, most_connections, server_config
from bot.settings import Settings


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Says who called and how much was sent."""
    if scope["type"] != "http":
        return
    message = await receive()
    body = json.dumps({"client": scope["client"][0], "bytes": len(message.get("body", b""))}).encode()
    if scope["path"] == "/slow":
        await asyncio.sleep(0.8)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def served(tmp_path: Path, *, most: int = 500, head: float = 0.5, body: float = 0.5, **changed: Any) -> Iterator[int]:
    """A server with short limits; gives its port."""
    settings = replace(Settings(data=tmp_path, database_url="sqlite://", port=0), **changed)
    config = server_config(Border(app, body_seconds=body), settings)
    config.lifespan = "off"
    assert isinstance(config.http, type) and issubclass(config.http, BoundedProtocol)
    config.http.most, config.http.head_seconds = most, head  # a class of this configuration alone
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)
    assert not thread.is_alive()


class Cable:
    """Stands for a transport; notes what is done with it."""

    def __init__(self) -> None:
        self.done: list[Any] = []

    def write(self, data: bytes) -> None:
        self.done.append(data)

    def close(self) -> None:
        self.done.append("closed")

    def abort(self) -> None:
        self.done.append("aborted")

    def is_closing(self) -> bool:
        return "closed" in self.done or "aborted" in self.done


def test_what_is_written_in_one_go_leaves_as_one_piece() -> None:
    async def run() -> None:
        cable = Cable()
        one = Gathering(cable, asyncio.get_running_loop())  # type: ignore[arg-type]
        one.write(b"head")
        one.write(b"body")
        assert cable.done == []
        await asyncio.sleep(0)
        assert cable.done == [b"headbody"]
        one.write(b"more")
        one.close()
        await asyncio.sleep(0)
        assert cable.done == [b"headbody", b"more", "closed"] and one.is_closing()
        one.write(b"late")
        await asyncio.sleep(0)
        assert cable.done[-1] == "closed"

    asyncio.run(run())


def test_what_is_not_sent_yet_goes_with_a_connection_that_is_cut() -> None:
    async def run() -> None:
        cable = Cable()
        one = Gathering(cable, asyncio.get_running_loop())  # type: ignore[arg-type]
        one.write(b"head")
        one.abort()
        await asyncio.sleep(0)
        assert cable.done == ["aborted"]

    asyncio.run(run())


def connected(port: int, first: bytes = b"") -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port), timeout=10)
    one.sendall(first)
    return one


def to_its_end(one: socket.socket) -> bytes:
    """All that comes until the server closes; it must within 10 s."""
    answer = b""
    while piece := one.recv(65536):
        answer += piece
    return answer


def says_too_slow(answer: bytes) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.startswith(b"HTTP/1.1 408") and "もう一度送って" in json.loads(body)["error"]["message"]


def good(port: int) -> bool:
    return httpx.post(f"http://127.0.0.1:{port}/", content=b"x" * 100, timeout=10, trust_env=False).json()["bytes"] == 100


STARTS = {
    "silent": b"",
    "half a line": b"GET / HT",
    "half a head": b"POST / HTTP/1.1\r\nHost: x\r\nX-A: ",
    "no body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n",
    "half a body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
    "half a chunk": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc",
}


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS.keys())
def test_a_request_that_does_not_come_to_its_end_is_ended_in_japanese(tmp_path: Path, start: bytes) -> None:
    with served(tmp_path) as port, connected(port, start) as one:
        assert says_too_slow(to_its_end(one))
        assert good(port)


def test_a_byte_now_and_then_keeps_no_connection_open(tmp_path: Path) -> None:
    with served(tmp_path) as port, connected(port) as one:
        with pytest.raises(OSError):  # noqa: PT012
            for byte in (b"POST / HTTP/1.1\r\nHost: x\r\n" + b"X-A: a\r\n" * 1000)[:200]:
                one.sendall(bytes([byte]))
                time.sleep(0.05)
        assert good(port)


def test_a_slow_head_after_a_good_request_is_ended_as_well(tmp_path: Path) -> None:
    whole = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    with served(tmp_path) as port, connected(port, whole + whole + b"GET / HT") as one:
        answer = to_its_end(one)
        assert answer.count(b"HTTP/1.1 200") == 2 and b"HTTP/1.1 408" in answer


def test_an_answer_that_takes_long_is_waited_for(tmp_path: Path) -> None:
    with served(tmp_path, head=0.3, body=0.3) as port:
        assert httpx.get(f"http://127.0.0.1:{port}/slow", timeout=10, trust_env=False).status_code == 200


def test_kept_connections_are_used_again(tmp_path: Path) -> None:
    with served(tmp_path) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        for _ in range(5):
            assert client.get("/").status_code == 200
            time.sleep(0.2)
        assert client.get("/").http_version == "HTTP/1.1"


@pytest.mark.parametrize("start", [STARTS["silent"], STARTS["half a head"], STARTS["half a body"]], ids=["silent", "heads", "bodies"])
def test_more_slow_connections_than_there_is_room_for_keep_nobody_out(tmp_path: Path, start: bytes) -> None:
    with served(tmp_path, most=60, head=60.0, body=60.0) as port, ExitStack() as held:
        for _ in range(200):
            held.enter_context(connected(port, start))
        assert [good(port) for _ in range(20)] == [True] * 20


def test_a_request_under_way_is_not_cut_off_for_newcomers(tmp_path: Path) -> None:
    with served(tmp_path, most=30, head=60.0) as port, ExitStack() as held:
        asking = connected(port, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        held.enter_context(asking)
        for _ in range(100):
            held.enter_context(connected(port))
        assert asking.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("head", [b"X-A: " + b"a" * 2_000_000, b"X-A: a\r\n" * 100_000, b"a" * 100_000], ids=["a line", "many lines", "no colon"])
def test_a_head_without_end_is_refused_in_japanese(tmp_path: Path, head: bytes) -> None:
    with served(tmp_path) as port, connected(port) as one:
        answer = b""
        with suppress(OSError):  # the server closes with bytes unread: the answer may be lost
            one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
            answer = to_its_end(one)
        assert not answer or answer.startswith(b"HTTP/1.1 400")
        assert good(port)


def test_what_is_no_http_gets_a_japanese_error(tmp_path: Path) -> None:
    with served(tmp_path) as port, connected(port, b"\x16\x03\x01\x00\xa5\r\n\r\n") as one:
        head, _, body = to_its_end(one).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400")
        assert json.loads(body)["error"]["message"].endswith("。")


@pytest.mark.parametrize(
    ("trusted", "client"),
    [((), "127.0.0.1"), (("192.0.2.1",), "127.0.0.1"), (("127.0.0.1",), "203.0.113.9"), (("127.0.0.0/8", "198.51.100.0/24"), "203.0.113.9")],
)
def test_the_address_in_front_of_a_proxy_is_believed_from_trusted_ones_only(tmp_path: Path, trusted: tuple[str, ...], client: str) -> None:
    headers = {"X-Forwarded-For": "10.9.9.9, 203.0.113.9" + (", 198.51.100.3" if len(trusted) == 2 else "")}
    with served(tmp_path, trusted_proxies=trusted) as port:
        assert httpx.get(f"http://127.0.0.1:{port}/", headers=headers, trust_env=False).json()["client"] == client


@pytest.mark.parametrize(("files", "most"), [(1024, 640), (256, 32), (65536, 2000)])
def test_connections_leave_room_for_the_desks_own_files(files: int, most: int) -> None:
    assert most_connections(files) == most
    assert files < 300 or most + BACKLOG < files
