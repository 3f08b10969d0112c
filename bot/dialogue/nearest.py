"""A message that nothing was found for, though its words name a thing of ours: the nearest topic is answered or offered. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.dialogue import say
from bot.dialogue.context import Context
from bot.dialogue.model import Button, Heard, HeardTopic, Message, Reply, State
from bot.reading.foreign import names_others
from bot.reading.near_things import nearest
from bot.rulebook.statements.model import USUAL

CONFIDENCE: Final = 0.5  # of a topic found by its words alone
MOST_BUTTONS: Final = 3
Answers = Callable[[Context, State, Heard], Reply]


def nearest_turn(context: Context, state: State, heard: Heard, answers: Answers) -> Reply | None:
    """The nearest topic answered, answered with a word before it, or offered; None when the words name nothing of ours or
    another office's business, for which there is a pointer."""
    near = nearest(heard.text)
    pointer = context.cases.find("out_of_scope", heard.text)
    foreign = pointer == "languages"
    if not near or near.say == "button" or not (pointer == USUAL or foreign):
        return None
    if near.say == "any" and heard.verdict == "outside" and names_others(heard.text):
        return None
    note = (say.phrase(context, "foreign_words", near.topics[0]),) if foreign else ()
    if near.say == "any" and heard.verdict == "choose" and (foreign or len(heard.choices) > 1):
        return None  # what understanding found undecided is offered already, or answered
    if near.say in ("offer", "any"):
        names = list(dict.fromkeys((*(_own(heard.choices) if near.say == "any" else ()), *near.topics)))[:MOST_BUTTONS]
        buttons = [say.topic_button(context, topic) for topic in names]
        return Reply((say.phrase(context, "near_offer", "", buttons=buttons), *note), state.but(misses=0))
    topic = HeardTopic(near.topics[0], CONFIDENCE, heard.text)
    reply = answers(context, state, Heard(heard.text, "answer", (topic,)))
    first, *rest = reply.messages
    more = tuple(say.topic_button(context, name) for name in near.topics[1:])
    first = replace(first, buttons=_joined(more, first.buttons))
    if near.say == "near":
        head = context.phrases.get("near_answer")
        first = replace(
            first,
            text=f"{head.text}\n{first.text}",
            easy=f"{head.easy}\n{first.easy}",
            speech=f"{head.speech}{first.speech}",
        )
    return Reply((first, *rest, *note), reply.state)


def with_nearest(context: Context, heard: Heard, pointer: Message, *, unnamed: bool) -> Message:
    """The decline `pointer` with what is nearest of ours as its first button. `unnamed`: it names no other office; then what
    understanding thought likely follows, and the nearest topic is said as well."""
    near = nearest(heard.text)
    likely = _own(heard.choices) if unnamed else []
    own = [*near.topics, *likely] if near and near.say != "any" else likely
    buttons = _joined([say.topic_button(context, topic) for topic in own[:2]], pointer.buttons)
    if near and own and unnamed:
        line = context.phrases.get("near_line").fill(name=buttons[0].title)
        return replace(
            pointer,
            text=f"{pointer.text}\n{line.text}",
            easy=f"{pointer.easy}\n{line.easy}",
            speech=f"{pointer.speech}{line.speech}",
            buttons=buttons,
        )
    return replace(pointer, buttons=buttons)


def _own(choices: tuple[str, ...]) -> list[str]:
    """Of the topics understanding thought likely those that a button can ask for."""
    return [topic for topic in choices if topic not in say.ALIASES and topic not in say.SPOKEN_TO]


def _joined(first: tuple[Button, ...] | list[Button], rest: tuple[Button, ...]) -> tuple[Button, ...]:
    return tuple(dict.fromkeys((*first, *rest)))[:MOST_BUTTONS]
