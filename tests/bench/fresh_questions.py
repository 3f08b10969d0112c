"""Asks a running desk (MYNADESK_TODAY=2026-11-22) the fresh questions and counts which answers hold what they must.

    .venv/bin/python tests/bench/fresh_questions.py --base http://127.0.0.1:8000 tests/bench/fresh/questions_5.jsonl

`must`: of every inner list at least one word stands in the answer; `must_not`: none does. That is a floor, no proof of a good answer.
First-try figures: tests/bench/fresh/README.md."""

from __future__ import annotations

import argparse
import json
import re
import statistics
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

FIRST = 90  # characters in which the first fact is to stand


def plain(text: str) -> str:
    """Without spaces and readings in brackets, in one width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", re.sub(r"（[ぁ-んー]+）", "", text)))


def holds(question: Mapping[str, Any], said: str, shown: str) -> bool:
    """True when the answer has what it must and nothing that it must not."""
    wanted = all(any(plain(one) in shown for one in words) for words in question["must"])
    return wanted and not any(plain(one) in said for one in question["must_not"])


def measure(client: httpx.Client, file: Path) -> str:
    """One line of figures."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    lengths, direct = [], []
    for line in file.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        messages = client.post("/api/v1/chat", json={"text": question["text"], "insurer": question.get("insurer")}).json()["messages"]
        text = "\n".join(one["text"] for one in messages)
        titles = "\n".join(button["title"] for one in messages for button in one.get("buttons", ()))
        kind = question["id"].split("-")[1]
        kinds[kind].append(holds(question, plain(text), plain(text + titles)))
        lengths.append(len(text))
        if kind == "own" and question["must"]:
            direct.append(any(plain(one) in plain(messages[0]["text"])[:FIRST] for one in question["must"][0]))
    every = [one for each in kinds.values() for one in each]
    of_kinds = ", ".join(f"{kind} {sum(each)}/{len(each)}" for kind, each in kinds.items())
    tenth = sorted(lengths)[int(0.9 * len(lengths))]
    return (
        f"{file.name}: {sum(every) / len(every):.3f} of {len(every)} ({of_kinds}); first fact early {sum(direct) / len(direct):.2f}; "
        f"characters {statistics.median(lengths):.0f}, 90th percentile {tenth}"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints a line a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("files", nargs="+", type=Path)
    given = parser.parse_args(arguments)
    with httpx.Client(base_url=given.base, timeout=60) as client:
        for file in given.files:
            print(measure(client, file))


if __name__ == "__main__":
    main()
