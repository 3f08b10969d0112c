"""Runs in the engine's environment: a model over a file of questions -> share of right best classes, p50 milliseconds."""

from __future__ import annotations

import asyncio
import json
import logging
import statistics
import sys
import time
from pathlib import Path

import structlog
from rasa.core.agent import Agent

PARENTS = {"third_party": "dv_restriction", "data_kept": "privacy"}


async def parse(model: str, cases: list[dict[str, str]]) -> dict[str, float]:
    """The two figures. Dialogue acts and fall-backs do not count as classes: the ranking's first does."""
    agent = Agent.load(model)
    right, times = 0, []
    for case in cases:
        began = time.perf_counter()
        parsed = await agent.parse_message(case["text"])
        times.append(1000 * (time.perf_counter() - began))
        ranking = [one["name"] for one in parsed.get("intent_ranking", []) if one["name"] != "nlu_fallback"]
        best = ranking[0] if ranking else ""
        right += PARENTS.get(best, best) == case["topic"]
    return {"right": right / len(cases), "p50_ms": statistics.median(times)}


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    lines = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
    print(json.dumps(asyncio.run(parse(sys.argv[1], [json.loads(line) for line in lines if line.strip()]))))
