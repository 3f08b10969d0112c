"""Sentences with days, in many voices, written down before the patterns were tried on them. Today is 2026-11-22.

`days_of_others.txt`: one a line, each with the day of something else. `days_of_ours.txt`: a heading says what was asked ("-":
nothing was; then the topic heard), which anchor the day must feed, and the day; the sentences follow one a line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent


def _lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line]


def _rows() -> tuple[tuple[str, str, str, str, str], ...]:
    rows: list[tuple[str, str, str, str, str]] = []
    heading: list[str] = []
    for line in _lines("days_of_ours.txt"):
        if line.startswith("== "):
            heading = line.split()[1:]
        else:
            first, second, anchor, day = heading
            rows.append((first, second, anchor, day, line))
    return tuple(rows)


OTHERS: Final = tuple(_lines("days_of_others.txt"))
TRUE: Final = _rows()
"""(kind of deadline asked for or "-", anchor asked for or topic heard, anchor, ISO day, sentence)."""
