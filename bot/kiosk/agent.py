"""The kiosk's agent: keeps a process of the visit and a skin running, and replaces both when the visit is over.

It never holds anything of a visitor: what a visit knows lives in the visit's process and in the skin's. The next process is
started ahead, so that the page is back at once.
"""

from __future__ import annotations

import logging
import os
import secrets
import selectors
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Final, Protocol

from bot.app.notify import notify, take_notify_address
from bot.kiosk.model import Why
from bot.kiosk.process import SOCKET, TOKEN
from bot.kiosk.settings import KioskSettings

SILENT: Final = 15.0  # seconds without a word of the visit's process until it is ended
SOON: Final = 3.0  # seconds: a visit's process that lives shorter has failed
MOST_FAILURES: Final = 20  # in a row; then the agent ends, and systemd starts it anew
FLAGS: Final = (
    "--kiosk",
    "--incognito",
    "--no-first-run",
    "--noerrdialogs",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--disable-translate",
    "--disable-features=Translate,TranslateUI,MediaRouter,OptimizationHints",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-breakpad",
    "--disable-session-crashed-bubble",
    "--disable-save-password-bubble",
    "--disk-cache-size=1",
    "--no-proxy-server",
    "--password-store=basic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
LOG: Final = logging.getLogger(__name__)


class Skin(Protocol):
    """What draws the views; one for each visit."""

    def gone(self) -> bool:
        """Whether it has ended by itself."""

    def end(self) -> None:
        """End it and forget what it had."""


class VisitProcess:
    """One started process of a visit, waiting for its turn."""

    def __init__(self, door: socket.socket, *, silent: bool = False) -> None:
        self.token = secrets.token_urlsafe(24)
        environ = {**os.environ, TOKEN: self.token, SOCKET: str(door.fileno())}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot.kiosk.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if silent else None,
            env=environ,
            pass_fds=[door.fileno()],
            start_new_session=True,
        )
        self.pid = self._process.pid
        self._spoke = self._began = monotonic()

    def go(self, why: Why | None) -> None:
        """Its turn has come."""
        self._spoke = self._began = monotonic()
        with suppress(OSError):  # it has died while waiting: `over` says so
            assert self._process.stdin
            self._process.stdin.write(f"go {why or ''}\n".encode())
            self._process.stdin.flush()

    def over(self, wait: float) -> Why | None:
        """How the visit ended; None when it has not within `wait` seconds."""
        assert self._process.stdout
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._process.stdout, selectors.EVENT_READ)
            if not waiting.select(wait):
                return Why.FAULT if monotonic() - self._spoke >= SILENT else None
        word = self._process.stdout.readline().decode().split()
        self._spoke = monotonic()
        if not word:
            return Why.FAULT
        return Why(word[1]) if word[0] == "over" else None

    @property
    def lived(self) -> float:
        """Seconds since its turn came."""
        return monotonic() - self._began

    def end(self) -> None:
        """End it now, with all that it started, also when it has ended already; but not the program that calls staff."""
        _kill(self._process)


class Browser:
    """Chromium on the whole screen, with a profile of its own that goes with it."""

    def __init__(self, program: str, address: str) -> None:
        self._profile = Path(tempfile.mkdtemp(prefix="kiosk-", dir=os.environ.get("XDG_RUNTIME_DIR") or None))
        command = [*shlex.split(program), *FLAGS, f"--user-data-dir={self._profile}/user", f"--app={address}"]
        self._process = subprocess.Popen(
            command,
            env={**os.environ, "TMPDIR": str(self._profile)},  # what it leaves beside its profile goes with it too
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def gone(self) -> bool:
        """Whether the browser has ended by itself."""
        return self._process.poll() is not None

    def end(self) -> None:
        """End it with all its processes (the children have sessions of their own), and remove the profile."""
        _kill(self._process, *_below(self._process.pid))
        for _attempt in range(20):  # its last children may still be writing
            shutil.rmtree(self._profile, ignore_errors=True)
            if not self._profile.exists():
                return
            sleep(0.05)
        LOG.error("the browser's profile could not be removed")


class Terminal:
    """The text terminal, in the terminal that the agent was started in. It ends by itself when the visit's process does."""

    def __init__(self, address: str, token: str) -> None:
        environ = {**os.environ, TOKEN: token}
        self._process = subprocess.Popen([sys.executable, "-m", "bot.kiosk.terminal", address], env=environ)

    def gone(self) -> bool:
        """Whether it has ended by itself."""
        return self._process.poll() is not None

    def end(self) -> None:
        """End it; the terminal is given back as it was."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0.8)
            return
        self._process.kill()
        self._process.wait()


def _kill(process: subprocess.Popen[bytes], *more: int) -> None:
    """End its group, whose first it is, and `more`."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    for pid in more:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(OSError):
                pipe.close()


def _below(pid: int) -> set[int]:
    """All processes that descend from `pid`."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parents[int(entry.parent.name)] = int(entry.read_text().rsplit(")", 1)[1].split()[1])
    found: set[int] = set()
    wave = {pid}
    while wave:
        wave = {one for one, parent in parents.items() if parent in wave}
        found |= wave
    return found


class Agent:
    """`skin` makes the skin for an address and a token, None draws nothing (somebody else does). `silent`: the terminal is
    the skin's, and nothing is logged to it."""

    def __init__(
        self, settings: KioskSettings, skin: Callable[[str, str], Skin] | None, *, silent: bool = False
    ) -> None:
        self._settings = settings
        self._silent = silent
        self._make_skin = skin
        self._stop = False

    def stop(self, *_signal: object) -> None:
        """End after the present look, within a second."""
        self._stop = True

    def run(self) -> int:
        """Run visits until stopped; the exit code. Raises OSError when the port is taken."""
        address = take_notify_address()
        failures = 0
        with socket.create_server(("127.0.0.1", self._settings.port)) as door:
            waiting, why = VisitProcess(door, silent=self._silent), None
            notify(address, "READY=1")
            while not self._stop and failures < MOST_FAILURES:
                active = waiting
                active.go(why)
                skin = self._skin(active.token)
                waiting = VisitProcess(door, silent=self._silent)
                why = self._one(active, skin, lambda: notify(address, "WATCHDOG=1"))
                active.end()
                if skin:
                    skin.end()
                failures = failures + 1 if why is Why.FAULT and active.lived < SOON else 0
                if failures:
                    sleep(min(failures * 0.5, 5.0))
            waiting.end()
        notify(address, "STOPPING=1")
        return 0 if self._stop else 1

    def _skin(self, token: str) -> Skin | None:
        if self._make_skin is None:
            print(f"http://127.0.0.1:{self._settings.port}/?k={token}", flush=True)
            return None
        return self._make_skin(f"http://127.0.0.1:{self._settings.port}/", token)

    def _one(self, active: VisitProcess, skin: Skin | None, alive: Callable[[], None]) -> Why:
        while not self._stop:
            why = active.over(0.2)
            if why is not None:
                return why
            if skin and skin.gone():
                LOG.warning("the screen's program has ended")
                self._stop = isinstance(skin, Terminal)
                return Why.FAULT
            alive()
        return Why.ENDED


def browser(program: str) -> Callable[[str, str], Skin]:
    """Makes the visitor's screen."""
    return lambda address, token: Browser(program, f"{address}?k={token}")


def terminal(address: str, token: str) -> Skin:
    """Makes the text terminal."""
    return Terminal(address, token)
