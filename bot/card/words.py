"""Words for people about each state of the reader, from states.yml. Loaded when first needed, then kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.card.status import Kind, Pin, Reading, State, Verdict
from bot.strict_yaml import load_yaml


@dataclass(frozen=True)
class Words:
    """`says`: what is the matter. `next`: what to do now."""

    says: str
    next: str


def words_for(reading: Reading) -> Words:
    """The pair of sentences for a reading's state, and for an unsupported card those of its kind."""
    if reading.state is State.UNSUPPORTED:
        return _pair(_table()["unsupported"][str(reading.kind or Kind.OTHER)])
    return _pair(_table()["states"][str(reading.state)])


def verdict_words(verdict: Verdict) -> str:
    """One sentence about the date."""
    return str(_table()["verdicts"][str(verdict)])


def pin_words(pin: Pin, left: int | None) -> str:
    """「name：tries left」 for one PIN."""
    words = _table()["tries"]
    told = words["unknown"]
    if left is not None:
        told = words["left"].format(count=left) if left else words["locked"]
    return f"{_table()['pins'][str(pin)]}：{told}"


@cache
def _table() -> Mapping[str, Any]:
    return load_yaml(Path(__file__).with_name("states.yml"))


def _pair(entry: dict[str, str]) -> Words:
    return Words(says=entry["says"], next=entry["next"])
