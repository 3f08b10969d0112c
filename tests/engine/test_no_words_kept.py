"""Nothing a visitor said stands in any file, whatever happens to the engine or to the desk while a turn is under way."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from running import Running, texts

NAMES = ("トドロキ銀次郎", "ミヨコ姫", "クマノ坂")
SAID = "夫のトドロキ銀次郎に殴られて逃げています。娘のミヨコ姫とクマノ坂アパートにいます。"
LONG = SAID + "12月3日と1月5日と" * 170


@pytest.fixture(scope="module")
def hurt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A desk that is treated badly; it gives a turn up after two seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MYNADESK_ENGINE_TIMEOUT", "2")
        running = Running(tmp_path_factory.mktemp("hurt") / "data")
    try:
        running.wait()
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError):
            running.process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.process.wait(timeout=30)
        for engine in engines(running):
            with contextlib.suppress(ProcessLookupError):
                os.kill(engine, signal.SIGKILL)


def engines(desk: Running) -> list[int]:
    """The engine processes of this desk alone."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if b"bot.nlu.launcher" in words and str(desk.engine_port).encode() in words:
                found.append(int(entry.name))
    return found


@contextlib.contextmanager
def stopped(desk: Running) -> Iterator[None]:
    """The engine stands still."""
    pids = engines(desk)
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    yield
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def say(desk: Running, text: str) -> None:
    """Said; what comes back does not matter here."""
    with contextlib.suppress(urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException):
        desk.say(text)


def to_engine(desk: Running, body: object) -> socket.socket:
    """A connection over which the engine was given `body`, as the desk gives it."""
    content = json.dumps(body).encode()
    head = f"POST /webhooks/desk/webhook HTTP/1.1\r\nHost: engine\r\nX-Engine-Token: {desk.engine_token()}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    connection = socket.create_connection(("127.0.0.1", desk.engine_port), timeout=30)
    connection.sendall(head.encode() + content)
    return connection


def settle(desk: Running) -> None:
    """Waits until the engine answers again and has had time to write."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError, KeyError):
            if desk.say("登録の方法を教えてください")["messages"][0]["topic"]:
                break
        time.sleep(0.3)
    else:
        raise AssertionError("the desk does not come back")


def written(desk: Running) -> dict[str, list[str]]:
    """Files under the data folder that hold a planted name in some writing."""
    forms = {}
    for name in NAMES:
        escaped = json.dumps(name)[1:-1]
        for form in (name, escaped, escaped.upper().replace("\\U", "\\u"), escaped.replace("\\", "\\\\"), urllib.parse.quote(name), urllib.parse.quote(name).lower()):
            forms[form.encode()] = name
        forms[name.encode("utf-16-le")] = forms[repr(name.encode())[2:-1].encode()] = name
    found: dict[str, list[str]] = {}
    for path in desk.data.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            names = sorted({name for form, name in forms.items() if form in content})
            found |= {str(path.relative_to(desk.data)): names} if names else {}
    return found


def logged(desk: Running) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((desk.data / "log").glob("engine*")))


def test_an_engine_that_stands_still(hurt: Running) -> None:
    with stopped(hurt), ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _n: say(hurt, SAID), range(8)))
    settle(hurt)
    assert written(hurt) == {}


def test_callers_that_leave_in_mid_turn(hurt: Running) -> None:
    with stopped(hurt):
        connections = [to_engine(hurt, {"sender": f"c{n % 5}", "message": SAID, "metadata": {"channel": "web", "insurer": None}}) for n in range(20)]
        for connection in connections:
            connection.close()
    settle(hurt)
    assert "given up" in logged(hurt)  # the words had reached the channel
    assert written(hurt) == {}


@pytest.mark.parametrize("message", [5, {"text": SAID}, [SAID], None])
def test_a_message_that_is_none(hurt: Running, message: object) -> None:
    with to_engine(hurt, {"sender": NAMES[0], "message": message, "metadata": {"insurer": SAID}}) as connection:
        assert b"400" in connection.recv(100)
    with to_engine(hurt, {"sender": "c", "message": SAID, "metadata": {"channel": ["web"], "insurer": {SAID: SAID}}}) as connection:
        connection.recv(100)
    settle(hurt)
    assert written(hurt) == {}


def test_an_overloaded_and_slow_engine(hurt: Running) -> None:
    for _ in range(2):
        with ThreadPoolExecutor(60) as pool:
            list(pool.map(lambda n: say(hurt, f"{n}{LONG}"), range(60)))
    settle(hurt)
    assert written(hurt) == {}


def test_an_overloaded_engine_whose_callers_wait_or_leave(hurt: Running) -> None:
    """Straight at the engine: the desk's own limits would keep most of it away."""
    bodies = [{"sender": f"o{n % 40}", "message": f"{n}{LONG}", "metadata": {"channel": "web", "insurer": None}} for n in range(80)]
    connections = [to_engine(hurt, body) for body in bodies]
    for connection in connections[::2]:
        connection.close()
    for connection in connections[1::2]:
        assert connection.recv(12) == b"HTTP/1.1 200"
        connection.close()
    settle(hurt)
    assert written(hurt) == {}


def test_an_engine_killed_with_turns_under_way(hurt: Running) -> None:
    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(say, hurt, f"{n}{LONG}") for n in range(20)]
        time.sleep(0.2)
        for pid in engines(hurt):
            os.kill(pid, signal.SIGKILL)
        for one in waiting:
            one.result()
    settle(hurt)
    assert written(hurt) == {}


def test_an_engine_killed_in_mid_conversation_loses_no_context(hurt: Running) -> None:
    answer = hurt.say("12月3日に引っ越します。転入届の期限は？")
    assert "12月17日" in texts(answer)
    for pid in engines(hurt):
        os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 120
    while "申し訳ありません" in texts(again := hurt.say("もう一度言ってください", answer["session"])) and time.monotonic() < until:
        time.sleep(0.5)
    assert "12月17日" in texts(again)
    assert written(hurt) == {}


def test_a_desk_killed_with_turns_under_way(hurt: Running) -> None:
    """The last one: nothing is left to ask."""
    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(say, hurt, f"{n}{LONG}") for n in range(20)]
        time.sleep(0.2)
        hurt.process.kill()
        for one in waiting:
            one.result()
    time.sleep(3)
    assert written(hurt) == {}
