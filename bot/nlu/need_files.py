"""The needs' own files, as data to learn from. The engine knows no rulebook: what is wrong in them is said by `rulebook check`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.strict_yaml import load_yaml
from bot.text import normalise

SMALL_TALK: Final = frozenset({"greeting", "thanks", "goodbye", "chitchat"})
OTHER: Final = "-"  # in front of what is no need
ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Example:
    """A normalised text, the need that answers it, and the need or family answered before it in the conversation ("" = none)."""

    text: str = field(repr=False)
    need: str
    before: str = ""


def need_files(folder: str) -> list[Path]:
    """The files of `folder`, a path from the project's root; [] for ""."""
    return sorted((ROOT / folder).glob("*.yml")) if folder else []


def _read(folder: str) -> Iterator[dict[str, Any]]:
    for path in need_files(folder):
        yield load_yaml(path)


def need_examples(folder: str) -> list[tuple[str, str]]:
    """(normalised text, need) of every example."""
    needs = (need for data in _read(folder) for need in data.get("needs") or ())
    return [(normalise(str(text)), str(need["id"])) for need in needs for text in need["examples"]]


def dialogue_files(folder: str) -> list[Path]:
    """The conversations of `folder`, a path from the project's root; [] for ""."""
    return sorted((ROOT / folder).glob("*.jsonl")) if folder else []


def _turns(folder: str) -> Iterator[dict[str, Any]]:
    lines = (line for path in dialogue_files(folder) for line in path.read_text(encoding="utf-8").splitlines() if line)
    yield from (turn for line in lines for turn in json.loads(line)["turns"] if turn["user"])


def dialogue_examples(folder: str) -> list[Example]:
    """Every turn of the written conversations in its context (data/dialogues/README.md). What no need answers (thanks, a day, other
    offices' business) stands under `OTHER` and its kind, so that it is not heard as a need."""
    named = ((turn, str(turn["need"]) or OTHER + str(turn["kind"])) for turn in _turns(folder))
    return [Example(normalise(str(turn["user"])), need, str(turn["before"])) for turn, need in named if need != OTHER]


def told_by(folder: str) -> dict[str, list[str]]:
    """Statement -> the normalised turns of the written conversations that it answers first."""
    found: dict[str, list[str]] = {}
    for turn in _turns(folder):
        for name in turn["says"][:1]:
            found.setdefault(str(name), []).append(normalise(str(turn["user"])))
    return found


def first_turns(folder: str, topics: Collection[str]) -> list[tuple[str, str]]:
    """(normalised text, topic) of the turns that begin a conversation or another matter, of the topics alone."""
    turns = (turn for turn in _turns(folder) if turn["need"] and not turn["before"])
    found = ((normalise(str(turn["user"])), str(turn["need"]).partition(".")[0]) for turn in turns)
    return [(text, topic) for text, topic in found if topic in topics and topic not in SMALL_TALK]


def need_statements(folder: str) -> list[tuple[str, str, str]]:
    """(id, need, text) of every statement."""
    statements = (one for data in _read(folder) for one in data.get("statements") or ())
    return [(str(one["id"]), str(one["need"]), str(one["text"])) for one in statements]


def topic_examples(folder: str, topics: Collection[str]) -> list[tuple[str, str]]:
    """(normalised text, topic) of the examples whose need belongs to one of the topics. Not of small talk: what people say to a
    bot in passing (「名前は」) is what they say of themselves as well."""
    found = [(text, need.partition(".")[0]) for text, need in need_examples(folder)]
    return [(text, topic) for text, topic in found if topic in topics and topic not in SMALL_TALK]
