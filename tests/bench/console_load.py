"""`make load-staff`: operators who type while chats run, against a desk of its own. Bounded in time; ends by itself.

Each operator types a caller's story, a key each 200 milliseconds; the page asks after every clause, when the typing rests (`call.js`: a
quarter of a second without a key), one question at a time. Prints p50 / p95 / worst milliseconds of the suggestions, and of the chats.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from assist import signed_in  # noqa: E402
from bench_servers import ours  # noqa: E402

from bot.engine.training import model_path  # noqa: E402
from bot.settings import ROOT, Settings, load_settings  # noqa: E402
from bot.staff.console import open_console  # noqa: E402

PASSWORD = "a-password-of-the-load-42"
KEY = 0.2  # seconds between two keys
BOUND = 300.0  # milliseconds that 95 % of the suggestions may take
CLAUSE = re.compile(r"[^、。！？\s]{1,20}[、。！？\s]*")


def own_settings() -> Settings:
    """A folder of its own beside the product's, with the product's model."""
    product = load_settings()
    settings = load_settings({"MYNADESK_DATA": str(product.data / "load"), "MYNADESK_ADDRESS_TURNS": "400"})
    (settings.data / "models").mkdir(parents=True, exist_ok=True)
    link = settings.data / "models" / model_path(product).name
    link.unlink(missing_ok=True)
    link.symlink_to(model_path(product).resolve())
    return settings


def hire(settings: Settings, many: int) -> None:
    """Operators; those of an earlier run stay."""
    console = open_console(settings)
    for number in range(many):
        if console.accounts.get(f"op{number}") is None:
            console.accounts.add("(load)", f"op{number}", "operator", PASSWORD)
    console.engine.dispose()


def stories(number: int, lines: list[str]) -> Iterator[str]:
    """What callers say, growing clause by clause; one story after the other."""
    at = number * 37
    while True:
        story = ""
        for line in (lines[(at + one) % len(lines)] for one in range(3)):
            for clause in CLAUSE.findall(line + "。"):
                story += clause
                yield story
        at += 3


def ms_since(began: float) -> float:
    """Milliseconds."""
    return 1000 * (time.perf_counter() - began)


def told(name: str, times: list[float]) -> None:
    """Prints a line."""
    print(f"{name}: {len(times)}; p50 {statistics.median(times):.0f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms, worst {max(times):.0f} ms")


def main() -> int:
    """Exit code 1 when something was refused, or the suggestions took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operators", type=int, default=20, help="who type at once (default 20, at most 60)")
    parser.add_argument("--chats", type=int, default=8, help="visitors who chat meanwhile, a message every 5 s (default 8, at most 60)")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long (default 60, at most 600)")
    options = parser.parse_args()
    operators, chats, seconds = min(options.operators, 60), min(options.chats, 60), min(options.seconds, 600.0)
    settings = own_settings()
    hire(settings, operators)
    held_out = (ROOT / "tests" / "engine" / "heldout.jsonl").read_text(encoding="utf-8").splitlines()
    lines = [json.loads(line)["text"] for line in held_out if line.strip()]
    asked: list[float] = []
    chatted: list[float] = []
    faults: list[str] = []
    with ours(settings) as desk:
        clients = [signed_in(f"{desk.url}/", f"op{number}", PASSWORD) for number in range(operators)]
        until = time.perf_counter() + seconds

        def operator(number: int) -> None:
            before = ""
            client = clients[number]
            for story in stories(number, lines):
                time.sleep(KEY * max(1, len(story) - len(before)) + 0.25)
                if time.perf_counter() > until:
                    return
                before = story
                began = time.perf_counter()
                fields = {"form": client.headers["X-Staff-Form"], "text": story}
                answer = client.post("staff/call-part", data=fields)
                asked.append(ms_since(began))
                if answer.status_code != 200 or 'class="alarm"' in answer.text:
                    faults.append(f"suggestion {answer.status_code}")

        def visitor(number: int) -> None:
            session = None
            with httpx.Client(base_url=desk.url, timeout=60.0, trust_env=False) as client:
                for turn in range(10_000):
                    time.sleep(5.0)
                    if time.perf_counter() > until:
                        return
                    began = time.perf_counter()
                    body = {"session": session, "text": lines[(number * 11 + turn * 7) % len(lines)]}
                    answer = client.post("/api/v1/chat", json=body)
                    chatted.append(ms_since(began))
                    session = answer.json().get("session") if answer.status_code == 200 else None
                    if answer.status_code != 200:
                        faults.append(f"chat {answer.status_code}")

        with ThreadPoolExecutor(operators + chats) as pool:
            going = [pool.submit(operator, one) for one in range(operators)] + [pool.submit(visitor, one) for one in range(chats)]
            for one in going:
                one.result()
    load = os.getloadavg()[0]
    print(f"{operators} operators, {chats} chats, {seconds:.0f} s; {os.cpu_count()} processors, load average {load:.1f} at the end")
    told("suggestions", asked)
    if chatted:
        told("chats", chatted)
    slow = statistics.quantiles(asked, n=20)[-1] > BOUND
    print(f"faults: {len(faults)} {sorted(set(faults))}; suggestions within {BOUND:.0f} ms at p95: {'no' if slow else 'yes'}")
    return 1 if faults or slow else 0


if __name__ == "__main__":
    sys.exit(main())
