"""Starting and ending the set-ups that are measured, on free ports; every process is ended, whatever happens."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from bench_projects import environment

from bot.settings import ROOT, Settings


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Setup:
    """A running set-up: where to talk to, its processes' group leaders, seconds until ready."""

    url: str
    leaders: list[int]
    ready_s: float = 0.0


@contextlib.contextmanager
def processes(commands: Sequence[tuple[list[str], Path, dict[str, str], Path]]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Runs (command, folder, environment, log) each in a group of its own and ends them all."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        for command, folder, environment, log in commands:
            with log.open("wb") as output:
                started.append(
                    subprocess.Popen(
                        command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
                    )
                )
        yield started
    finally:
        for process in started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in started:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def wait_for(url: str, seconds: float = 240.0) -> float:
    """Seconds until `url` answers 200. Raises TimeoutError."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url, timeout=2.0, trust_env=False).status_code == 200:
                return time.monotonic() - began
        time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")


@contextlib.contextmanager
def stock(folder: Path, model: Path, settings: Settings) -> Iterator[Setup]:
    """`rasa run` with the REST channel and `rasa run actions`, as documented."""
    port, actions = free_port(), free_port()
    (folder / "endpoints.yml").write_text(f"action_endpoint:\n  url: http://127.0.0.1:{actions}/webhook\n", encoding="utf-8")
    interpreter, env = environment("stock", settings)
    python = [str(interpreter), "-W", "ignore", "-m"]
    run = [*python, "rasa", "run", "--model", str(model), "--port", str(port), "--interface", "127.0.0.1", "--endpoints", "endpoints.yml"]
    commands = [
        ([*python, "rasa_sdk", "--actions", "actions", "--port", str(actions)], folder, env, settings.data / "stock-actions.log"),
        (run, folder, env, settings.data / "stock-engine.log"),
    ]
    with processes(commands) as started:
        ready = wait_for(f"http://127.0.0.1:{port}/webhooks/rest/")
        wait_for(f"http://127.0.0.1:{actions}/health")
        yield Setup(f"http://127.0.0.1:{port}", [process.pid for process in started], ready)


@contextlib.contextmanager
def ours(settings: Settings, files: int | None = None) -> Iterator[Setup]:
    """`mynadesk up` as a user starts it; with at most `files` descriptors for each process."""
    port, engine = free_port(), free_port()
    env = os.environ | {
        "MYNADESK_DATA": str(settings.data), "MYNADESK_PORT": str(port), "MYNADESK_ENGINE_PORT": str(engine),
        "MYNADESK_TODAY": "2026-11-22",
    }  # fmt: skip
    command = [str(ROOT / ".venv/bin/mynadesk"), "up"]
    if files is not None:
        command = ["prlimit", f"--nofile={files}:{files}", *command]
    with processes([(command, ROOT, env, settings.data / "ours.log")]) as started:
        ready = wait_for(f"http://127.0.0.1:{port}/readyz")
        yield Setup(f"http://127.0.0.1:{port}", [started[0].pid, *_engines(engine)], ready)


def _engines(port: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if b"bot.nlu.launcher" in words and str(port).encode() in words:
                    found.append(int(entry.name))
    return found


def resident_mib(leaders: Sequence[int]) -> float:
    """Resident memory of the processes and their children, in MiB."""
    pages = 0
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    wanted = set(leaders)
    while more := {child for child, parent in parents.items() if parent in wanted} - wanted:
        wanted |= more
    for pid in wanted:
        with contextlib.suppress(OSError):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
