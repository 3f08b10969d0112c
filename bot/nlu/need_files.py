"""The needs' own files, as data to learn from. The engine knows no rulebook: what is wrong in them is said by `rulebook check`."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any, Final

from bot.reading.model import OF_DANGER, SMALL_TALK
from bot.strict_yaml import load_yaml
from bot.text import normalise

SAYS_SOMETHING: Final = 6  # characters of a turn that means something without its context as well
OTHER: Final = "-"  # in front of what is no need
# families and topics whose own examples may tell of danger, or of another person
TELLS_OF_DANGER: Final = re.compile(
    r"^(?:dv_|third_party|crisis|child_danger|medical_emergency|hardship|shelter|stolen_misuse|borrowed_card|found_card|employers)"
)
DANGERS: Final = frozenset({"danger", "crisis", "medical"})  # kinds of a turn
ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Example:
    """A normalised text, the need that answers it, the need or family answered before it in the conversation ("" = none), and the
    last other one answered before that."""

    text: str = field(repr=False)
    need: str
    before: str = ""
    earlier: str = ""


@dataclass(frozen=True)
class Stated:
    """A statement: what it says in Japanese and in English ("" = nothing), and whether it holds for some people only, of whatever
    insurer."""

    id: str
    need: str
    text: str = field(repr=False)
    english: str = field(default="", repr=False)
    bound: bool = False


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


def _talks(path: Path) -> Iterator[list[dict[str, Any]]]:
    yield from (json.loads(line)["turns"] for line in path.read_text(encoding="utf-8").splitlines() if line)


def _turns(folder: str) -> Iterator[dict[str, Any]]:
    yield from (turn for path in dialogue_files(folder) for turns in _talks(path) for turn in turns if turn["user"])


def dialogue_examples(folder: str) -> list[Example]:
    """Every turn of the written conversations in its context (data/dialogues/README.md). What no need answers (thanks, a day, other
    offices' business) stands under `OTHER` and its kind, so that it is not heard as a need."""
    return [one for path in dialogue_files(folder) for turns in _talks(path) for one in _in_context(turns)]


def calm_turns(path: Path) -> list[str]:
    """What people say in those conversations of a file in which nobody tells of danger or of another's secrets."""
    return [str(turn["user"]) for turns in _talks(path) if all(map(_calm, turns)) for turn in turns if turn["user"]]


def _calm(turn: dict[str, Any]) -> bool:
    return turn["kind"] not in DANGERS and not TELLS_OF_DANGER.match(str(turn["need"]))


def _in_context(turns: list[dict[str, Any]]) -> Iterator[Example]:
    before = earlier = ""
    for turn in turns:
        now = str(turn["before"])
        if now and now != before:
            before, earlier = now, before
        need = str(turn["need"]) or OTHER + str(turn["kind"])
        if turn["user"] and need != OTHER:
            yield Example(normalise(str(turn["user"])), need, now, earlier)


def misheard(examples: list[Example], seed: int = 0) -> list[Example]:
    """The same turns after an answer about something else altogether, as when the desk misunderstood or another matter was asked
    between; what was answered before it stands one place back. From these the machine learns not to stick to a wrong answer."""
    chance = Random(seed)
    known = [one.before for one in examples if one.before]
    turned = []
    for one in (each for each in examples if len(each.text) >= SAYS_SOMETHING):
        other = chance.choice(known)
        if other.partition(".")[0] not in (one.need.partition(".")[0], one.before.partition(".")[0]):
            turned.append(replace(one, before=other, earlier=one.before))
    return turned


def told_by(folder: str) -> dict[str, list[str]]:
    """Statement -> the normalised turns of the written conversations that it answers first."""
    found: dict[str, list[str]] = {}
    for turn in _turns(folder):
        for name in turn["says"][:1]:
            found.setdefault(str(name), []).append(normalise(str(turn["user"])))
    return found


def first_turns(folder: str) -> list[tuple[str, str]]:
    """(normalised text, family) of the turns that begin a conversation or another matter."""
    turns = (turn for turn in _turns(folder) if turn["need"] and not turn["before"])
    return [(normalise(str(turn["user"])), str(turn["need"]).partition(".")[0]) for turn in turns]


def need_statements(folder: str) -> list[Stated]:
    """Every statement, in the files' order."""
    statements = (one for data in _read(folder) for one in data.get("statements") or ())
    return [
        Stated(
            str(one["id"]),
            str(one["need"]),
            str(one["text"]),
            str(one.get("en") or ""),
            bool(set(one.get("when") or ()) - {"insurer"}),
        )
        for one in statements
    ]


def topic_examples(folder: str) -> list[tuple[str, str]]:
    """(normalised text, family) of every example."""
    return [(text, need.partition(".")[0]) for text, need in need_examples(folder)]


def learned_by_topics(examples: Iterable[tuple[str, str]], topics: Collection[str]) -> list[tuple[str, str]]:
    """Those (text, family) that are the topic classifier's examples too, beside its own `topics`. Not of small talk: what people
    say to a bot in passing (「名前は」) is what they say of themselves as well; of danger only what has a topic, the rest is
    heard elsewhere."""
    small = frozenset(SMALL_TALK)
    left = (OF_DANGER | small) - (frozenset(topics) - small)
    return [(text, family) for text, family in examples if family not in left]
