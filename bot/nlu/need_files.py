"""The needs' own files, as data to learn from. The engine knows no rulebook: what is wrong in them is said by `rulebook check`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

from bot.strict_yaml import load_yaml
from bot.text import normalise

SMALL_TALK: Final = frozenset({"greeting", "thanks", "goodbye", "chitchat"})
ROOT: Final = Path(__file__).resolve().parents[2]


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


def need_statements(folder: str) -> list[tuple[str, str, str]]:
    """(id, need, text) of every statement."""
    statements = (one for data in _read(folder) for one in data.get("statements") or ())
    return [(str(one["id"]), str(one["need"]), str(one["text"])) for one in statements]


def topic_examples(folder: str, topics: Collection[str]) -> list[tuple[str, str]]:
    """(normalised text, topic) of the examples whose need belongs to one of the topics. Not of small talk: what people say to a
    bot in passing (「名前は」) is what they say of themselves as well."""
    found = [(text, need.partition(".")[0]) for text, need in need_examples(folder)]
    return [(text, topic) for text, topic in found if topic in topics and topic not in SMALL_TALK]
