"""A child process: dies with its parent, has its words in a log, and is known again when it was left over."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from bot.engine.log_files import LogFile, Pump
from bot.engine.tether import tethered
from bot.settings import ROOT

STOP_LIMIT: Final = 5.0  # seconds from SIGTERM to SIGKILL
PROC: Final = Path("/proc")


def _stat(pid: int) -> list[str]:
    """The fields after the name in /proc/PID/stat (proc(5): the first is field 3), or nothing when it is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _identity(pid: int) -> list[str]:
    """What no other process has: this start of the machine, number, time of start. Empty when it is gone or a zombie."""
    fields = _stat(pid)
    if not fields or fields[0] in "ZX":
        return []
    return [(PROC / "sys/kernel/random/boot_id").read_text().strip(), str(pid), fields[19]]


class Child:
    """A running command in a session of its own, so that the terminal's Ctrl-C reaches the parent alone.

    `record`: the file that lets the next start find it. `given`: what it reads on its standard input.
    Raises OSError when it cannot be started."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], log: LogFile, record: Path,
        given: bytes = b"", pass_fds: Sequence[int] = (),
    ) -> None:  # fmt: skip
        self.log = log
        self._record = record
        self._process = subprocess.Popen(
            tethered(command), cwd=ROOT, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True, pass_fds=pass_fds,
            umask=0o077,  # whatever it writes is for the owner only
        )  # fmt: skip
        assert self._process.stdin and self._process.stdout
        self._pump = Pump(self._process.stdout, log)
        _give(self._process.stdin, given)
        with contextlib.suppress(OSError):  # without the record it still runs; only an orphan would not be found
            record.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            record.write_text(json.dumps(_identity(self.pid)))

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def ended(self) -> int | None:
        """Its exit code (negative: the signal), or None while it runs."""
        return self._process.poll()

    def said(self) -> list[str]:
        """Its last lines; all of them when it has ended."""
        if self.ended() is not None:
            self._pump.join(2.0)
        return list(self._pump.said)

    def computed(self) -> float:
        """Seconds of computing so far; 0.0 when unknown."""
        fields = _stat(self.pid)
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0

    def ask_to_end(self) -> None:
        """SIGTERM, without waiting."""
        if self.ended() is None:
            os.killpg(self.pid, signal.SIGTERM)

    def stop(self, limit: float = STOP_LIMIT) -> None:
        """Ends it and what it started; by force after `limit` seconds (0: at once)."""
        if limit:
            self.ask_to_end()
        try:
            self._process.wait(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()
        self._pump.join(2.0)
        with contextlib.suppress(OSError):
            self._record.unlink(missing_ok=True)


def _give(door: IO[bytes], content: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), door:  # it ended at once; its exit code tells
        door.write(content)


def end_orphan(record: Path, wait: float = 10.0) -> bool:
    """Ends the process of `record` when exactly that one still runs, its parent having been killed. True when it did.
    To be called only while no other parent can be there."""
    try:
        known = json.loads(record.read_text())
        pid = int(known[1])
    except (OSError, ValueError, LookupError, TypeError):
        return False
    if _identity(pid) != known:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    until = time.monotonic() + wait
    while _identity(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return True
