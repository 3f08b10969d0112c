"""Which need and which statements of it answer a message. Pure.

One of several needs of a family is answered: the one heard, else the one under discussion, else the family's first. Of its
statements the nearest to the message leads, then what is asked in so many words; the rest fills the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from bot.dialogue.belief import USUAL, Belief
from bot.dialogue.context import Context
from bot.rulebook.statements.choose import NOT_SAID, Choice
from bot.rulebook.statements.statement import Statement

# how a reading names what is asked, where the statements name it otherwise
ASKS: Final = {
    "closed": "hours",
    "reserve": "hours",
    "who": "who_may",
    "opens": "since",
    "consequence": "what_if",
    "papers": "which_paper",
    "over_cost": "cost",
    "counting": "until",
}
NOT_ASKS: Final = frozenset({"family", "penalty"})
# cases of the old topics that are needs of their own
CASES: Final = {
    ("dv_emergency", USUAL): "dv_emergency.now",
    ("dv_emergency", "english"): "dv_emergency.now",
    ("out_of_scope", "overdose"): "crisis.overdose",
    ("out_of_scope", "emergency_119"): "medical_emergency.call",
    ("out_of_scope", "distress"): "crisis.wants_to_die",
    ("out_of_scope", "hardship"): "hardship.no_money_doctor",
    ("out_of_scope", "shelter"): "shelter.tonight",
    ("dv_restriction", "third_party"): "third_party.look",
    ("out_of_scope", "languages"): "foreign_residents.languages",
    ("privacy", "data_kept"): "data_kept.conversation",
}
# topics with a page of the older entries whose statements answered at least as many of 650 questions as the page did
MOVED: Final = frozenset({
    "benefits", "contact_kitaku", "contact_kitamura", "eligibility_notice", "online_qualification",
    "reader_failure", "reception_consent", "registration_check", "registration_requirements",
    "registration_support",
})  # fmt: skip
LOST: Final = "loss"  # a family whose first sentence cannot wait
NO_PAGES: Final = "kouki"  # an insurer of which the pages know nothing: its people would be asked for it again
CLEAR: Final = 0.6  # share of a need from which its statements answer where its topic has a page
TOLD_CLEAR: Final = 0.2  # ... in a message that tells a situation: a page that tells everything buries its answer
# needs that are answered by their topic's page: it tells the whole way; what else is asked of the topic is answered by statements
WAYS: Final = frozenset({
    "reception_how.steps", "registration_atm.use", "registration_how.ways", "registration_hospital_reader.use",
    "registration_phone_pc.use",
})  # fmt: skip
ROOM: Final = 220  # characters of an answer that more is added to when it shares words with the question
LITTLE_ROOM: Final = 150  # ... and when it does not
MOST_TOLD: Final = 3
MOST_LED: Final = 2  # statements that answer, before what belongs to them
MOST_REST: Final = 3  # statements at a time behind くわしく


@dataclass(frozen=True)
class Asked:
    """What is asked of a topic: the need heard ("" = none) and its share among those of the topic, the asks in order; `beside`:
    it asks whether, beside the rest; `situation`: the message tells one."""

    need: str = ""
    asks: tuple[str, ...] = ()
    whether: bool = False
    points: tuple[str, ...] = ()
    near: str = ""
    beside: bool = False
    share: float = 0.0
    situation: bool = False

    @property
    def is_clear(self) -> bool:
        """True when the need was heard clearly enough to be answered instead of its topic's page."""
        return self.share >= (TOLD_CLEAR if self.situation else CLEAR)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The asks as statements name them, yes or no first."""
        named = [ASKS.get(one, one) for one in self.asks if one not in NOT_ASKS]
        return tuple(dict.fromkeys([*(["yes_no"] if self.whether else []), *named]))


def _is_answered(context: Context, topic: str, need: str, belief: Belief) -> bool:
    """Whether statements of the topic answer the need, although it has a page; the way itself is told by its page, what is asked
    of it afterwards is not."""
    known = context.statements.need(need)
    return known is not None and known.family == topic and (need not in WAYS or belief.topic == topic)


def need_of(context: Context, topic: str, belief: Belief, case: str = USUAL, need: str = "", *, clear: bool = True) -> str:
    """The need that answers a topic, "" when the rulebook answers it by its page.

    Where a topic has a page, a need of it answers that was heard clearly (`clear`); the page answers what is asked in
    general (docs/scorecard.md)."""
    book = context.statements.book
    paged = context.rulebook.cases(topic) and topic not in MOVED and belief.insurer != NO_PAGES
    if paged and not context.english:  # pages are Japanese
        return need if clear and case == USUAL and _is_answered(context, topic, need, belief) else ""
    for one in (need, CASES.get((topic, case), ""), f"{topic}.{case}", belief.need):
        if one in book.needs and (one == CASES.get((topic, case)) or book.needs[one].family == topic):
            return one
    return next((name for name, one in book.needs.items() if one.family == topic), "")


def choose(context: Context, need: str, belief: Belief, asks: Sequence[str], on: date | None = None) -> Choice:
    """The statements for the person of the belief."""
    return context.statements.choose(need, asks, belief.facts, belief.insurer or None, on or context.today)


def lead(context: Context, need: str, belief: Belief, asked: Asked, choice: Choice) -> list[Statement]:
    """The statements that answer, in their order: the one nearest to the message, and what it asks in so many words."""
    nearest = _nearest(context, need, belief, asked, choice.on)
    named = list(choice.statements) if set(asked.names) - set(choice.unanswered) else []
    if nearest:
        led = _with_nearest(need, belief, named, choice.first, nearest)
        beside = _of_near_need(context, belief, asked, choice, led)
        return [*led[:1], *beside] if beside else led
    told = list(choice.statements)
    if told and not named and all(one.id in belief.said for one in told):
        told = list(left(context, need, belief)[:MOST_REST]) or told
    if choice.wants and choice.first and not told:
        told = [choice.first]
    return told + _of_near_need(context, belief, asked, choice, told)


def _with_nearest(
    need: str, belief: Belief, named: list[Statement], first: Statement | None, nearest: Statement
) -> list[Statement]:
    """The nearest statement and what is asked in so many words. What is asked for again is told again, before it; of a lost card,
    how it is stopped, before everything else."""
    again = [one for one in named if one.id in belief.said]
    begins = first is not None and need.partition(".")[0] == LOST and first.id not in belief.said and not named
    told = {one.id: one for one in [*([first] if begins and first else []), *again, nearest, *named]}
    return list(told.values())[:MOST_LED]


def _of_near_need(
    context: Context, belief: Belief, asked: Asked, choice: Choice, told: list[Statement]
) -> list[Statement]:
    """The sentence of a need that is nearly as likely, the one nearest to the message."""
    if not asked.near or not told:
        return []
    nearest = _nearest(context, asked.near, belief, asked, choice.on)
    near = [nearest] if nearest else choose(context, asked.near, belief, asked.names, choice.on).statements
    return [one for one in near[:1] if one not in told]


def _nearest(context: Context, need: str, belief: Belief, asked: Asked, on: date) -> Statement | None:
    """Of the statements for this person that were not said, the one nearest to the message; None where nothing was learned."""
    insurer = belief.insurer or None
    held = {one.id: one for one in context.statements.rest(need, belief.said, belief.facts, insurer, on)}
    for name in asked.points:
        known = context.statements.statement(name)
        theirs = context.statements.own(known, belief.insurer, on) if known and insurer and name not in held else None
        found = held.get(theirs.id if theirs else name)
        if found:
            return found
    return None


def filled(
    context: Context, need: str, belief: Belief, told: list[Statement], asked: Asked, taken: int
) -> list[Statement]:
    """With what else belongs to the answer while there is room beside `taken` characters: first what holds the words of the
    question."""
    if not told:
        return told
    after = replace(belief, said=(*belief.said, *(one.id for one in told)))
    ours = [one for one in left(context, need, after) if one.says == NOT_SAID]  # a yes or no answers a question of its own
    near = [name for name in asked.points if any(name == one.id for one in (*told, *ours))][:MOST_TOLD]
    for one in sorted(ours, key=lambda each: near.index(each.id) if each.id in near else MOST_TOLD):
        size = taken + sum(len(other.words.text) for other in told) + len(one.words.text)
        if size <= (ROOM if one.id in near else LITTLE_ROOM) and len(told) < MOST_TOLD:
            told = [*told, one]
    return told


def left(context: Context, need: str, belief: Belief) -> tuple[Statement, ...]:
    """The statements of the need for this person that were not said."""
    return context.statements.rest(need, belief.said, belief.facts, belief.insurer or None, context.today)
