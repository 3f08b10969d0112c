"""Answers made of statements: what was asked, for whom, on which day; cautions; what else belongs to it. Pure.

One of several needs of a family is answered: the one heard, else the one under discussion, else the family's first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from bot.dialogue.belief import USUAL, Belief
from bot.dialogue.context import Context
from bot.dialogue.reply import Button, Kind, Message, Part
from bot.rulebook.statements.choose import NOT_SAID, Choice
from bot.rulebook.statements.model import ShownSource
from bot.rulebook.statements.render import rendered
from bot.rulebook.statements.statement import CitedSource, Statement, Wording

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
# topics whose page tells the whole way: it answers whatever need of them was heard
WAYS: Final = frozenset({
    "reception_how", "registration_atm", "registration_how", "registration_hospital_reader", "registration_phone_pc",
})  # fmt: skip
ROOM: Final = 220  # characters of an answer that more is added to when it shares words with the question
LITTLE_ROOM: Final = 150  # ... and when it does not
MOST_WITH_OFFICES: Final = 370  # ... and with what our two offices say instead
MOST_TOLD: Final = 3
MOST_LED: Final = 2  # statements that answer, before what belongs to them
MOST_REST: Final = 3  # statements at a time behind くわしく
MOST_BUTTONS: Final = 3
CONTACTS: Final = frozenset({"contact_kitamura", "contact_kitaku", "contact_kouki"})
OUR_OFFICES: Final = ("kitamura", "kitaku")


@dataclass(frozen=True)
class Asked:
    """What is asked of a topic: the need heard ("" = none) and its share among those of the topic, the asks in order; `beside`:
    it asks whether, beside the rest."""

    need: str = ""
    asks: tuple[str, ...] = ()
    whether: bool = False
    points: tuple[str, ...] = ()
    near: str = ""
    beside: bool = False
    share: float = 0.0

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The asks as statements name them, yes or no first."""
        named = [ASKS.get(one, one) for one in self.asks if one not in NOT_ASKS]
        return tuple(dict.fromkeys([*(["yes_no"] if self.whether else []), *named]))


def _is_answered(context: Context, topic: str, need: str, belief: Belief) -> bool:
    """Whether statements of the topic answer the need, although it has a page; the way itself is told by its page, what is asked
    of it afterwards is not."""
    known = context.statements.need(need)
    return known is not None and known.family == topic and (topic not in WAYS or belief.topic == topic)


def need_of(context: Context, topic: str, belief: Belief, case: str = USUAL, need: str = "", share: float = 1.0) -> str:
    """The need that answers a topic, "" when the rulebook answers it by its page.

    Where a topic has a page, a need of it answers that was heard clearly (`share`); the page answers what is asked in
    general (docs/scorecard.md)."""
    book = context.statements.book
    paged = context.rulebook.cases(topic) and topic not in MOVED and belief.insurer != NO_PAGES
    if paged and not context.english:  # pages are Japanese
        return need if share >= CLEAR and case == USUAL and _is_answered(context, topic, need, belief) else ""
    for one in (need, CASES.get((topic, case), ""), f"{topic}.{case}", belief.need):
        if one in book.needs and (one == CASES.get((topic, case)) or book.needs[one].family == topic):
            return one
    return next((name for name, one in book.needs.items() if one.family == topic), "")


def choose(context: Context, need: str, belief: Belief, asks: Sequence[str], on: date | None = None) -> Choice:
    """The statements for the person of the belief."""
    return context.statements.choose(need, asks, belief.facts, belief.insurer or None, on or context.today)


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
    lead = _lead(context, need, belief, asked, choice)
    of_offices = [] if belief.insurer or context.english else _of_our_offices(context, lead, choice.on)
    told = _filled(context, need, belief, lead, asked, sum(len(part.text) for part in of_offices))
    parts = [*_acknowledged(context, topic, belief), *_parts(context, told)]
    parts += of_offices
    parts += _cautions(context, lead, belief)
    question, buttons = _question(context, choice, topic in CONTACTS and not asked.names)
    parts += [question] if question else []
    if not parts:
        return []
    buttons = buttons or _more(context, need, belief, told)
    return [Message(tuple(parts), topic, confidence, buttons, _sources(context, told), need=need)]


def _lead(context: Context, need: str, belief: Belief, asked: Asked, choice: Choice) -> list[Statement]:
    """The statements that answer, in their order: the one nearest to the message, and what it asks in so many words."""
    nearest = _nearest(context, need, belief, asked, choice.on)
    named = list(choice.statements) if set(asked.names) - set(choice.unanswered) else []
    if nearest:
        return _with_nearest(need, belief, named, choice.first, nearest)
    told = list(choice.statements)
    if told and not named and all(one.id in belief.said for one in told):
        told = list(_rest(context, need, belief)[:MOST_REST]) or told
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
    """The first sentence of a need that is nearly as likely."""
    near = choose(context, asked.near, belief, asked.names, choice.on).statements if asked.near and told else ()
    return [one for one in near[:1] if one not in told]


def _nearest(context: Context, need: str, belief: Belief, asked: Asked, on: date) -> Statement | None:
    """Of the statements for this person that were not said, the one nearest to the message; None where nothing was learned."""
    if context.english:  # nearness was learned from Japanese
        return None
    insurer = belief.insurer or None
    held = {one.id: one for one in context.statements.rest(need, belief.said, belief.facts, insurer, on)}
    for name in asked.points:
        known = context.statements.statement(name)
        theirs = context.statements.own(known, belief.insurer, on) if known and insurer and name not in held else None
        found = held.get(theirs.id if theirs else name)
        if found:
            return found
    return None


def _filled(
    context: Context, need: str, belief: Belief, told: list[Statement], asked: Asked, taken: int
) -> list[Statement]:
    """With what else belongs to the answer while there is room beside `taken` characters: first what holds the words of the
    question."""
    if not told:
        return told
    after = replace(belief, said=(*belief.said, *(one.id for one in told)))
    left = sorted(_rest(context, need, after), key=lambda one: _nearness(one, asked))
    for one in (each for each in left if each.says == NOT_SAID):  # a yes or no answers a question of its own
        size = taken + sum(len(other.words.text) for other in told) + len(one.words.text)
        if size <= (ROOM if _is_near(one, asked) else LITTLE_ROOM) and len(told) < MOST_TOLD:
            told = [*told, one]
    return told


def _nearness(one: Statement, asked: Asked) -> int:
    """The place of a statement among those nearest to the question."""
    return asked.points.index(one.id) if one.id in asked.points else len(asked.points)


def _is_near(one: Statement, asked: Asked) -> bool:
    return one.id in asked.points[:MOST_TOLD]


def rest(context: Context, topic: str, need: str, belief: Belief) -> list[Message]:
    """The next statements of the need that were not said; [] when all were."""
    told = _rest(context, need, belief)[:MOST_REST]
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


def _rest(context: Context, need: str, belief: Belief) -> tuple[Statement, ...]:
    return context.statements.rest(need, belief.said, belief.facts, belief.insurer or None, context.today)


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


def _more(context: Context, need: str, belief: Belief, told: Sequence[Statement]) -> tuple[Button, ...]:
    """What is offered next: the rest of this need, and the needs that follow it."""
    after = replace(belief, said=(*belief.said, *(one.id for one in told)))
    known = context.statements.need(need)
    following = [context.statements.book.needs[name] for name in (known.more if known else ())]
    buttons = [Button(context.phrases.name("needs", one.id, one.name), f"need:{one.id}") for one in following]
    if _rest(context, need, after):
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
