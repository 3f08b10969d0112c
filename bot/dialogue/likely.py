"""Of the statements that most likely answer a message, those that may be told to this person. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.reading.model import Point
from bot.rulebook.statements.statement import Statement

ROOM: Final = 220  # characters of an answer that more is added to when it shares words with the question
MOST_TOLD: Final = 3
AGAIN: Final = 0.2  # share of a statement from which it is told again
BESIDE: Final = 0.05  # share of a statement of whatever need from which it is told beside the one that leads
WORDS_TELL: Final = 0.5  # share from which the message itself tells that a statement's conditions are met


def likeliest(
    context: Context, belief: Belief, points: Sequence[Point], needs: Collection[str], barred: tuple[str, ...], on: date
) -> list[tuple[Statement, float]]:
    """The statements that most likely answer, with their shares, the likeliest first: those that hold for the person of the belief
    and need not be told again, of the `needs` and of others that nothing speaks against (`barred`: what ids begin with)."""
    held = _Held(context, belief, on)
    found = ((held.told(point), point.share) for point in points)
    return [
        (one, share)
        for one, share in found
        if one
        and (one.id not in belief.said or share >= AGAIN)
        and (one.need in needs or _may_stand_beside(context, one, barred))
    ]


def with_likely(told: list[Statement], likely: Sequence[tuple[Statement, float]]) -> list[Statement]:
    """With what is likely to answer besides, while there is room."""
    for one, share in likely:
        size = sum(len(other.words.text) for other in told) + len(one.words.text)
        if share >= BESIDE and one not in told and len(told) < MOST_TOLD and size <= ROOM:
            told = [*told, one]
    return told


def _may_stand_beside(context: Context, one: Statement, barred: tuple[str, ...]) -> bool:
    """Nothing of danger, of what the message is not about, or in another language than the conversation's."""
    return not (one.danger or one.need.startswith(barred) or (context.english and not one.words.en))


class _Held:
    """What holds for the person of a belief, looked up once a need."""

    def __init__(self, context: Context, belief: Belief, on: date) -> None:
        self._book, self._belief, self._on = context.statements, belief, on
        self._of_needs: dict[str, frozenset[str]] = {}

    def told(self, point: Point) -> Statement | None:
        """The statement of a point, or what the people of the belief's insurer are told instead; None where it does not hold."""
        known = self._book.statement(point.statement)
        if not known:
            return None
        ours = self._of(known.need)
        own = self._book.own(known, self._belief.insurer, self._on) if self._belief.insurer else None
        if own and own.id in ours:
            return own
        holds = known.id in ours or (point.share >= WORDS_TELL and self._may_hold(known))
        return known if holds else None

    def _of(self, need: str) -> frozenset[str]:
        if need not in self._of_needs:
            insurer = self._belief.insurer or None
            holding = self._book.rest(need, (), self._belief.facts, insurer, self._on)
            self._of_needs[need] = frozenset(one.id for one in holding)
        return self._of_needs[need]

    def _may_hold(self, one: Statement) -> bool:
        return self._book.may_hold(one, self._belief.facts, self._belief.insurer or None, self._on)
