"""How soon good answers are back after a part was killed or stopped, with nobody at the keyboard.

    .venv/bin/python tests/bench/recovery.py [--port 8120] [--engine-port 5120] [--rounds 1]

A desk of its own with the real model (`mynadesk train` made it). Exit code 1 when one of them takes more than 20 s.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]

from bot.app.desk_process import ask_desk, desk_record  # noqa: E402
from bot.app.watch import QUIET  # noqa: E402
from bot.engine.process import engine_record  # noqa: E402
from bot.engine.training import model_path  # noqa: E402
from bot.settings import ROOT, Settings, load_settings  # noqa: E402

ALLOWED: Final = 20.0  # seconds
QUESTION: Final = {"session": None, "text": "マイナ保険証の登録方法を教えてください"}


def pid(record: Path) -> int:
    """The process that a record names; 0 while there is none."""
    try:
        return int(json.loads(record.read_text())[1])
    except (OSError, ValueError, LookupError):
        return 0


def answered(settings: Settings) -> bool:
    """Whether a question gets its answer: the topic, and no apology."""
    answer = ask_desk(settings, "/api/v1/chat", 3.0, QUESTION).json()
    return isinstance(answer, dict) and any(
        one.get("topic") == "registration_how" for one in answer.get("messages", [])
    )


def until(good: Callable[[], bool], limit: float) -> float:
    """Seconds until `good`. Raises TimeoutError."""
    began = time.monotonic()
    while time.monotonic() - began < limit:
        if good():
            return time.monotonic() - began
        time.sleep(0.1)
    raise TimeoutError(f"not within {limit:.0f} s")


def new_pid(record: Path, old: int) -> int:
    """Waits for the process after `old`."""
    until(lambda: pid(record) not in (0, old), 60.0)
    return pid(record)


def kill(record: Path, how: signal.Signals) -> None:
    """Sends `how` to the part."""
    os.kill(pid(record), how)


def twice(record: Path) -> None:
    """Kills the part, and the one after it while it starts."""
    first = pid(record)
    os.kill(first, signal.SIGKILL)
    os.kill(new_pid(record, first), signal.SIGKILL)


def cases(settings: Settings) -> dict[str, Callable[[], None]]:
    """What is done to a desk that answers."""
    engine, desk = engine_record(settings), desk_record(settings)

    def both() -> None:
        kill(engine, signal.SIGKILL)
        kill(desk, signal.SIGKILL)

    return {
        "kill -9 engine": lambda: kill(engine, signal.SIGKILL),
        "kill -9 engine twice in a row": lambda: twice(engine),
        "SIGSTOP engine": lambda: kill(engine, signal.SIGSTOP),
        "kill -9 desk": lambda: kill(desk, signal.SIGKILL),
        "SIGSTOP desk": lambda: kill(desk, signal.SIGSTOP),
        "kill -9 both": both,
    }


def measure(settings: Settings, rounds: int) -> dict[str, list[float]]:
    """Seconds to the first good answer, by case."""
    found: dict[str, list[float]] = {}
    for name, harm in cases(settings).items():
        for _round in range(rounds):
            until(lambda: answered(settings), 60.0)
            time.sleep(QUIET + 2)  # each for itself: failures soon after one another make the pauses grow
            began = time.monotonic()
            harm()
            time.sleep(0.2)  # not the answer that was under way
            until(lambda: answered(settings), 120.0)
            found.setdefault(name, []).append(time.monotonic() - began)
            print(f"{name}: {found[name][-1]:.1f} s", flush=True)
    return found


def main() -> int:
    """Prints a table; exit code 1 when one is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8120)
    parser.add_argument("--engine-port", type=int, default=5120)
    parser.add_argument("--rounds", type=int, default=1, help="times each (default 1)")
    options = parser.parse_args()
    product = load_settings()
    with tempfile.TemporaryDirectory() as place:
        environ = {
            "MYNADESK_DATA": place, "MYNADESK_PORT": str(options.port), "MYNADESK_ENGINE_PORT": str(options.engine_port),
            "MYNADESK_TODAY": "2026-11-22",
        }  # fmt: skip
        settings = load_settings(environ)
        (settings.data / "models").mkdir()
        (settings.data / "models" / model_path(product).name).symlink_to(model_path(product))
        command = [str(ROOT / ".venv/bin/mynadesk"), "up"]
        with subprocess.Popen(command, env=os.environ | environ, cwd=ROOT) as process:
            try:
                print(f"first start: {until(lambda: answered(settings), 240.0):.1f} s", flush=True)
                found = measure(settings, options.rounds)
            finally:
                process.send_signal(signal.SIGTERM)
                began = time.monotonic()
                process.wait(60)
                print(f"SIGTERM: ended in {time.monotonic() - began:.1f} s")
    print("| what | seconds to the first good answer |\n|---|---|")
    for name, seconds in found.items():
        print(f"| {name} | {', '.join(f'{one:.1f}' for one in seconds)} |")
    return int(max(one for seconds in found.values() for one in seconds) > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
