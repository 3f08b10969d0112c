"""Child processes: told apart from strangers, ended with what they started, and never left over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from bot.engine.child import Child, end_orphan
from bot.engine.log_files import LogFile
from bot.engine.tether import tethered

ROOT: Final = Path(__file__).resolve().parents[3]


def start(tmp_path: Path, script: str, given: bytes = b"") -> Child:
    return Child([sys.executable, "-c", script], os.environ, LogFile(tmp_path / "log", "a.log"), tmp_path / "engine/a.json", given)


def wait_for(true: Callable[[], bool], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_its_words_and_its_exit_code_are_known(tmp_path: Path) -> None:
    child = start(tmp_path, "import sys; print(sys.stdin.read()); sys.exit(7)", b"given")
    wait_for(lambda: child.ended() is not None)
    assert (child.ended(), child.said()) == (7, ["given"])
    assert (tmp_path / "log/a.log").read_text() == "given\n"
    child.stop()


def test_what_it_writes_is_for_the_owner_only(tmp_path: Path) -> None:
    child = start(tmp_path, f"open({str(tmp_path / 'written')!r}, 'w')")
    wait_for(lambda: child.ended() == 0)
    child.stop()
    assert (tmp_path / "written").stat().st_mode & 0o777 == 0o600


def test_a_command_that_is_not_there_ends_with_127(tmp_path: Path) -> None:
    child = Child(["/nowhere/python"], os.environ, LogFile(tmp_path, "a.log"), tmp_path / "a.json", b"unread")
    wait_for(lambda: child.ended() is not None)
    assert child.ended() == 127 and "/nowhere/python" in child.said()[0]
    child.stop()


@pytest.mark.parametrize("script", ["", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);", "import os; os.kill(os.getpid(), 19);"], ids=["obedient", "deaf", "stopped"])
def test_it_is_ended_whatever_it_does(tmp_path: Path, script: str) -> None:
    child = start(tmp_path, f"print('begun', flush=True); {script} import time; time.sleep(60)")
    wait_for(lambda: bool(child.said()))
    child.stop(0.5)
    assert not alive(child.pid) and not (tmp_path / "engine/a.json").exists()


def test_computing_is_told_from_waiting(tmp_path: Path) -> None:
    idle, busy = start(tmp_path / "1", "import time; time.sleep(60)"), start(tmp_path / "2", "while True: pass")
    try:
        wait_for(lambda: busy.computed() > 0.5)
        assert idle.computed() < 0.5
    finally:
        idle.stop(0)
        busy.stop(0)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_it_dies_with_its_parent(tmp_path: Path, how: signal.Signals) -> None:
    parent = f"""
import subprocess, sys, time
sys.path.insert(0, {str(ROOT)!r})
from bot.engine.tether import tethered
print(subprocess.Popen(tethered([sys.executable, "-c", "import time; time.sleep(60)"])).pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        child = int(process.stdout.readline())
        wait_for(lambda: (Path("/proc") / str(child) / "cmdline").read_bytes().split(b"\0")[1:2] == [b"-c"])  # no longer -I
        process.send_signal(how)
    wait_for(lambda: not alive(child), 5.0)


def test_a_command_whose_parent_is_gone_already_is_not_run(tmp_path: Path) -> None:
    command = tethered([sys.executable, "-c", f"open({str(tmp_path / 'ran')!r}, 'w')"])
    command[4] = "1"  # the parent of nobody here
    assert subprocess.run(command, check=False).returncode == 1
    assert not (tmp_path / "ran").exists()


def test_an_orphan_is_ended_and_a_stranger_with_its_number_is_not(tmp_path: Path) -> None:
    child = start(tmp_path, "import time; time.sleep(60)")
    record = tmp_path / "engine/a.json"
    known = json.loads(record.read_text())
    other = tmp_path / "other.json"
    other.write_text(json.dumps([*known[:2], str(int(known[2]) + 1)]))  # the same number, begun at another time
    assert not end_orphan(other) and alive(child.pid)
    assert end_orphan(record)
    wait_for(lambda: child.ended() == -signal.SIGKILL)
    assert not end_orphan(record)
    child.stop()


@pytest.mark.parametrize("content", ["", "{}", "[]", "null", "7", '["a"]', '["a", "b", "c"]', '["a", "0", "0"]', '["a", "-1", "0"]'])
def test_a_spoilt_record_ends_nobody(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.json").write_text(content)
    assert not end_orphan(tmp_path / "a.json")
