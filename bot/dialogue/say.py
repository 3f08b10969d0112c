"""The one maker of words: replies from rulebook answers, fixed sentences and deadlines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.dialogue import statements
from bot.dialogue.belief import USUAL, Belief
from bot.dialogue.choosing import MOVED, Asked, need_of
from bot.dialogue.context import Context
from bot.dialogue.deadline_text import DeadlineWords
from bot.dialogue.phrases import Phrase
from bot.dialogue.reply import Button, Kind, Message, Part
from bot.dialogue.statements import insurer_buttons
from bot.rulebook.deadlines.model import Deadline
from bot.rulebook.statements.led import Leads, leads, led
from bot.rulebook.statements.model import Answer, Contact, NothingInForce, ShownSource, SourceRef

# classes of the classifier that are cases of a topic: (topic, case)
ALIASES: Final = {"third_party": ("dv_restriction", "third_party"), "data_kept": ("privacy", "data_kept")}
ASKS_DAY: Final = frozenset(
    {"ask_day", "ask_day_of", "ask_planned_too", "ask_move_too", "which_day", "need_day", "impossible_day"}
    | {"no_day_heard", "where_printed", "which_of"}
)
SPOKEN_TO: Final = ("greeting", "thanks", "goodbye", "chitchat")
# of these nothing in particular is put in front
WHOLE_ONLY: Final = frozenset({"dv_emergency", "my_deadline_status", "out_of_scope", *SPOKEN_TO})
NOTHING_ASKED: Final = Asked()
_PAGE: Final = {"until": "when", "over_cost": "cost"}  # how the entries name what is asked
# what one topic of a pair does not say, the other may
TWINS: Final = {
    "moving_deadline": "moving",
    "moving": "moving_deadline",
    "overseas_deadline": "overseas",
    "overseas": "overseas_deadline",
}


def part(said: Phrase, kind: Kind = "statement") -> Part:
    """A sentence as a part."""
    return Part(kind, said.text, said.easy, said.speech)


def plain(text: str, kind: Kind = "statement", speech: str = "") -> Part:
    """A sentence of the rulebook that has one form."""
    return Part(kind, text, text, speech or text)


def topic_button(context: Context, topic: str) -> Button:
    """A button that asks about `topic`."""
    known = context.rulebook.topic(topic) or context.statements.book.families.get(topic)
    return Button(context.phrases.name("topics", topic, known.name if known else topic), f"topic:{topic}")


def first_buttons(context: Context) -> tuple[Button, ...]:
    """What most people come for."""
    return tuple(topic_button(context, topic) for topic in context.phrases.ids("first_buttons"))


def phrase(
    context: Context, key: str, topic: str, *, turn: int = 0, buttons: Sequence[Button] = (), **values: str
) -> Message:
    """A fixed sentence as a message."""
    said = context.phrases.get(key, turn).fill(**values)
    asks = key in ASKS_DAY
    return Message(
        (part(said, "question" if asks else "statement"),),
        topic,
        buttons=tuple(buttons),
        expects="date" if asks else "",
    )


def contacts_part(context: Context, contacts: Sequence[Contact]) -> Part:
    """Whom to call, names and numbers."""
    words = context.phrases.line("and").join(f"{one.name} {one.phone}" for one in contacts)
    lines = [context.phrases.line(key).format(contacts=words) for key in ("contact_line", "contact_line_easy")]
    return Part("contacts", lines[0], lines[1], "")


def found(context: Context, topic: str, belief: Belief, case: str = USUAL, on: date | None = None) -> Answer | None:
    """The rulebook's answer for the belief's insurer, None when nothing is in force or it is not for them."""
    if topic == "human_handoff" and belief.insurer == "other":  # never a number of ours
        return None
    answer = context.rulebook.answer(topic, belief.insurer or None, on=on or context.today, case=case)
    return answer if isinstance(answer, Answer) else None


def asked_of(context: Context, topic: str, belief: Belief, asked: Sequence[str], case: str = USUAL) -> Leads:
    """What the rulebook says of each thing asked of the topic."""
    answer = found(context, topic, belief, case)
    if answer is None or topic in WHOLE_ONLY:
        return Leads()
    twin = found(context, TWINS[topic], belief) if topic in TWINS else None
    told = leads(answer, twin, asked, context.phrases.get("office_days").text, contact=topic.startswith("contact_"))
    names = context.phrases.line("asked_and").join(one.unknown for one in told.unknown)
    return told.naming_unknown(context.phrases.get("not_confirmed").fill(asked=names).text)


def answer(
    context: Context,
    topic: str,
    belief: Belief,
    *,
    confidence: float = 1.0,
    case: str = USUAL,
    on: date | None = None,
    asked: Asked = NOTHING_ASKED,
) -> list[Message]:
    """The rulebook's answer for the belief's insurer: of statements, else a page with what is `asked` in front; and a
    question for the insurer where it matters."""
    topic, case = ALIASES.get(topic, (topic, case))
    if topic == "human_handoff" and belief.insurer in ("other", "kouki"):
        return [phrase(context, "other_office", topic)]
    need = need_of(context, topic, belief, case, asked.need, clear=asked.is_clear)
    told_ = statements.answer(context, topic, need, belief, asked, confidence=confidence, on=on) if need else []
    if told_:
        told_ += _whose(context, topic, need, belief)
        return [told_[0].led_by(_as_of(context, on)), *told_[1:]] if on and on != context.today else told_
    return _page(context, topic, belief, confidence, case, on, asked)


def _whose(context: Context, topic: str, need: str, belief: Belief) -> list[Message]:
    """The question for the insurer, where the topic's page asks it and the need has an answer for each."""
    if belief.insurer or topic in MOVED or not context.statements.depends_on_insurer(need):
        return []
    had = context.rulebook.answer(topic, None, on=context.today)
    asks = not isinstance(had, NothingInForce) and had.asks_insurer
    return [phrase(context, "ask_insurer", topic, buttons=insurer_buttons(context))] if asks else []


