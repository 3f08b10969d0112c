"""The processes of a visit: a part that fails ends the visit at once, and what a visit started does not outlive it."""

from __future__ import annotations

import asyncio
import os
import select
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.kiosk import agent, process
from bot.kiosk.agent import VisitProcess
from bot.kiosk.model import Why

ROOT = Path(__file__).resolve().parents[3]
LONG = 30.0  # seconds; what is waited for comes at once
SECRET = "ひみつのこと"
BREAKING = {
    "what lasts": f"async def broken(): raise RuntimeError({SECRET!r})\nprocess._alive = broken",
    "what ends by itself": "async def broken(): return\nprocess._alive = broken",
    "a callback": "import asyncio\n"
    f"def broken(): raise RuntimeError({SECRET!r})\n"
    "async def alive():\n    asyncio.get_running_loop().call_soon(broken)\n    await asyncio.sleep(100)\n"
    "process._alive = alive",
    "the card's thread": f"from bot.kiosk import cards\ndef broken(*_given): raise RuntimeError({SECRET!r})\n"
    "cards.card_moves = broken",
    "the beginning": f"def broken(_settings): raise RuntimeError({SECRET!r})\nprocess._kept = broken",
}


def environ(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MYNADESK_KIOSK_DESK": "http://127.0.0.1:9/",
        "MYNADESK_KIOSK_KEY": "a key of the tests, long enough",
        "MYNADESK_KIOSK_DATA": str(tmp_path),
        "MYNADESK_VOICE": "0",
        process.TOKEN: "a token",
    }


@pytest.mark.parametrize("part", BREAKING)
def test_a_part_that_fails_ends_the_visit_at_once_and_tells_no_word_of_it(tmp_path: Path, part: str) -> None:
    """At once: while the parent is still there, whose going would end the process too."""
    program = f"import bot.kiosk.process as process\n{BREAKING[part]}\nprocess.main()"
    with socket.create_server(("127.0.0.1", 0)) as door:
        started = subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environ(tmp_path) | {process.SOCKET: str(door.fileno())},
            pass_fds=[door.fileno()],
        )
        assert started.stdin and started.stdout and started.stderr
        try:
            started.stdin.write(b"go \n")
            started.stdin.flush()
            said = b""
            while select.select([started.stdout], [], [], LONG)[0] and (piece := os.read(started.stdout.fileno(), 999)):
                said += piece
            assert said.decode().split("\n")[-2] == f"over {Why.FAULT}"
            assert started.wait(LONG) == 1
            assert SECRET not in started.stderr.read().decode()
        finally:
            started.kill()
            started.wait()
            for pipe in (started.stdin, started.stdout, started.stderr):
                pipe.close()


def test_what_a_visit_started_does_not_outlive_it_though_its_process_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "visit"
    program.write_text(f"#!/bin/sh\nsleep 1000 >/dev/null 2>&1 &\necho $! > {tmp_path}/child\necho over ended\n")
    program.chmod(0o755)
    monkeypatch.setattr(agent.sys, "executable", str(program))
    with socket.create_server(("127.0.0.1", 0)) as door:
        visit = VisitProcess(door)
        assert visit.over(LONG) is Why.ENDED
        visit._process.stdout.read()  # type: ignore[union-attr]  # until it has ended
        visit.end()
    pid = int((tmp_path / "child").read_text())
    for _try in range(int(LONG / 0.01)):  # the kernel takes a moment to carry it out
        if ended(pid):
            break
        time.sleep(0.01)
    assert ended(pid)


def ended(pid: int) -> bool:
    """Whether the process has ended (one that only nobody has asked after is still listed)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.parametrize(("ends", "told"), [("exit 0", True), ("exit 1", False)])
def test_staff_is_told_when_the_program_for_it_says_so(tmp_path: Path, ends: str, told: bool) -> None:
    program = tmp_path / "call"
    program.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/why\n{ends}\n')
    program.chmod(0o755)

    async def run() -> bool:
        return await process._staff(str(program), "asked")

    assert asyncio.run(run()) is told
    assert (tmp_path / "why").read_text() == "asked\n"


def test_staff_is_not_told_without_a_program_and_by_one_that_is_missing(tmp_path: Path) -> None:
    async def run(program: str) -> bool:
        return await process._staff(program, "asked")

    assert not asyncio.run(run("")) and not asyncio.run(run(str(tmp_path / "missing")))


def test_the_program_that_calls_staff_is_in_no_group_that_ends_with_the_visit(tmp_path: Path) -> None:
    program = tmp_path / "call"
    program.write_text(f"#!/bin/sh\nps -o pgid= -p $$ > {tmp_path}/group\n")
    program.chmod(0o755)

    async def run() -> None:
        await process._staff(str(program), "asked")

    asyncio.run(run())
    assert int((tmp_path / "group").read_text()) != os.getpgid(0)
