"""The short form of `make soak-line`: a real desk process that is killed, events again, out of order and cut off, each answered once."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

from soak_line import Plan, Soak  # noqa: E402


def a_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_nothing_is_lost_or_doubled_over_kills() -> None:
    said: list[str] = []
    code = asyncio.run(Soak(Plan(events=500, kills=2, people=60, reminders=120, port=a_port()), said.append).run())
    assert code == 0, "\n".join(said)
    assert "desk killed 2 times" in said[0]
