"""Logs of the parts: for the owner only, bounded, masked, and never in anybody's way."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.engine import log_files
from bot.engine.log_files import LogFile, Pump


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def pumped(log: LogFile, script: str) -> Pump:
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout
        pump = Pump(process.stdout, log)
        assert process.wait(30) == 0  # it would hang if nobody read
        pump.join(10)
    return pump


def test_folder_and_files_are_for_the_owner_also_those_of_an_earlier_version(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.mkdir(mode=0o755)
    for name in ("engine.log", "engine.previous.log", "engine.log.1"):
        (folder / name).write_text("old\n")
    log = LogFile(folder, "engine.log")
    log.write("new")
    log.close()
    assert mode(folder) == 0o700
    assert {path.name: mode(path) for path in folder.glob("engine.log*")} == {"engine.log": 0o600, "engine.log.1": 0o600}
    assert not (folder / "engine.previous.log").exists()


def test_size_and_number_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "LARGEST", 10_000)
    log = LogFile(tmp_path, "engine.log")
    pumped(log, "for _ in range(2_000): print('x' * 99)")
    files = list(tmp_path.iterdir())
    assert len(files) == 1 + log_files.KEPT
    assert max(path.stat().st_size for path in files) <= 10_000
    assert {mode(path) for path in files} == {0o600}


def test_an_endless_line_is_cut_and_the_last_lines_are_remembered(tmp_path: Path) -> None:
    pump = pumped(LogFile(tmp_path, "a.log"), "print('y' * 1_000_000); print('the end', end='')")
    assert list(pump.said)[-1] == "the end"
    assert max(len(line) for line in pump.said) <= log_files.LONGEST_LINE and len(pump.said) <= log_files.REMEMBERED


def test_numbers_of_people_are_masked(tmp_path: Path) -> None:
    log = LogFile(tmp_path, "a.log")
    pumped(log, "print('called by 090-1234-5678, 123456789018')")
    text = log.path.read_text()
    assert "called by" in text and "090-1234-5678" not in text and "123456789018" not in text


def test_bytes_that_are_no_text_do_not_stop_it(tmp_path: Path) -> None:
    pump = pumped(LogFile(tmp_path, "a.log"), "import sys; sys.stdout.buffer.write(b'\\xff\\xfe\\x00\\nnext\\n')")
    assert list(pump.said)[-1] == "next"


def test_a_full_disk_holds_up_nobody(tmp_path: Path) -> None:
    log = LogFile(tmp_path, "a.log")
    log.path.symlink_to("/dev/full")
    pump = pumped(log, "print('word ' * 100_000); print('done')")
    assert list(pump.said)[-1] == "done"


def test_a_folder_that_is_gone_holds_up_nobody(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "log", "a.log")
    (tmp_path / "log").rmdir()
    log.write("word")
    log.begin()
    assert not os.path.exists(log.path)
