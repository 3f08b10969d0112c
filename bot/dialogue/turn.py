"""One turn: what was read and what is believed -> a decision with a name, what is said, and what is believed then. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.evidence import hear_words
from bot.dialogue.language import as_spoken, spoken_in
from bot.dialogue.policy import (
    afresh,
    by_name,
    careful,
    changes,
    closed,
    conversation,
    further,
    needs,
    open_question,
    plainly,
    repair,
    safety,
)
from bot.dialogue.policy.outcome import Outcome, first
from bot.dialogue.reply import Reply
from bot.dialogue.view import View, concerning_the_writer, hear_facts, hear_insurer, resolve
from bot.reading.model import ENGLISH, USUAL_WORDS, Reading

MOST_SAID: Final = 60  # ids remembered


@dataclass(frozen=True)
class Tier:
    """Outcomes among which the first that is the case counts; `when` opens the tier."""

    name: str
    outcomes: tuple[Outcome, ...]
    when: Callable[[View], object] = lambda _view: True


# what is asked of a conversation in their order; within a tier outcomes exclude one another, but for what `before` lists
SAFETY: Final = Tier("safety", safety.OUTCOMES)
TIERS: Final = (
    Tier("careful", careful.OUTCOMES, lambda view: view.belief.careful),
    Tier("conversation", conversation.OUTCOMES),
    Tier("need plainly heard", plainly.OUTCOMES),
    Tier("change of what is known", changes.OUTCOMES),
    Tier("open question", open_question.OUTCOMES, lambda view: view.belief.question and not view.elsewhere),
    Tier("need by its name", by_name.BEFORE_FURTHER),
    Tier("after an answer", further.AFTER_AN_ANSWER),
    Tier("special need", by_name.NOT_SEEN),
    Tier("further question", further.OUTCOMES),
    Tier("need", needs.OUTCOMES),
    Tier("repair", repair.OUTCOMES),
)


@dataclass(frozen=True)
class Move:
    """The decision alone: which outcome of which tier, on what view."""

    tier: str
    outcome: Outcome
    view: View

    @property
    def name(self) -> str:
        """The outcome's name."""
        return self.outcome.name


def decide(reading: Reading, belief: Belief, context: Context) -> Move:
    """What is to be done about the message; nothing is said yet."""
    belief = hear_words(reading, belief)
    view = careful.hear_danger(hear_facts(View(resolve(reading, belief), belief, context)))
    urgent = first(SAFETY.outcomes, view)
    if urgent:
        return Move(SAFETY.name, urgent, view)
    view = hear_insurer(view.but(reading=concerning_the_writer(view.reading)))
    for tier in TIERS:
        found = first(tier.outcomes, view) if tier.when(view) else None
        if found:
            return Move(tier.name, found, view)
    raise AssertionError("the last tier has an outcome for every message")


def take_turn(reading: Reading, belief: Belief, context: Context) -> Reply:
    """Answers one message. Always at least one message comes back."""
    before = belief.language
    usual = reading.language == USUAL_WORDS or (belief.usual and reading.act != "simpler")
    belief = belief.but(language=spoken_in(reading, belief), usual=usual)
    context = context.in_english() if belief.language == ENGLISH else context
    move = decide(reading, belief, context)
    reply = move.outcome.do(move.view)
    marks: frozenset[str] = frozenset()
    if move.tier in afresh.TIERS:
        reply = afresh.afresh(move.view, reply) if afresh.heard_before(move.view, reply) else reply
        marks = afresh.marks(reply.messages)
        reply = closed.with_closed_day(move.view, reply)
    reply = replace(reply, belief=_with_earlier(_remembered(reply, marks), belief))
    reply = as_spoken(reply, context, before)
    return careful.kept_short(reply) if reply.belief.careful else reply


def _with_earlier(now: Belief, before: Belief) -> Belief:
    """With what was answered before the last answer, when that is another now."""
    changed = now.answered and before.answered not in ("", now.answered) and not now.denied
    return now.but(earlier=before.answered) if changed else now


def _remembered(reply: Reply, marks: frozenset[str]) -> Belief:
    """What was said, of which need, and which fact was asked for."""
    messages = reply.messages
    now = [part.id for one in messages for part in one.parts if part.id]
    said = dict.fromkeys([*reply.belief.said, *now, *sorted(marks)])
    need = next((one.need for one in messages if one.need), reply.belief.need)
    wants = next(
        (one.payload[5:].partition("=")[0] for m in messages for one in m.buttons if one.payload[:5] == "fact:"), ""
    )
    return reply.belief.but(said=tuple(said)[-MOST_SAID:], need=need, wants=wants)


def all_that_hold(move: Move) -> list[Outcome]:
    """Every outcome of the move's tier that is the case, in their order, for the test that finds unlisted overlaps."""
    tier = next(one for one in (SAFETY, *TIERS) if one.name == move.tier)
    return [one for one in tier.outcomes if one.when(replace(move.view))]
