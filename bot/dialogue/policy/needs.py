"""Sixth tier: what the message is about: the rulebook's answer, or the deadline that its words tell days for. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.dialogue import say, statements
from bot.dialogue.asking import ask, where_printed
from bot.dialogue.belief import USUAL
from bot.dialogue.choosing import Asked
from bot.dialogue.evidence import barred
from bot.dialogue.policy.outcome import Outcome
from bot.dialogue.policy.pins import left_on_card, limit
from bot.dialogue.policy.reckoned import about_known
from bot.dialogue.reckon import FIRST_EVENT, GROUPS, TOPICS, timeline
from bot.dialogue.reply import Message, Reply
from bot.dialogue.statements import insurer_buttons
from bot.dialogue.telling import hear, reckoned
from bot.dialogue.view import OFFICE_TOPICS, OFFICES, View, usual
from bot.reading.model import ENGLISH, SMALL_TALK, Insurer, Need, tells_situation

AS_OF_TOPICS: Final = frozenset({"old_card"})
ELSEWHERE: Final = "contact_elsewhere"  # no topic of the rulebook: the insurer is neither of ours
ASKING: Final = ("moving_deadline", "overseas_deadline")  # these ask for a day at once
MOST: Final = 3
TOLD_AT_MOST: Final = 32  # characters of a further question
# families whose deadlines are reckoned only when the words ask for one: topic -> (family, mark)
SPECIAL: Final = {
    "loss": ("loss", "express"),
    "loss_visit_soon": ("loss", "express"),
    "dv_restriction": ("dv", "support_ends"),
    "dv_lift": ("dv", "support_ends"),
}


EXPRESS: Final = "loss.express"
LAST_DAY: Final = "until"  # asked: the page tells how it is counted


def _as(view: View, topic: str, confidence: float = 1.0, need: str = "") -> View:
    """The message as one about `topic`."""
    needs = (Need(topic, confidence, None, need),)
    return view.but(reading=replace(view.reading, verdict="answer", needs=needs, act=""))


def asked_in(view: View) -> Asked:
    """What the message asks of its topic."""
    reading = view.reading
    need = reading.top.need if reading.top else ""
    asks = () if reading.button or reading.days.past else reading.asks
    return Asked(
        need,
        asks,
        reading.whether or reading.yes_no,
        reading.points,
        reading.top.near if reading.top else "",
        barred(reading, view.belief),
        reading.yes_no,
        reading.top.share if reading.top and LAST_DAY not in reading.asks else 0.0,
        tells_situation(reading.length, reading.language == ENGLISH),
    )


def answer_as(view: View, topic: str, confidence: float = 1.0, need: str = "") -> Reply:
    """The answer to a topic that the words leave no doubt about."""
    return answers(_as(view, topic, confidence, need))


def answers(view: View) -> Reply:
    """The topics of the message, in order; small talk beside a real question is left unsaid."""
    reading = view.reading
    needs = [one for one in reading.needs if one.topic not in SMALL_TALK] or list(reading.needs)
    needs = _settled(view, needs)
    messages: list[Message] = []
    for one in needs[:MOST]:
        beside = _of_same_thing(view, one, needs[0].topic) if messages else None
        if beside:  # 「期限と持ち物を教えて」: what to bring of the same thing
            messages.append(beside)
            continue
        # a day told in another sentence of the message belongs to the deadline asked about
        part = one.part if one.part and one.topic not in GROUPS else None
        heard = replace(part, risk=reading.risk) if part else reading
        heard = replace(heard, verdict="answer", needs=(one,), act="" if len(needs) > 1 else reading.act)
        reply = _one(view.but(reading=heard), one.topic, one.confidence)
        messages += [message for message in reply.messages if message not in messages]
        view = view.but(belief=reply.belief)
    return Reply(tuple(messages), view.belief.but(misses=0))


def _of_same_thing(view: View, one: Need, first: str) -> Message | None:
    asked = one.part.aspect if one.part and one.topic.startswith("registration") else ""
    return (
        say.aspect(view.context, first, view.belief, asked)
        if asked and not view.reading.said("about_registration")
        else None
    )


def _settled(view: View, needs: list[Need]) -> list[Need]:
    """With the right office in the place of a contact; `ELSEWHERE` for people of another insurer."""
    insurer, kept = view.reading.insurer, []
    for one in needs:
        beside = OFFICES.get(one.topic, "")
        own = one.part.insurer if one.part else insurer
        if not beside or view.reading.button:
            kept.append(one)
        elif len(needs) == 1:
            kept += [replace(one, topic=topic) for topic in _office_topics(view)]
        elif beside in insurer.offices and not _elsewhere_insured(own):
            kept.append(one)
    if kept and all(one.topic == ELSEWHERE for one in kept) and view.reading.said("cancels_registration"):
        return [replace(kept[0], topic="deregistration")]
    return kept or [replace(needs[0], topic=topic) for topic in _office_topics(view)]


def _elsewhere_insured(own: Insurer) -> bool:
    """True when the part of the message names another insurer or town."""
    return bool(own.only or own.named == "other" or own.town)


def _office_topics(view: View) -> list[str]:
    return [ELSEWHERE if one == "other" else OFFICE_TOPICS[one] for one in view.offices] or ["human_handoff"]


def _twin(view: View, topic: str) -> str:
    """「海外転出 締切」 asks for a day, 「海外駐在、カードはどうする」 for what to do: words decide between twins."""
    if view.reading.button:
        return topic
    if topic in ("moving", "moving_deadline") and view.reading.said("to_abroad"):
        topic = "overseas_deadline"  # 「アメリカに引っ越します」
    if topic in ("moving", "overseas") and view.reading.said("last_day"):
        return f"{topic}_deadline"
    only_months = all(one.kind == "month" for one in view.reading.days.named)
    return say.TWINS[topic] if topic in ASKING and not view.reading.said("day_words") and only_months else topic


def _one(view: View, topic: str, confidence: float) -> Reply:
    if topic == ELSEWHERE or (topic == "human_handoff" and view.offices == ("other",)):
        return Reply((_elsewhere(view),), view.belief.but(insurer="other", topic="human_handoff"))
    if topic == "my_deadline_status":
        return _my_days(view, confidence)
    topic = _twin(view, topic)
    special = ask_special(view, topic)
    if special:
        return special
    narrow = view.goes_on and topic not in ASKING  # 「代理でもいい?」 of a certificate whose day is known asks for no day
    dated = _dated(view, topic, confidence) if topic in GROUPS and not narrow else None
    return dated or _told(view, topic, confidence)


def _elsewhere(view: View) -> Message:
    """Whom people of another town or insurer ask."""
    town = view.reading.insurer.town
    if town:
        return say.phrase(view.context, "other_town", "human_handoff", town=town)
    return say.phrase(view.context, "other_office", "human_handoff")


def _my_days(view: View, confidence: float) -> Reply:
    named = view.named_deadline
    if named and not (view.context.card and named == "cert_expiry"):
        return _one(view, named, confidence)
    known = timeline(view.context, view.belief)
    if known:
        return Reply((known,), view.belief.but(topic=known.topic, case=USUAL, question=None))
    case = "kiosk" if view.context.channel == "kiosk" else USUAL
    messages = say.answer(view.context, "my_deadline_status", view.belief, confidence=confidence, case=case)
    return Reply(tuple(messages), view.belief.but(topic="my_deadline_status"))


def ask_special(view: View, topic: str) -> Reply | None:
    """The reply to a question for a deadline that only some words ask for: the day told, or the question for it."""
    kind, mark = SPECIAL.get(topic, ("", ""))
    if not mark or not view.reading.said(mark) or view.aspect in ("how_long", "cost", "where"):
        return None
    dated = hear(view, kind)
    if dated or not view.reading.said("limit_words"):
        return dated
    context, belief = view.context, view.belief
    if belief.days_of("").get(FIRST_EVENT[kind]):
        return reckoned(context, belief, kind, [""])
    asked = ask(context, belief, kind, FIRST_EVENT[kind])
    if kind == "dv":
        year = context.deadlines.rules["dv_support_renewal"].note_about("term")
        rule: Message | None = Message((say.plain(context.phrases.instead("support", year)),), TOPICS[kind])
    else:
        rule = next(iter(statements.answer(context, "loss", EXPRESS, belief, Asked(EXPRESS, (LAST_DAY,)))), None)
    return Reply((*([rule] if rule else []), *asked.messages), asked.belief.but(topic=TOPICS[kind], case=USUAL))


def _dated(view: View, topic: str, confidence: float) -> Reply | None:
    """The deadlines of the topic: by the day told, by the card, by what is known; None when the words ask for none."""
    kind, belief, reading, context = GROUPS[topic], view.belief, view.reading, view.context
    open_days = belief.question or belief.month or belief.known
    told = None if not open_days and view.only_roughly(kind) else hear(view, kind)
    if told:
        return told
    read = timeline(context, belief) if kind == "certificate" and context.card and reading.said("day_words") else None
    if read:  # the card on the reader says it
        return Reply((read,), belief.but(topic=read.topic, case=USUAL, question=None))
    counting = _counting(view, topic)
    if counting:
        return Reply((counting,), belief.but(topic=topic, kind=kind, case=USUAL))
    if topic == "cert_expiry" and _nothing_printed(view):
        asked = ask(context, belief, "certificate", "cert_expiry")
        return Reply((where_printed(context, "cert_expiry", topic),), asked.belief.but(topic=topic, case=USUAL))
    return _by_known(view, topic, kind, confidence)


def _nothing_printed(view: View) -> bool:
    reading = view.reading
    return not view.belief.known and reading.hint == "what" and reading.said("nothing_printed")


def _by_known(view: View, topic: str, kind: str, confidence: float) -> Reply | None:
    again = view.belief.but(topic=TOPICS[kind], kind=kind)
    known = FIRST_EVENT[kind] in again.known.get("", {}) and 0 < view.reading.length <= TOLD_AT_MOST
    further = about_known(view.but(belief=again)) if known else None
    if further:
        return further
    if known and kind == "certificate":  # never asked again for what was told
        return reckoned(view.context, again, kind, [""], confidence)
    return _explain_and_ask(view, topic, kind, confidence) if topic in ASKING else None


def _counting(view: View, topic: str) -> Message | None:
    """「90日は届け出た日を含みますか」: how the days of moving are counted."""
    if topic not in ("moving", "moving_deadline") or view.aspect != "counting":
        return None
    found = [say.aspect(view.context, "moving_deadline", view.belief, name) for name in ("when", "how_long")]
    parts = tuple(part for one in found if one for part in one.parts)
    return replace(found[0], parts=parts) if found[0] else None


def _explain_and_ask(view: View, topic: str, kind: str, confidence: float) -> Reply:
    """The rule in two sentences and the one day needed; with days already known, the reckoning."""
    belief, context = view.belief, view.context
    if belief.known.get("") and belief.kind == kind:
        return reckoned(context, belief, kind, [""], confidence)
    asked = Asked() if view.reading.said("day_words") else asked_in(view)
    messages = say.answer(context, topic, belief, confidence=confidence, asked=asked)
    messages[-1] = replace(messages[-1], expects="date")
    return Reply(tuple(messages), belief.asking(kind, FIRST_EVENT[kind]).but(topic=topic, case=USUAL))


def _told(view: View, topic: str, confidence: float) -> Reply:
    """The rulebook's answer, with what a PIN allows in front."""
    reading, belief, context = view.reading, view.belief, view.context
    counted = limit(view, topic)
    if counted and topic == belief.topic:  # the whole answer was given before
        also = say.short(context, topic, belief, reading.asks)
        return Reply((counted, *([also] if also else [])), belief)
    first = (*left_on_card(view, topic), *([counted] if counted else []))
    on = reading.days.past if topic in AS_OF_TOPICS else None
    real, case = say.ALIASES.get(topic, (topic, usual(reading.cases.get(topic, ""))))
    asked = asked_in(view)
    if "who" in asked.asks and reading.said("stops"):  # stopping a card is for everybody
        asked = replace(asked, asks=tuple(one for one in asked.asks if one != "who"))
    messages = say.answer(context, topic, belief, confidence=confidence, case=case, on=on, asked=asked)
    waiting = real if any(one.buttons == insurer_buttons(context) for one in messages) else ""
    belief = belief.but(topic=real, case=case, asked_insurer_for=waiting, kind=GROUPS.get(topic) or belief.kind)
    return Reply((*first, *messages), belief.but(on=on.isoformat() if on else ""))


OUTCOMES: Final = (Outcome("answer", lambda v: v.reading.answered(), answers),)
