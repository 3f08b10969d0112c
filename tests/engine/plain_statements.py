"""Short everyday statements of our own subject, made from plain_statements.yml. The same ones every time; what stands among the
training examples (but for a face) is left out, so that nothing is measured on what was learnt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

from bot.text import fold

EXAMPLES = Path(__file__).resolve().parents[2] / "data" / "nlu"
TABLE = Path(__file__).with_name("plain_statements.yml")


@dataclass(frozen=True)
class Statement:
    """`topics`: those that answer it, the expected one first."""

    text: str
    topics: tuple[str, ...]


def trained() -> set[str]:
    """The training examples, folded (bot.text.fold)."""
    groups = (group for path in EXAMPLES.glob("*.yml") for group in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"])
    return {fold(line.removeprefix("- ")) for group in groups for line in group.get("examples", "").splitlines()}


def statements() -> Iterator[Statement]:
    """Each noun with each predicate: plain, with a face, with a face or politeness or (where one can be told) a date."""
    known = trained()
    yield from (one for one in _all() if fold(one.text) not in known)


def _all() -> Iterator[Statement]:
    table: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    faces, heads, dates = cycle(table["faces"][1:]), cycle(table["politeness"][1:]), cycle(table["dates"])
    for row in table["topics"]:
        topics = (row["topic"], *row.get("also", ()))
        for noun in row["nouns"]:
            for predicate in row["predicates"]:
                plain = f"{noun}{predicate}"
                yield Statement(plain, topics)
                yield Statement(f"{plain}{next(faces)}", topics)
                yield Statement(f"{next(dates)}{plain}" if row.get("dated") else f"{next(heads)}{plain}{next(faces)}", topics)
