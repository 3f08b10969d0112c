"""`make bench`: our set-up beside a stock Rasa set-up in one run. Prints a table and writes build/bench.json.

Ratios are ours / stock. `--quick` leaves out the accuracies (training stock takes about 15 minutes, once).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from bench_projects import choose_anew, environment, trained, training_set, write_ours, write_stock  # noqa: E402
from bench_servers import Setup, ours, resident_mib, stock  # noqa: E402
from bench_subset import nlu_file, read_examples  # noqa: E402

from bot.engine.training import ENGINE_PYTHON, engine_environment, model_path  # noqa: E402
from bot.settings import ROOT, load_settings  # noqa: E402

HELDOUT = ROOT / "tests" / "engine" / "heldout.jsonl"
MESSAGES = 60
Say = Callable[[str, str], None]


def saying(setup: Setup, ours_too: bool) -> Say:
    """A function that sends one message of a conversation and waits for the replies."""
    client = httpx.Client(base_url=setup.url, timeout=60.0, trust_env=False)
    sessions: dict[str, str] = {}

    def say(who: str, text: str) -> None:
        if ours_too:
            answer = client.post("/api/v1/chat", json={"session": sessions.get(who), "text": text}).raise_for_status().json()
            sessions[who] = answer["session"]
        else:
            client.post("/webhooks/rest/webhook", json={"sender": who, "message": text}).raise_for_status()

    return say


def turn_times(say: Say, texts: list[str], rounds: int, name: str) -> list[float]:
    """Milliseconds a turn, one after the other."""
    times = []
    for number in range(rounds):
        for text in texts:
            began = time.perf_counter()
            say(f"{name}-{number}", text)
            times.append(1000 * (time.perf_counter() - began))
    return times


def throughput(make: Callable[[], Say], texts: list[str]) -> float:
    """Turns a second with four people at once."""

    def person(number: int) -> None:
        say = make()
        for text in texts[:30]:
            say(f"many-{number}", text)

    began = time.perf_counter()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(person, range(4)))
    return 4 * len(texts[:30]) / (time.perf_counter() - began)


def growth(say: Say) -> float:
    """Cost of turns 296-300 of one conversation over turns 3-7."""
    times = []
    for number in range(300):
        began = time.perf_counter()
        say("long", f"登録の方法を教えてください{number % 7}")
        times.append(time.perf_counter() - began)
    return statistics.median(times[-5:]) / statistics.median(times[2:7])


def accuracy(model: Path, name: str, settings: Any) -> float:
    """Share of the held-out questions whose topic the model's best class names, parsed by Rasa itself."""
    python, environ = environment(name, settings)
    command = [str(python), "-W", "ignore", str(Path(__file__).parent / "parse_all.py"), str(model), str(HELDOUT)]
    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise RuntimeError(f"parsing with {name} failed: {ended.stderr[-400:]}")
    return float(json.loads(ended.stdout.strip().splitlines()[-1])["right"])


def main() -> int:
    """Measures; exit code 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="no accuracies")
    parser.add_argument("--new-subset", action="store_true", help="draw the small training set anew (stock trains for 15 minutes)")
    options = parser.parse_args()
    if options.new_subset:
        choose_anew()
    product = load_settings()
    settings = load_settings({"MYNADESK_DATA": str(product.data / "bench"), "MYNADESK_TODAY": "2026-11-22"})
    (settings.data / "models").mkdir(parents=True, exist_ok=True)
    link = settings.data / "models" / model_path(product).name
    if not model_path(product).is_file():
        print("the product's model is missing: make train")
        return 1
    link.unlink(missing_ok=True)
    link.symlink_to(model_path(product))
    print("① models", flush=True)
    examples = training_set()
    write_stock(settings.data / "stock", examples)
    write_ours(settings.data / "ours", examples)
    stock_config = (settings.data / "stock" / "config.yml").read_text(encoding="utf-8")
    stock_model = trained("stock", settings.data / "stock", settings, nlu_file(examples), stock_config)
    result: dict[str, Any] = {"training_examples": len(examples), "machine_cores": 2}
    if not options.quick:
        files = sorted(path for path in (ROOT / "bot" / "nlu").iterdir() if path.suffix in (".py", ".yml"))
        code = "".join(path.read_text(encoding="utf-8") for path in files)
        our_model = trained("ours", settings.data / "ours", settings, nlu_file(examples), code)
        print("② accuracy", flush=True)
        result["accuracy_stock"] = accuracy(stock_model, "stock", settings)
        result["accuracy_ours"] = accuracy(our_model, "ours", settings)
    texts = [one.text for one in read_examples(HELDOUT)][:: len(read_examples(HELDOUT)) // MESSAGES][:MESSAGES]
    print("③ both set-ups", flush=True)
    with stock(settings.data / "stock", stock_model, settings) as theirs, ours(settings) as mine:
        say_theirs, say_mine = saying(theirs, False), saying(mine, True)
        for say in (say_theirs, say_mine):
            turn_times(say, texts[:8], 1, "warm")
        times: dict[str, list[float]] = {"stock": [], "ours": []}
        for block in range(3):
            times["stock"] += turn_times(say_theirs, texts, 1, f"stock{block}")
            times["ours"] += turn_times(say_mine, texts, 1, f"ours{block}")
        rates = {"stock": throughput(lambda: saying(theirs, False), texts), "ours": throughput(lambda: saying(mine, True), texts)}
        result["turn_300_ratio"] = growth(say_mine)
        memory = {"stock": resident_mib(theirs.leaders), "ours": resident_mib(mine.leaders)}
        result["engine_rss_mib"] = resident_mib(mine.leaders[1:])
        result["ready_s"], result["stock_ready_s"] = mine.ready_s, theirs.ready_s
    for name in ("stock", "ours"):
        result[f"turn_p50_ms_{name}"] = statistics.median(times[name])
        result[f"turn_p95_ms_{name}"] = statistics.quantiles(times[name], n=20)[-1]
        result[f"throughput_{name}"] = rates[name]
        result[f"rss_mib_{name}"] = memory[name]
    result["turn_p50_ratio"] = result["turn_p50_ms_ours"] / result["turn_p50_ms_stock"]
    result["throughput_ratio"] = rates["ours"] / rates["stock"]
    result["rss_ratio"] = memory["ours"] / memory["stock"]
    result["understanding_p50_ms"] = understanding(settings, model_path(product))
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "bench.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    for key, value in sorted(result.items()):
        print(f"{key:<24} {value:.3f}" if isinstance(value, float) else f"{key:<24} {value}")
    return 0


def understanding(settings: Any, model: Path) -> float:
    """Milliseconds (p50) of our pipeline alone for a question, on one core."""
    command = ["taskset", "-c", "0", str(ENGINE_PYTHON), "-W", "ignore", str(Path(__file__).parent / "parse_all.py"), str(model), str(HELDOUT)]
    env = engine_environment(settings) | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return float(json.loads(ended.stdout.strip().splitlines()[-1])["p50_ms"])


if __name__ == "__main__":
    sys.exit(main())
