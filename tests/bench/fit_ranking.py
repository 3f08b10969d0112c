"""Learns the weights of bot/nlu/ranking.py and says how often the right statement comes first, on turns of writers whom the model
has not seen. Train a model on a folder without their files, then:

    python deploy/in_engine.py python tests/bench/fit_ranking.py MODEL.tar.gz data/dialogues/seventh_3.jsonl ...
"""

from __future__ import annotations

import asyncio
import json
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.nlu.needs import NeedFinder, so_far_of
from bot.nlu.ranking import WEIGHTS
from bot.text import normalise

PENALTY = 1e-3  # on the squares of the weights of columns scaled to spread 1
MOST_ASKED = 24


@dataclass(frozen=True)
class Turn:
    """A message with what ranks every statement for it; `right`: rows of the statements that answer."""

    file: str
    further: bool
    columns: Any
    right: list[int]
    needs: list[str]
    need: str


def conversations(path: Path) -> Iterator[list[dict[str, Any]]]:
    yield from (json.loads(line)["turns"] for line in path.read_text(encoding="utf-8").splitlines() if line)


async def turns_of(agent: Any, finder: NeedFinder, path: Path) -> list[Turn]:
    from rasa.core.channels.channel import UserMessage

    ranking, found = finder.ranking, []
    rows = {name: at for at, name in enumerate(ranking.names)}
    for turns in conversations(path):
        answered = earlier = ""
        said: list[str] = []
        asked: dict[str, float] = {}
        for turn in turns:
            now = str(turn["before"])
            if now and now != answered:
                answered, earlier = now, answered
            if not turn["user"]:
                said += turn["told"]
                continue
            sent = {"answered": answered, "earlier": earlier, "said": list(said), "asked": dict(asked)}
            so_far = so_far_of(sent, normalise(turn["user"]))
            parsed = await agent.processor.parse_message(UserMessage(turn["user"], metadata={"open": sent}))
            understood = parsed.get("understanding") or {}
            if turn["need"] and understood:
                text = normalise(turn["user"])
                ranked = {one["name"]: one["confidence"] for one in parsed.get("intent_ranking") or ()}
                columns = ranking.features(text, *finder.margins(text, ranked, so_far), so_far)
                right = [rows[name] for name in turn["says"] if name in rows]
                found.append(Turn(path.stem, bool(answered), columns, right, list(ranking.needs), turn["need"]))
            said += turn["told"]
            for one in understood.get("needs", ()):
                asked[one["need"]] = max(asked.get(one["need"], 0.0), one["confidence"])
            asked = dict(sorted(asked.items(), key=lambda pair: -pair[1])[:MOST_ASKED])
    return found


def fit(turns: list[Turn]) -> Any:
    """The weights with which the right statements have the most of all."""
    told = [one for one in turns if one.right]
    every = np.concatenate([one.columns for one in told])
    spread = every.std(axis=0) + 1e-6
    del every
    columns = [one.columns / spread for one in told]

    def loss(weights: Any) -> tuple[float, Any]:
        total, slope = 0.0, np.zeros(len(weights))
        for one, table in zip(told, columns, strict=True):
            scores = table @ weights
            raised = np.exp(scores - scores.max())
            right = raised[one.right]
            total -= np.log(right.sum() / raised.sum())
            slope += table.T @ (raised / raised.sum()) - table[one.right].T @ (right / right.sum())
        return total / len(told) + PENALTY * weights @ weights, slope / len(told) + 2 * PENALTY * weights

    found = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    return found.x / spread


def figures(name: str, turns: list[Turn], weights: Any) -> None:
    for further in (False, True):
        ours = [one for one in turns if one.further == further]
        hits, needs = np.zeros(3), 0
        for one in ours:
            order = np.argsort(-(one.columns @ weights))[:3]
            hits += [bool(set(order[:most]) & set(one.right)) for most in (1, 2, 3)]
            needs += one.needs[order[0]] == one.need
        first, second, third = hits / len(ours)
        kind = "further" if further else "first"
        print(f"{name} {kind:8} {len(ours):5} turns: statement {first:.3f} {second:.3f} {third:.3f} need {needs / len(ours):.3f}")


async def main(model: str, files: list[Path]) -> None:
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    finder = next(node._component for node in nodes if isinstance(node._component, NeedFinder))
    turns = [turn for path in files for turn in await turns_of(agent, finder, path)]
    for half in (0, 1):
        names = {path.stem for path in files[half::2]}
        taught = fit([one for one in turns if one.file not in names])
        figures(f"half {half + 1}", [one for one in turns if one.file in names], taught)
    figures("as they are", turns, np.asarray(list(WEIGHTS.values())))
    for name, weight in zip(WEIGHTS, fit(turns), strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    asyncio.run(main(sys.argv[1], [Path(one) for one in sys.argv[2:]]))
