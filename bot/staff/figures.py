"""What happened at the desk, by day, as counts: talks taken over and how they ended, what editors settled, judgements. Made of the
trail's acts without who, whom or what; nobody and no conversation can be told from it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.settings import TOKYO
from bot.staff.table_file import as_table_file
from bot.words import Words

SAY: Final = Words(__file__)

ACTS: Final = {
    "chat_claimed": "claimed", "chat_closed": "closed", "chat_given_back": "given_back", "chat_unclaimed": "unclaimed",
    "chat_operator_away": "away", "doubt_assigned": "settled", "doubt_drafted": "settled", "doubt_dismissed": "settled",
}  # fmt: skip
COLUMNS: Final = ("claimed", "unclaimed", "closed", "given_back", "away", "settled", "yes", "no")
STACKED: Final = ("claimed", "unclaimed")  # in the chart, from below
WIDE: Final = 600
HIGH: Final = 120


@dataclass(frozen=True)
class Day:
    """The counts of a day."""

    day: date = field(repr=False)
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Bar:
    """A piece of the chart: place and size in it; `kind`: what it counts; `title`: what it says to who points at it."""

    x: float
    y: float
    wide: float
    high: float
    kind: str
    title: str


def column_names() -> dict[str, str]:
    """What the columns are called."""
    return SAY.table("columns")


def by_day(
    acts: Iterable[tuple[float, str]], judged: Iterable[Mapping[str, Any]], first: date, last: date
) -> list[Day]:
    """A row for each day. `acts`: when and which, of the trail; those of ACTS count. `judged`: rows of 「役に立ちましたか」."""
    found: dict[str, Counter[str]] = {}
    for at, act in acts:
        if act in ACTS:
            found.setdefault(datetime.fromtimestamp(at, TOKYO).date().isoformat(), Counter())[ACTS[act]] += 1
    for row in judged:
        found.setdefault(row["day"], Counter()).update({"yes": row["yes"], "no": row["no"]})
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return [Day(day, {one: found.get(day.isoformat(), Counter())[one] for one in COLUMNS}) for day in days]


def sums(days: Iterable[Day]) -> dict[str, int]:
    """All days together."""
    every = list(days)
    return {one: sum(day.counts[one] for day in every) for one in COLUMNS}


def bars(days: Sequence[Day]) -> list[Bar]:
    """The chart of who asked for a person: taken over, and nobody came; the highest day fills it."""
    names, most = column_names(), max([sum(day.counts[one] for one in STACKED) for day in days] + [1])
    step, made = WIDE / max(1, len(days)), []
    for place, day in enumerate(days):
        top = float(HIGH)
        for kind in STACKED:
            high = HIGH * day.counts[kind] / most
            top -= high
            title = SAY("bar", day=f"{day.day.month}/{day.day.day}", name=names[kind], count=day.counts[kind])
            if high:
                x, y, wide, tall = (round(one, 1) for one in (place * step + step * 0.1, top, step * 0.8, high))
                made.append(Bar(x, y, wide, tall, kind, title))
    return made


def as_csv(days: Iterable[Day]) -> str:
    """A row a day."""
    names = column_names()
    rows = ([day.day.isoformat(), *(day.counts[one] for one in COLUMNS)] for day in days)
    return as_table_file([SAY("day"), *(names[one] for one in COLUMNS)], rows)
