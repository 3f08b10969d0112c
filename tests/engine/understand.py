"""Runs the trained model, as the engine does, over a list of questions. For the engine's environment."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from measures import ALIASES, Heard

ROOT = Path(__file__).resolve().parents[2]
HELDOUT = ROOT / "tests" / "engine" / "heldout.jsonl"


def newest_model() -> Path:
    """The model that `mynadesk train` made. Fails with the next step when there is none."""
    models = sorted((ROOT / "var" / "models").glob("mynadesk-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise FileNotFoundError("no model under var/models: run `make train` first")
    return models[-1]


def load_agent(model: Path | None = None) -> Any:
    """Rasa's agent with the model; no server, no actions."""
    from rasa.core.agent import Agent

    return Agent.load(str(model or newest_model()))


def questions() -> list[dict[str, Any]]:
    """The held-out questions."""
    return [json.loads(line) for line in HELDOUT.read_text(encoding="utf-8").splitlines() if line.strip()]


def hear(agent: Any, cases: Iterable[dict[str, Any]]) -> list[Heard]:
    """Understands each case's text and grades the decision."""

    async def all_of_them() -> list[Heard]:
        heard = []
        for case in cases:
            parsed = await agent.parse_message(case["text"])
            found = parsed["understanding"]
            topics = found["topics"]
            # three readers found a family younger than the question's label to answer it: alone (`instead`) or as well (`also`)
            topic = str(case.get("instead", case["topic"]))
            topic = ALIASES.get(topic, topic)
            decided = ""
            if found["verdict"] in ("answer", "outside") and topics:
                decided = ALIASES.get(topics[0]["topic"], topics[0]["topic"])
                named = {ALIASES.get(one["topic"], one["topic"]) for one in topics}
                if len(named) > 1 and topic in named and case["style"] == "multi":
                    decided = topic
            if decided in case.get("also", ()):
                decided = topic
            confidence = float(topics[0]["confidence"]) if topics else 0.0
            heard.append(Heard(topic, case["style"], case["text"], found["verdict"], decided, confidence))
        return heard

    return asyncio.run(all_of_them())
