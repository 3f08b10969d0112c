"""A desk started as a new user starts it: `mynadesk up` on free ports with a data folder of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A started desk."""

    def __init__(self, data: Path) -> None:
        self.port, self.engine_port, self.data = free_port(), free_port(), data
        (data / "models").mkdir(parents=True)
        for model in (ROOT / "var" / "models").glob("mynadesk-*.tar.gz"):
            (data / "models" / model.name).symlink_to(model)
        env = os.environ | {
            "MYNADESK_DATA": str(data), "MYNADESK_PORT": str(self.port), "MYNADESK_ENGINE_PORT": str(self.engine_port),
            "MYNADESK_TODAY": "2026-11-22", "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        env.pop("PYTHONPATH", None)
        self.output = data / "up.txt"
        with self.output.open("wb") as out:
            self.process = subprocess.Popen([str(ROOT / ".venv/bin/mynadesk"), "up"], env=env, stdout=out, stderr=subprocess.STDOUT)

    def wait(self, seconds: float = 150.0) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            if "⑤" in self.output.read_text(encoding="utf-8"):
                return
            time.sleep(0.5)
        raise AssertionError(self.output.read_text(encoding="utf-8"))

    def engine_token(self) -> str:
        """What opens the engine's own door."""
        return os.environ.get("MYNADESK_ENGINE_TOKEN") or (self.data / "secrets" / "engine").read_text().strip()

    def say(self, text: str, session: str | None = None) -> dict[str, Any]:
        body = json.dumps({"session": session, "text": text}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1/chat", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            found: dict[str, Any] = json.load(answer)
        return found


def texts(answer: dict[str, Any]) -> str:
    """All texts of an answer."""
    return "\n".join(message["text"] for message in answer["messages"])
