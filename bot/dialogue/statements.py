"""Answers made of statements: what was asked, for whom, on which day; cautions; what else belongs to it. Pure.

Which need and which statements answer: bot.dialogue.choosing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.dialogue.belief import Belief
from bot.dialogue.choosing import MOST_REST, Asked, choose, filled, lead, left, need_of
from bot.dialogue.context import Context
from bot.dialogue.reply import Button, Kind, Message, Part
from bot.rulebook.statements.choose import Choice
from bot.rulebook.statements.model import ShownSource
from bot.rulebook.statements.render import rendered
from bot.rulebook.statements.statement import CitedSource, Statement, Wording

MOST_WITH_OFFICES: Final = 370  # characters of an answer with what our two offices say instead
MOST_BUTTONS: Final = 3
CONTACTS: Final = frozenset({"contact_kitamura", "contact_kitaku", "contact_kouki"})
OUR_OFFICES: Final = ("kitamura", "kitaku")


def answer(
    context: Context,
    topic: str,
    need: str,
    belief: Belief,
    asked: Asked,
    *,
    confidence: float = 1.0,
    on: date | None = None,
) -> list[Message]:
    """The answer to a need; what was said already is not said again unless asked for. [] when nothing is in force."""
    choice = choose(context, need, belief, asked.names, on)
    first = lead(context, need, belief, asked, choice)
    of_offices = [] if belief.insurer or context.english else _of_our_offices(context, first, choice.on)
    told = filled(context, need, belief, first, asked, sum(len(part.text) for part in of_offices))
    parts = [*_acknowledged(context, topic, belief), *_parts(context, told)]
    parts += of_offices
    parts += _cautions(context, told, belief)
    question, buttons = _question(context, choice, topic in CONTACTS and not asked.names)
    parts += [question] if question else []
    if not parts:
        return []
    buttons = buttons or _more(context, need, belief, told)
    return [Message(tuple(parts), topic, confidence, buttons, _sources(context, told), need=need)]


def rest(context: Context, topic: str, need: str, belief: Belief) -> list[Message]:
    """The next statements of the need that were not said; [] when all were."""
    told = left(context, need, belief)[:MOST_REST]
    buttons = _more(context, need, belief, told)
    parts = _parts(context, told)
    return [Message(tuple(parts), topic, 1.0, buttons, _sources(context, told), need=need)] if parts else []


def answered(context: Context, topic: str, belief: Belief, asked: Asked) -> Message | None:
    """Only what the asks are answered with, by the need under discussion or another of its family; None when nothing does."""
    asks = [one for one in asked.names if one != "yes_no"]
    family = [name for name, one in context.statements.book.needs.items() if one.family == topic]
    for need in dict.fromkeys([need_of(context, topic, belief), *family]):
        choice = choose(context, need, belief, asks) if need and asks else None
        if choice and set(choice.unanswered) != set(asks):
            parts = _parts(context, choice.statements)
            parts += _cautions(context, choice.statements, belief)
            more = _more(context, need, belief, choice.statements)
            return Message(tuple(parts), topic, 1.0, more, _sources(context, choice.statements), need=need)
    return None


def speaks_of(context: Context, need: str, thing: str) -> bool:
    """True when a statement of the need holds the word."""
    told = context.statements.page(need, "general", context.today)
    return any(thing in one.words.text for one in told)


def _of_our_offices(context: Context, told: Sequence[Statement], on: date) -> list[Part]:
    """What the people of our two offices are told instead, in Japanese, where there is room."""
    names = context.phrases.names("insurer_names")
    found = []
    for office in OUR_OFFICES:
        own = next((variant for one in told if (variant := context.statements.own(one, office, on))), None)
        if own:
            part = _part(context, own.words, "statement", own.id)
            lead = context.phrases.get("people_of").fill(name=names[office])
            said = {form: getattr(lead, form) + getattr(part, form) for form in ("text", "easy", "speech")}
            found.append(replace(part, **said))
    size = sum(len(one.words.text) for one in told) + sum(len(part.text) for part in found)
    return found if size <= MOST_WITH_OFFICES else []


def _acknowledged(context: Context, topic: str, belief: Belief) -> list[Part]:
    """A word for somebody bereaved, once."""
    words = context.phrases.names("acknowledge").get(topic, "") if belief.topic != topic else ""
    return [Part("acknowledgement", words, words, words)] if words else []


def _parts(context: Context, told: Sequence[Statement]) -> list[Part]:
    return [_part(context, one.words, "statement", one.id) for one in told]


def _cautions(context: Context, told: Sequence[Statement], belief: Belief) -> list[Part]:
    """The cautions of what is told that were not said yet."""
    names = dict.fromkeys(name for one in told for name in one.cautions)
    left = [context.statements.book.cautions[name] for name in names if name not in belief.said]
    return [_part(context, one.words, "caution", one.id) for one in left]


def _part(context: Context, words: Wording, kind: Kind, name: str) -> Part:
    values = context.statements.book.values
    if context.english and words.en:
        said = rendered(words.en, "en", values)
        return Part(kind, said, said, said, name)
    easy = rendered(words.easy, "easy", values, readings="brackets")
    return Part(kind, rendered(words.text, "text", values), easy, rendered(words.speech, "speech", values), name)


def _question(context: Context, choice: Choice, vague: bool) -> tuple[Part | None, tuple[Button, ...]]:
    """The one fact that the answer depends on, with its values as buttons; what it is about, where only an office was named."""
    if not choice.wants:
        said = context.phrases.get("which_matter")
        return (Part("question", said.text, said.easy, said.speech) if vague else None), ()
    if choice.wants == "insurer":
        said = context.phrases.get("ask_insurer")
        return Part("question", said.text, said.easy, said.speech), insurer_buttons(context)
    said, names = context.phrases.get(f"ask_{choice.wants}"), context.phrases.names(f"values_{choice.wants}")
    buttons = tuple(Button(names[one], f"fact:{choice.wants}={one}") for one in choice.offers if one in names)
    return Part("question", said.text, said.easy, said.speech), buttons


def insurer_buttons(context: Context) -> tuple[Button, ...]:
    """The choice of insurer."""
    names, pressed = (phrases.names("insurer_buttons") for phrases in (context.phrases, context.phrases.japanese))
    return tuple(Button(names[one], payload) for one, payload in pressed.items())


def need_button(context: Context, need: str) -> Button:
    """A button that asks for a need. Raises KeyError for an unknown one."""
    known = context.statements.book.needs[need]
    return Button(context.phrases.name("needs", need, known.name), f"need:{need}")


def _more(context: Context, need: str, belief: Belief, told: Sequence[Statement]) -> tuple[Button, ...]:
    """What is offered next: the rest of this need, and the needs that follow it."""
    after = replace(belief, said=(*belief.said, *(one.id for one in told)))
    known = context.statements.need(need)
    buttons = [need_button(context, one) for one in (known.more if known else ())]
    if left(context, need, after):
        buttons = [*buttons[: MOST_BUTTONS - 1], Button(context.phrases.line("more_button"), "more:")]
    return tuple(buttons[:MOST_BUTTONS])


def _sources(context: Context, told: Sequence[Statement]) -> tuple[ShownSource, ...]:
    shown: dict[tuple[str, str], CitedSource] = {}
    for one in told:
        for cited in context.statements.cited(one):
            shown.setdefault((cited.title, cited.section), cited)
    return tuple(
        ShownSource(one.title, one.section, one.verified_on, one.url, one.source_date or "none")
        for one in shown.values()
    )
