"""What is said instead of the very words that were said before: who is told the same again has not been helped by it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.dialogue import say, statements
from bot.dialogue.belief import Belief
from bot.dialogue.evidence import OUTSIDE, SMALL, ruled_out
from bot.dialogue.policy.needs import asked_in
from bot.dialogue.reply import Message, Reply
from bot.dialogue.statements import Asked
from bot.dialogue.view import View

# tiers whose answers may come again; who is in danger is told the numbers again
TIERS: Final = frozenset({"need", "further question", "after an answer", "need by its name", "special need", "repair"})
_WANTED: Final = ("again", "simpler", "cancel")


def heard_before(view: View, reply: Reply) -> bool:
    """True when all that the reply says of its subject was said while the same subject was under discussion."""
    reading, belief = view.reading, view.belief
    if reading.button or reading.act in _WANTED or reading.hint in _WANTED or belief.careful:
        return False
    said = marks(reply.messages)
    return bool(said) and said <= frozenset(belief.said) and all(one.topic == belief.topic for one in reply.messages[:1])


def marks(messages: tuple[Message, ...]) -> frozenset[str]:
    """What a reply says, by ids: of statements and pages, and of deadlines with their day."""
    parts = {part.id for one in messages for part in one.parts if part.id and part.kind == "statement"}
    days = {f"{one.id}:{one.due}" for message in messages for one in message.deadlines}
    return frozenset(parts | days)


def afresh(view: View, reply: Reply) -> Reply:
    """The nearest that was not said; where all was, so much and whom to ask."""
    for message in _others(view, reply):
        return Reply((message,), reply.belief.but(topic=message.topic, need=message.need, misses=0))
    context, belief = view.context, reply.belief
    head = say.phrase(context, "said_all", belief.topic)
    return Reply((head, *say.answer(context, "human_handoff", belief.but(said=()))), belief.but(misses=0))


def _others(view: View, reply: Reply) -> Iterator[Message]:
    """Answers of other needs that say something new: of the family under discussion, then of the families nearest."""
    belief, out = reply.belief, ruled_out(view.reading, view.belief)
    asked = asked_in(view)
    nearest = [one.need for one in view.reading.nearest if one.topic not in (*out, *SMALL, OUTSIDE)]
    same = [name for name in nearest if name.partition(".")[0] == belief.topic]
    for need in dict.fromkeys([*same, *nearest]):
        yield from _new(view, belief, need, asked)
    yield from statements.rest(view.context, belief.topic, belief.need, belief) if belief.need else ()


def _new(view: View, belief: Belief, need: str, asked: Asked) -> Iterator[Message]:
    topic = need.partition(".")[0]
    told = Asked(need, asked.asks, asked.whether, asked.points)
    for message in statements.answer(view.context, topic, need, belief, told)[:1]:
        if not marks((message,)) <= frozenset(view.belief.said):
            yield message
