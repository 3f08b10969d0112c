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
from bot.dialogue.likely import MOST_TOLD, ROOM, likeliest, with_likely
from bot.reading.model import Point
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
NARROW: Final = frozenset({"cost", "hours", "who_may", "bring", "how_long", "contact", "since", "until", "online", "again"})
LOST: Final = "loss"  # a family whose first sentence cannot wait
NO_PAGES: Final = "kouki"  # an insurer of which the pages know nothing: its people would be asked for it again
CLEAR: Final = 0.6  # share of a need from which its statements answer where its topic has a page
TOLD_CLEAR: Final = 0.2  # ... in a message that tells a situation: a page that tells everything buries its answer
# needs that are answered by their topic's page: it tells the whole way; what else is asked of the topic is answered by statements
WAYS: Final = frozenset({
    "reception_how.steps", "registration_atm.use", "registration_how.ways", "registration_hospital_reader.use",
    "registration_phone_pc.use",
})  # fmt: skip
LITTLE_ROOM: Final = 150  # ... and when it does not
MOST_LED: Final = 2  # statements that answer, before what belongs to them
MOST_REST: Final = 3  # statements at a time behind くわしく


@dataclass(frozen=True)
class Asked:
    """What is asked of a topic: the need heard ("" = none) and its share among those of the topic, the asks in order; `near`: a
    need asked beside it, `barred`: what the ids of needs begin with that nothing is told of beside it; `beside`: it asks whether,
    beside the rest; `situation`: the message tells one."""

    need: str = ""
    asks: tuple[str, ...] = ()
    whether: bool = False
    points: tuple[Point, ...] = ()
    near: str = ""
    barred: tuple[str, ...] = ()
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
    """The statements that answer, in their order: the likeliest of the need, what it asks in so many words, and what is likely of
    other needs."""
    likely = likeliest(context, belief, asked.points, (need, asked.near), asked.barred, choice.on)
    nearest = next((one for one, _share in likely if one.need == need), None)
    near = _near(context, asked, belief, likely, choice.on)
    named = list(choice.statements) if set(asked.names) - set(choice.unanswered) else []
    if nearest:
        told = _with_nearest(belief, named, choice.first, nearest, asked)
        return with_likely(_with(told, near), likely)
    told = list(choice.statements)
    if told and not named and all(one.id in belief.said for one in told):
        told = list(left(context, need, belief)[:MOST_REST]) or told
    if choice.wants and choice.first and not told:
        told = [choice.first]
    return with_likely(_with(told, near), likely) if told else told


def _with_nearest(
    belief: Belief, named: list[Statement], first: Statement | None, nearest: Statement, asked: Asked
) -> list[Statement]:
    """The nearest statement and what is asked in so many words. What is asked for again is told again, before it; the need's first
    sentence before everything else where it begins the matter."""
    again = [one for one in named if one.id in belief.said]
    begins = first is not None and first.id not in belief.said and not named and _begins(belief, nearest, asked)
    told = {one.id: one for one in [*([first] if begins and first else []), *again, nearest, *named]}
    return list(told.values())[:MOST_LED]


def _begins(belief: Belief, nearest: Statement, asked: Asked) -> bool:
    """True for a lost card, how it is stopped comes first; and for another matter than the one under discussion, of which the
    nearest statement answers a narrow question that the words do not ask: who wants to see the registration is told how before that
    it costs nothing."""
    narrow = not NARROW.isdisjoint(nearest.asks) and set(nearest.asks).isdisjoint(asked.names)
    family = nearest.need.partition(".")[0]
    return family == LOST or (family != belief.topic and narrow)


def _near(
    context: Context, asked: Asked, belief: Belief, likely: Sequence[tuple[Statement, float]], on: date
) -> list[Statement]:
    """The statement of the need that is asked beside."""
    if not asked.near:
        return []
    found = [one for one, _share in likely if one.need == asked.near]
    return (found or list(choose(context, asked.near, belief, asked.names, on).statements))[:1]


def _with(told: list[Statement], near: list[Statement]) -> list[Statement]:
    return [*told[:1], *near] if near and near[0] not in told else told


def filled(
    context: Context, need: str, belief: Belief, told: list[Statement], asked: Asked, taken: int
) -> list[Statement]:
    """With what else belongs to the answer while there is room beside `taken` characters: first what holds the words of the
    question."""
    if not told:
        return told
    after = replace(belief, said=(*belief.said, *(one.id for one in told)))
    ours = [one for one in left(context, need, after) if one.says == NOT_SAID]  # a yes or no answers a question of its own
    near = [point.statement for point in asked.points if any(point.statement == one.id for one in (*told, *ours))][:MOST_TOLD]
    for one in sorted(ours, key=lambda each: near.index(each.id) if each.id in near else MOST_TOLD):
        size = taken + sum(len(other.words.text) for other in told) + len(one.words.text)
        if size <= (ROOM if one.id in near else LITTLE_ROOM) and len(told) < MOST_TOLD:
            told = [*told, one]
    return told


def left(context: Context, need: str, belief: Belief) -> tuple[Statement, ...]:
    """The statements of the need for this person that were not said."""
    return context.statements.rest(need, belief.said, belief.facts, belief.insurer or None, context.today)
