"""Building replies from rulebook answers, fixed sentences and deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.dates.find import spoken
from bot.dialogue.context import Context
from bot.dialogue.deadline_text import SAFE, day_words, easy_text, full_text, short_text, speech_text
from bot.dialogue.model import Button, Message, State
from bot.dialogue.our_offices import OURS, not_ours, without_ours
from bot.rulebook.deadlines.model import Deadline
from bot.rulebook.statements.model import USUAL, Answer, NothingInForce, ShownSource, SourceRef

# classes of the classifier that are cases of a topic: (topic, case)
ALIASES: Final = {"third_party": ("dv_restriction", "third_party"), "data_kept": ("privacy", "data_kept")}
ASKS_DAY: Final = frozenset(
    [
        "ask_day",
        "ask_day_of",
        "ask_planned_too",
        "ask_move_too",
        "which_day",
        "need_day",
        "impossible_day",
        "no_day_heard",
        "where_printed",
        "which_of",
    ]
)
SPOKEN_TO: Final = ("greeting", "thanks", "goodbye", "chitchat")


def topic_button(context: Context, topic: str) -> Button:
    """A button that asks about `topic`."""
    known = context.rulebook.topic(topic)
    return Button(known.name if known else topic, f"topic:{topic}")


def insurer_buttons(context: Context) -> tuple[Button, ...]:
    """The choice of insurer."""
    return tuple(Button(name, name) for name in context.phrases.names("insurer_buttons").values())


def first_buttons(context: Context) -> tuple[Button, ...]:
    """What most people come for."""
    return tuple(topic_button(context, topic) for topic in context.phrases.ids("first_buttons"))


def phrase(
    context: Context, key: str, topic: str, *, turn: int = 0, buttons: Sequence[Button] = (), **values: str
) -> Message:
    """A fixed sentence as a message."""
    said = context.phrases.get(key, turn).fill(**values)
    expects = "date" if key in ASKS_DAY else ""
    return Message(said.text, said.easy, said.speech, topic, buttons=tuple(buttons), expects=expects)


def _contacts(context: Context, answer: Answer, others: bool) -> tuple[str, str]:
    """Lines with the contacts whose number the text does not give yet (text, easy); `others`: none of our two offices."""
    contacts = not_ours(answer.contacts) if others else answer.contacts
    missing = [c for c in contacts if c.phone and c.phone not in answer.text]
    if not missing:
        return "", ""
    words = "、".join(f"{c.name} {c.phone}" for c in missing)
    return (
        "\n" + context.phrases.line("contact_line").format(contacts=words),
        "\n" + context.phrases.line("contact_line_easy").format(contacts=words),
    )


def answer(
    context: Context, topic: str, state: State, *, confidence: float = 1.0, case: str = USUAL, on: date | None = None
) -> list[Message]:
    """The rulebook's answer for the state's insurer: one message, and a question for the insurer where it matters."""
    topic, case = ALIASES.get(topic, (topic, case))
    if topic == "human_handoff" and state.insurer == "other":  # never a number of ours
        return [phrase(context, "other_office", topic)]
    day = on or context.today
    found = context.rulebook.answer(topic, state.insurer or None, on=day, case=case)
    if isinstance(found, NothingInForce):
        name = context.rulebook.topic(topic)
        return [phrase(context, "nothing_in_force", topic, name=name.name if name else topic, day=spoken(day))]
    others = state.insurer == "other"
    text, easy, speech = (without_ours(form) if others else form for form in (found.text, found.easy, found.speech))
    to_issuer = others and (found.asks_insurer or text != found.text or len(not_ours(found.contacts)) < len(found.contacts))
    line, line_easy = _contacts(context, found, others)
    text, easy = text + line, easy + line_easy
    if on and on != context.today:
        head = context.phrases.get("as_of").fill(day=spoken(on))
        text, easy, speech = f"{head.text}\n{text}", f"{head.easy}\n{easy}", f"{head.speech}{speech}"
    messages: list[Message] = []
    if to_issuer:
        issuer = context.phrases.get("ask_issuer")
        text, easy, speech = f"{text}\n{issuer.text}", f"{easy}\n{issuer.easy}", f"{speech}{issuer.speech}"
    sources = () if topic in SPOKEN_TO or topic == "out_of_scope" else found.sources
    buttons = tuple(topic_button(context, name) for name in found.followups if not (others and name in OURS))
    named = tuple(contact.id for contact in (not_ours(found.contacts) if others else found.contacts))
    messages.append(
        Message(text, easy, speech, topic, confidence, buttons, sources, statements=found.statements, contacts=named)
    )
    if found.asks_insurer and not state.insurer:
        messages.append(phrase(context, "ask_insurer", topic, buttons=insurer_buttons(context)))
    return messages


def deadline_message(
    context: Context, topic: str, deadlines: Sequence[Deadline], whose: str = "", confidence: float = 1.0
) -> Message:
    """Deadlines of one person: the nearest in full, the others short."""
    first, rest = deadlines[0], deadlines[1:]
    text = "\n".join([full_text(first, whose), *(short_text(one, whose) for one in rest)])
    easy = "\n".join(easy_text(one, whose) for one in deadlines[:3])
    return Message(
        text,
        easy,
        speech_text(deadlines, whose),
        topic,
        confidence,
        sources=deadline_sources(context, deadlines),
        deadlines=tuple(deadlines),
        whose=(whose,) * len(deadlines),
    )


def safe_line(day: date) -> str:
    """Until when it is safe to go to the office."""
    return SAFE.format(day=day_words(day))


def deadline_sources(context: Context, deadlines: Sequence[Deadline]) -> tuple[ShownSource, ...]:
    """The sources of the rules, each once."""
    shown: dict[str, ShownSource] = {}
    for deadline in deadlines:
        verified = context.deadlines.rules[deadline.id].verified_on
        for name in deadline.sources:
            if name not in shown and name in context.rulebook.rules.sources:
                shown[name] = context.rulebook.shown((SourceRef(name),), verified)[0]
    return tuple(shown.values())
