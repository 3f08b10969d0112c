"""The whole kiosk for tests: the real desk app behind a real port, the real agent with its processes, a real Chromium looked at
through its debugging door; only Rasa's part is played (kiosk_desk.py)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import httpx
import pytest
import uvicorn
from devtools import PATIENCE, Browser, Page, browser_program
from kiosk_desk import KEY, Kiosk
from pcsc_stack import Stack

ROOT = Path(__file__).parents[2]
HEADLESS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --remote-debugging-port=0 --window-size=1280,1024"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def until(what: Callable[[], bool], within: float = PATIENCE) -> float:
    """Waits until it is so; the seconds it took. Fails when it does not come in time."""
    began = time.monotonic()
    while time.monotonic() - began < within:
        if what():
            return time.monotonic() - began
        time.sleep(0.02)
    raise AssertionError(f"did not come within {within} s")


@contextmanager
def served(kiosk: Kiosk) -> Iterator[str]:
    """The desk of `kiosk` behind a port; its address."""
    played = kiosk.rasa.__class__.__call__

    async def with_look(self: object, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"status": "ok"}) if request.method == "GET" else await played(self, request)  # type: ignore[arg-type]

    kiosk.rasa.__class__ = type("Played", (kiosk.rasa.__class__,), {"__call__": with_look})
    assert kiosk.rasa.desk
    server = uvicorn.Server(uvicorn.Config(kiosk.rasa.desk.app, log_level="critical", ws="none", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            until(lambda: server.started)
            yield f"http://127.0.0.1:{door.getsockname()[1]}/"
        finally:
            server.should_exit = True
            server.force_exit = True
            thread.join()


class Agent:
    """`mynadesk kiosk` as a process of its own, everything it may write below `home`."""

    def __init__(self, desk: str, home: Path, *options: str, **settings: str) -> None:
        self._describe(desk, home, settings)
        self.log = (home / "agent.log").open("wb")
        command = [sys.executable, "-m", "bot.kiosk", *options]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environ, stdout=self.log, stderr=self.log)

    @classmethod
    def described(cls, desk: str, home: Path) -> Agent:
        """Only its place and settings (`environ`); somebody else starts it."""
        agent = cls.__new__(cls)
        agent._describe(desk, home, {})
        return agent

    def _describe(self, desk: str, home: Path, settings: dict[str, str]) -> None:
        self.home = home
        self.port = free_port()
        for name in ("run", "data"):
            (home / name).mkdir(parents=True, exist_ok=True)
        self.environ = {
            **os.environ,
            "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "TMPDIR": str(home / "run"), "PYTHONPATH": str(ROOT),
            "MYNADESK_TODAY": "2026-11-22", "MYNADESK_KIOSK_DESK": desk, "MYNADESK_KIOSK_KEY": KEY, "MYNADESK_KIOSK_DEVICE": "lobby-1",
            "MYNADESK_VOICE": "0",  # the voice has tests of its own (tests/voice), and wants a second of processor a visit
            "MYNADESK_KIOSK_PORT": str(self.port), "MYNADESK_KIOSK_DATA": str(home / "data"),
            "MYNADESK_KIOSK_BROWSER": f"{browser_program()} {HEADLESS}",
        } | settings  # fmt: skip

    def __enter__(self) -> Agent:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        children = self.family()
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pid in children:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.log.close()

    def family(self) -> set[int]:
        """All processes below the agent, without itself."""
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                except OSError:
                    continue
        found, wave = set(), {self.process.pid}
        while wave:
            wave = {pid for pid, parent in parents.items() if parent in wave}
            found |= wave
        return found

    def memory(self) -> int:
        """Bytes that the agent's own processes hold for themselves alone (no browser)."""
        total = 0
        for pid in {self.process.pid, *self.family()}:
            command = Path(f"/proc/{pid}/cmdline").read_bytes() if Path(f"/proc/{pid}").exists() else b""
            if b"bot.kiosk" in command:
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                total += sum(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))
        return total


class Screen(Browser):
    """The agent's own browser, looked at from outside."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        profiles: list[Path] = []

        def found() -> bool:
            profiles[:] = [
                one
                for one in (agent.home / "run").glob("kiosk-*/user/DevToolsActivePort")
                if len(one.read_text().split()) == 2
            ]
            return bool(profiles)

        until(found)
        port, path = profiles[0].read_text().split()
        self.profile = profiles[0].parents[1]
        super().__init__(f"ws://127.0.0.1:{port}{path}")

    def __enter__(self) -> Screen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def only_page(self) -> Page:
        """The one page that there is."""
        targets: list[str] = []

        def there() -> bool:
            infos = self.command("Target.getTargets")["targetInfos"]
            targets[:] = [
                one["targetId"] for one in infos if one["type"] == "page" and str(self._agent.port) in one["url"]
            ]
            return bool(targets)

        until(there)
        session = self.command("Target.attachToTarget", targetId=targets[0], flatten=True)["sessionId"]
        page = Page(self, session)
        page.command("Page.enable")
        page.until("document.body && document.body.className.trim() !== ''")
        return page


def press(page: Page, label: str) -> None:
    """Presses the button with this label as a finger does."""
    page.until(f"[...document.querySelectorAll('button')].some((one) => one.textContent === {label!r})")
    page.run(f"[...document.querySelectorAll('button')].find((one) => one.textContent === {label!r}).click()")


def held_in_memory(pids: set[int], planted: list[bytes]) -> dict[int, list[bytes]]:
    """Which of the processes hold which of the planted bytes."""
    found: dict[int, list[bytes]] = {}
    for pid in pids:
        try:
            whole = _memory_of(pid)
        except (OSError, ProcessLookupError):
            continue
        if held := [one for one in planted if one in whole]:
            found[pid] = held
    return found


def _memory_of(pid: int) -> bytes:
    pieces = []
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_rest = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(one, 16) for one in span.split("-"))
            try:
                memory.seek(start)
                pieces.append(memory.read(end - start))
            except (OSError, ValueError, OverflowError):
                continue
    return b"\0".join(pieces)


def alive(pid: int) -> bool:
    """Whether the process still has a memory (one that only nobody has asked after has none)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def on_disk(folder: Path, planted: list[bytes]) -> list[tuple[str, bytes]]:
    """Which files below the folder hold which of the planted bytes."""
    found = []
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            content = file.read_bytes()
            found += [(file.name, one) for one in planted if one in content]
    return found


@contextmanager
def by_hand(*options: str) -> Iterator[tuple[Stack, Agent]]:
    """For a run that is no test: the PC/SC service, the desk and the agent with these options, all below one folder that goes with
    them."""
    with tempfile.TemporaryDirectory(prefix="kiosk-") as place:
        folder = Path(place)
        for name in ("pcsc", "home", "desk"):
            (folder / name).mkdir()
        os.environ["PCSCLITE_CSOCK_NAME"] = str(folder / "pcsc" / "run" / "pcscd.comm")
        with Stack(folder / "pcsc") as stack, pytest.MonkeyPatch.context() as patch:
            stack.start()
            kiosk = Kiosk(folder / "desk", patch)
            with served(kiosk) as address, Agent(address, folder / "home", *options) as agent:
                yield stack, agent
            kiosk.close()
