"""In which language a conversation goes on: English, easy Japanese, or everybody's Japanese. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.dialogue import say
from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.reply import Button, Message, Reply
from bot.reading.model import EASY, ENGLISH, JAPANESE, USUAL_WORDS, Reading
from bot.rulebook.statements.render import without_readings

_ANSWERS: Final = frozenset({"affirm", "deny", "tell_insurer"})


def spoken_in(reading: Reading, belief: Belief) -> str:
    """The language of the answer: that of the message, else that of the conversation: "" for everybody's Japanese."""
    now, before = reading.language, belief.language
    if reading.button:
        return before
    if (now == EASY and not belief.usual) or reading.act == "simpler":
        return EASY
    if now == ENGLISH or (reading.english and not before and not belief.topic):
        return ENGLISH
    if now == USUAL_WORDS or (now == JAPANESE and before == ENGLISH and not _is_a_fragment(reading)):
        return ""
    return before


def _is_a_fragment(reading: Reading) -> bool:
    """True for a name, a day or a bare yes: pressed, copied or learned, it is no Japanese sentence."""
    return bool(reading.insurer.only or reading.days.only or reading.act in _ANSWERS)


def as_spoken(reply: Reply, context: Context, before: str) -> Reply:
    """The reply in the words of the language: in easy Japanese the text has the easy words, and doors show the easy form with its
    readings; once with a word about it, and a button that leads back."""
    if reply.belief.language != EASY:
        return reply
    easy = tuple(_easy(one) for one in reply.messages)
    if before == EASY or reply.belief.careful:
        return replace(reply, messages=easy)
    back = context.phrases.line("usual_words_button")
    told = say.phrase(context, "easy_from_now", easy[-1].topic, buttons=[Button(back, back)])
    return replace(reply, messages=(*easy, _easy(told)))


def _easy(message: Message) -> Message:
    parts = tuple(replace(part, text=without_readings(part.easy) or part.text) for part in message.parts)
    return replace(message, parts=parts, language=EASY)
