"""The next best question: of all that is not known, the one fact that most narrows what may still have to be said. Pure.

What is still possible: statements in force of the needs of the likely topics, each topic weighted by its likelihood. A question is
worth how many of them it takes away, on average over its answers. Which topic it is counts as a fact like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.statement import GENERAL, WHEN, Statement

SURE: Final = 0.75  # share of the likely topics; from here on the topic needs no asking
TOPIC: Final = "topic"
DAY: Final = "day"
NOT_ASKED: Final = frozenset({"restricted"})  # nobody is asked whether others must not see them
INSURER: Final = "insurer"


@dataclass(frozen=True)
class Question:
    """`fact`: topic, day, or one of WHEN; `options`: the answers that lead somewhere; `before` and `after`: how many statements are
    possible now, and on average once it is answered."""

    fact: str
    options: tuple[str, ...] = field(repr=False)
    before: int = field(repr=False)
    after: float = field(repr=False)


def next_question(
    likely: Sequence[tuple[str, float]], facts: Mapping[str, str], book: Statements, on: date, *, asks_day: bool
) -> Question | None:
    """The best question, or None when none would change what is said. `likely`: topics with confidence, likeliest first;
    `asks_day`: the answer to the first one reckons from a day that is not known."""
    total = sum(confidence for _topic, confidence in likely)
    shares = [(topic, confidence / total) for topic, confidence in likely] if total > 0 else []
    possible = {topic: _possible(topic, facts, book, on) for topic, _share in shares}
    before = sum(map(len, possible.values()))
    asked: list[Question] = []
    if len(shares) > 1 and shares[0][1] < SURE:
        after = sum(share * len(possible[topic]) for topic, share in shares)
        asked.append(Question(TOPIC, tuple(topic for topic, _share in shares), before, after))
    elif shares:
        first = possible[shares[0][0]]
        if asks_day:
            return Question(DAY, (), len(first), 1.0)
        asked += [_about(fact, first) for fact in WHEN if fact not in facts and fact not in NOT_ASKED]
    worth = [one for one in asked if one.before - one.after > 0 and (one.fact == TOPIC or len(one.options) > 0)]
    return max(worth, key=lambda one: one.before - one.after, default=None)


def _possible(topic: str, facts: Mapping[str, str], book: Statements, on: date) -> list[Statement]:
    needs = {one.id for one in book.book.needs.values() if one.family == topic}
    return [one for one in book.book.statements if one.need in needs and one.in_force(on) and _fits(one, facts)]


def _fits(one: Statement, facts: Mapping[str, str]) -> bool:
    return all(key not in facts or facts[key] in values for key, values in one.when.items())


def _about(fact: str, possible: Sequence[Statement]) -> Question:
    """What asking for the fact would bring. An answer that no statement knows leaves what holds for everybody."""
    options = [
        value for value in WHEN[fact] if value != GENERAL and any(value in one.when.get(fact, ()) for one in possible)
    ]
    left = [sum(value in one.when.get(fact, (value,)) for one in possible) for value in options]
    others = sum(fact not in one.when for one in possible)
    counts = [*left, others] if options else [len(possible)]
    return Question(fact, tuple(options), len(possible), sum(counts) / len(counts))