def _as_of(context: Context, on: date) -> Part:
    return part(context.phrases.get("as_of").fill(day=context.phrases.spoken(on)), "lead")


def _page(
    context: Context, topic: str, belief: Belief, confidence: float, case: str, on: date | None, asked: Asked
) -> list[Message]:
    had = context.rulebook.answer(topic, belief.insurer or None, on=on or context.today, case=case)
    if isinstance(had, NothingInForce):
        known = context.rulebook.topic(topic)
        name, day = known.name if known else topic, context.phrases.spoken(on or context.today)
        return [phrase(context, "nothing_in_force", topic, name=name, day=day)]
    told = asked_of(context, topic, belief, asked.asks, case) if asked.asks else Leads()
    shown = led(had, told, yes_no=asked.beside)
    parts = [Part("statement", shown.text, shown.easy, shown.speech, had.entry)]
    if on and on != context.today:
        parts.insert(0, _as_of(context, on))
    missing = had.missing_contacts()
    parts += [contacts_part(context, missing)] if missing else []
    parts += [part(context.phrases.get("ask_issuer"), "contacts")] if had.to_issuer else []
    sources = () if topic in SPOKEN_TO or topic == "out_of_scope" else had.sources
    buttons = tuple(topic_button(context, name) for name in had.followups)
    named = tuple(one.id for one in had.contacts)
    messages = [Message(tuple(parts), topic, confidence, buttons, sources, statements=had.statements, contacts=named)]
    if had.asks_insurer and not belief.insurer:
        messages.append(phrase(context, "ask_insurer", topic, buttons=insurer_buttons(context)))
    return messages


def aspect(context: Context, topic: str, belief: Belief, name: str) -> Message | None:
    """The short answer of the topic (or of its twin) to where, how much, who ... as a message; None when there is none."""
    told = _of_statements(context, topic, belief, (name,))
    if told or need_of(context, topic, belief):
        return told
    name = _PAGE.get(name, name)
    case = belief.case if topic == belief.topic else USUAL
    for one, its_case in ((topic, case), (TWINS.get(topic, ""), USUAL)):
        had = found(context, one, belief, its_case) if one else None
        if had and name in had.aspects:
            return Message((plain(had.aspects[name], "lead"),), topic, sources=had.sources)
    return None


def short(context: Context, topic: str, belief: Belief, asked: Sequence[str]) -> Message | None:
    """Only the sentences that are asked for, of the topic under discussion; None when there are none."""
    stated = _of_statements(context, topic, belief, tuple(asked))
    if stated or need_of(context, topic, belief):
        return stated
    told = asked_of(context, topic, belief, asked, belief.case)
    had = found(context, topic, belief, belief.case)
    return Message((plain(told.words, "lead"),), topic, sources=had.sources) if told.said and had else None


def _of_statements(context: Context, topic: str, belief: Belief, asks: tuple[str, ...]) -> Message | None:
    """What statements say of the asks, where they answer the topic or have just answered it; None otherwise."""
    discussed = belief.need and belief.need.partition(".")[0] == topic
    answers = discussed or need_of(context, topic, belief)
    return statements.answered(context, topic, belief, Asked(asks=asks)) if answers else None


def day_name(context: Context, event: str) -> str:
    """What the day of an event is called."""
    return context.phrases.name("anchors", event, context.deadlines.anchors[event].name)


def day_where(context: Context, event: str) -> str:
    """Where the day of an event is printed."""
    return context.phrases.name("where", event, context.deadlines.anchors[event].where)


def words_of(context: Context) -> DeadlineWords:
    """The maker of a deadline's lines."""
    return DeadlineWords(context.phrases)


def deadlines(
    context: Context, topic: str, shown: Sequence[Deadline], whose: str = "", confidence: float = 1.0
) -> Message:
    """Deadlines of one person: the nearest in full, the others short."""
    made = words_of(context).part(shown, whose)
    return Message(
        (made,),
        topic,
        confidence,
        sources=deadline_sources(context, shown),
        deadlines=tuple(shown),
        whose=(whose,) * len(shown),
    )


def of_deadlines(
    context: Context,
    topic: str,
    shown: Sequence[Deadline],
    whose: str,
    text: Sequence[str],
    easy: Sequence[str] | None = None,
) -> Message:
    """Lines about deadlines that are shown beside them; easy and speech from `easy`, else from the same lines."""
    if context.english:
        text, easy = words_of(context).in_english(text, shown, whose), None
    lines, plainer = ("\n".join(one for one in given if one) for given in (text, easy if easy is not None else text))
    said = Part("deadline", lines, plainer, plainer.replace("\n", "").replace("■ ", ""))
    return replace(deadlines(context, topic, shown, whose), parts=(said,))


def deadline_sources(context: Context, shown: Sequence[Deadline]) -> tuple[ShownSource, ...]:
    """The sources of the rules, each once."""
    sources: dict[str, ShownSource] = {}
    for one in shown:
        verified = context.deadlines.rules[one.id].verified_on
        for name in one.sources:
            if name not in sources and name in context.rulebook.rules.sources:
                sources[name] = context.rulebook.shown((SourceRef(name),), verified)[0]
    return tuple(sources.values())
