"""The short form of `make crowd`: people at the web door while the desk is killed and ended; each message once and in order."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

from crowd import Crowd, Plan  # noqa: E402


def a_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_nothing_is_lost_or_doubled_when_the_desk_begins_again() -> None:
    said: list[str] = []
    plan = Plan(people=30, turns=4, pause=0.5, restarts=2, port=a_port())
    code = asyncio.run(Crowd(plan, said.append).run())
    assert code == 0, "\n".join(said)
    assert "begun again 2 times" in said[0]
