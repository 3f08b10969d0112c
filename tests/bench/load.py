"""`make load`: many people at once against a desk of its own. Bounded in time and number; ends by itself.

Prints answers a second, p50 / p95 / worst milliseconds, errors and resident memory before and after.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from bench_servers import ours, resident_mib  # noqa: E402

from bot.engine.training import model_path  # noqa: E402
from bot.settings import ROOT, load_settings  # noqa: E402


def main() -> int:
    """Exit code 1 when an answer was an apology or an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=32, help="people at once (default 32, at most 200)")
    parser.add_argument("--turns", type=int, default=40, help="turns each (default 40, at most 500)")
    options = parser.parse_args()
    people, turns = min(options.people, 200), min(options.turns, 500)
    product = load_settings()
    settings = load_settings({"MYNADESK_DATA": str(product.data / "load")})
    (settings.data / "models").mkdir(parents=True, exist_ok=True)
    link = settings.data / "models" / model_path(product).name
    link.unlink(missing_ok=True)
    link.symlink_to(model_path(product))
    lines = (ROOT / "tests" / "engine" / "heldout.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["text"] for line in lines if line.strip()]
    times: list[float] = []
    faults: list[str] = []
    with ours(settings) as desk:
        before = resident_mib(desk.leaders)

        def person(number: int) -> None:
            session = None
            with httpx.Client(base_url=desk.url, timeout=60.0, trust_env=False) as client:
                for turn in range(turns):
                    text = questions[(number * 37 + turn * 11) % len(questions)]
                    began = time.perf_counter()
                    answer = client.post("/api/v1/chat", json={"session": session, "text": text})
                    times.append(1000 * (time.perf_counter() - began))
                    if answer.status_code != 200:
                        faults.append(f"status {answer.status_code}")
                        continue
                    session = answer.json()["session"]
                    if any("自動の案内が答えられません" in message["text"] for message in answer.json()["messages"]):
                        faults.append("apology")

        began = time.perf_counter()
        with ThreadPoolExecutor(people) as pool:
            list(pool.map(person, range(people)))
        seconds = time.perf_counter() - began
        after = resident_mib(desk.leaders)
    print(f"{people} people, {turns} turns each: {len(times) / seconds:.1f} answers/s in {seconds:.1f} s")
    print(f"p50 {statistics.median(times):.0f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms, worst {max(times):.0f} ms")
    print(f"resident memory {before:.0f} MiB before, {after:.0f} MiB after; faults: {len(faults)} {sorted(set(faults))}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
