"""Short everyday statements of our own subject, made from plain_statements.yml. The same ones every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).with_name("plain_statements.yml")


@dataclass(frozen=True)
class Statement:
    """`topics`: those that answer it, the expected one first."""

    text: str
    topics: tuple[str, ...]


def statements() -> Iterator[Statement]:
    """Each noun with each predicate: plain, with a face, with a face or politeness or (where one can be told) a date."""
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
