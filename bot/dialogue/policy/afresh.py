"""Instead of the very words that were said before, what the subject holds beside them: who is told the same again has not been
helped by it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from zlib import crc32

from bot.dialogue import statements
from bot.dialogue.choosing import Asked
from bot.dialogue.hearing import likely
from bot.dialogue.policy.needs import asked_in
from bot.dialogue.reply import Message, Part, Reply
from bot.dialogue.view import View
from bot.reading.model import OUTSIDE, SMALL_TALK

# tiers whose answers may come again; who is in danger is told the numbers again
TIERS: Final = frozenset({"need", "further question", "after an answer", "need by its name", "special need"})
MOST_TRIED: Final = 2  # of the nearest needs
_WANTED: Final = ("again", "simpler", "cancel")


def heard_before(view: View, reply: Reply) -> bool:
    """True when the reply has the very words that were said before, while the same subject is under discussion."""
    reading, belief = view.reading, view.belief
    if reading.button or reading.act in _WANTED or reading.hint in _WANTED or belief.careful:
        return False
    said = marks(reply.messages)
    return bool(said) and said <= frozenset(belief.said) and all(one.topic == belief.topic for one in reply.messages[:1])


def marks(messages: tuple[Message, ...]) -> frozenset[str]:
    """What tells the words of a reply from others, without them."""
    return frozenset(f"#{crc32(one.text.encode()):08x}" for one in messages if one.text and one.topic)


def afresh(view: View, reply: Reply) -> Reply:
    """What the conversation holds for the question and was not said yet; where all was, the same once more, said so."""
    message = next(_others(view, reply), None)
    if message:
        return Reply((message,), reply.belief.but(topic=message.topic, need=message.need, misses=0))
    again = view.context.phrases.get("said_before")
    first = reply.messages[0].led_by(Part("acknowledgement", again.text, again.easy, again.speech))
    return replace(reply, messages=(first, *reply.messages[1:]))


def _others(view: View, reply: Reply) -> Iterator[Message]:
    """Answers that say something new: of the needs heard in the conversation, then of those of the family under discussion that
    the words are nearest to."""
    belief, asked = reply.belief, asked_in(view)
    heard = [one.need for one in likely(view.reading, view.belief) if one.topic not in (*SMALL_TALK, OUTSIDE)]
    nearest = [one.need for one in view.reading.nearest if one.topic == belief.topic]
    for need in dict.fromkeys([*heard[:MOST_TRIED], *nearest[:MOST_TRIED]]):
        told = Asked(need, asked.asks, asked.whether, asked.points)
        for message in statements.answer(view.context, need.partition(".")[0], need, belief, told)[:1]:
            if not marks((message,)) <= frozenset(view.belief.said):
                yield message
