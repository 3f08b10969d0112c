"""Days that a message tells: what becomes known by them, and what is reckoned from it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.dialogue import say
from bot.dialogue.asking import ask, candidates, offer, which_day
from bot.dialogue.belief import USUAL, Belief, Question
from bot.dialogue.context import Context
from bot.dialogue.reckon import CARD_DAYS, FIRST_EVENT, OTHER_DAY, TOPICS, VISIT, reckon
from bot.dialogue.reply import Message, Reply
from bot.dialogue.view import View
from bot.reading.model import Told
from bot.rulebook.deadlines.model import Deadline, NotComputable

_TOGETHER: Final = ("moving", "overseas")  # families whose day is that of all who go along
_BOTH_ON_CARD: Final = ("cert_expiry", "card_expiry")


def hear(view: View, kind: str, told: Sequence[Told] | None = None) -> Reply | None:
    """The reply when the message tells a day for the family `kind`; None when it tells none. `told`: those of the days that
    are meant, when they are of several families."""
    reading, belief, context = view.reading, view.belief, view.context
    person = belief.question.person if belief.question else ""
    if kind == "certificate" and reading.said("birthday"):  # nothing is reckoned from a birthday here
        asked = belief.asking(kind, "cert_expiry", person)
        return Reply((say.phrase(context, "printed_please", TOPICS[kind]),), asked)
    days = reading.days.told.get(kind, ()) if told is None else told
    visits = [one for one in days if one.event == VISIT]
    ours = [one for one in days if one.event not in (VISIT, OTHER_DAY)]
    if not ours:
        return _no_day_of_ours(view, kind, person, visits, others=len(visits) < len(days))
    return _two_for_one(view, kind, ours) or _known(view, kind, ours, visits)


def _no_day_of_ours(view: View, kind: str, person: str, visits: Sequence[Told], *, others: bool) -> Reply | None:
    """Days of visits, of issue or renewal. 「更新は11月20日にした。翌日病院に行った」 asks for no deadline."""
    context, belief = view.context, view.belief
    if not others:
        return as_of_visit(context, belief, visits) if visits and _of_the_card(view, visits) else None
    if not (belief.question or view.reading.said("day_words", "last_day", "certificate")):
        return None
    waiting = belief.but(topic=TOPICS[kind]).asking(kind, "cert_expiry", person)
    return Reply((say.phrase(context, "printed_instead", TOPICS[kind]),), waiting)


def _of_the_card(view: View, visits: Sequence[Told]) -> bool:
    """True where a visit is told of a card whose days are known or spoken of: 「薬が切れます、明後日の病院はどうすれば」 after
    something else asks for no expiry."""
    known = CARD_DAYS & view.belief.days_of(visits[0].person).keys()
    return bool(known or view.reading.said("certificate", "certificate_itself") or not view.goes_on)


def _two_for_one(view: View, kind: str, told: Sequence[Told]) -> Reply | None:
    """「12月3日か4日に引っ越します」: two days for one thing; which of them is asked, never chosen."""
    for number, one in enumerate(told):
        for other in told[number + 1 :]:
            if (one.person, one.event) != (other.person, other.event):
                continue
            days = dict.fromkeys(
                day for each in (one, other) for day in candidates(view.context, view.belief, each, False)
            )
            if len(days) > 1:
                waiting = view.belief.asking(kind, one.event, one.person).but(
                    options=tuple(day.isoformat() for day in days)
                )
                return offer(view.context, waiting, TOPICS[kind])
    return None


def _known(view: View, kind: str, told: Sequence[Told], visits: Sequence[Told]) -> Reply:
    """What was told becomes known, of everybody it holds for, and is reckoned."""
    before, belief, context = view.belief, view.belief, view.context
    if any(one.event == "return_filed" for one in told):
        kind = "overseas"
    together = kind in _TOGETHER
    for one in told:
        found = candidates(context, belief, one, view.reading.said("corrects"))
        if len(found) != 1:
            return which_day(context, belief, kind, one, found)
        for name in (one.person, *(one.also if together else ())):
            belief = belief.told(name, one.event, found[0], kind)
    whose = list(dict.fromkeys(one.person for one in told))
    along = _along(view, before, told) if together else []
    for name in along:
        belief = belief.told(name, told[0].event, date.fromisoformat(belief.known[""][told[0].event]), kind)
    if len(told) > 1:  # a bare correction later means none of several in particular
        belief = belief.but(last="")
    if visits:
        return as_of_visit(context, belief, visits) or reckoned(context, belief, kind, whose, before=before)
    return _reckoned_for(view, _same_for_both(view, belief, kind, told), kind, told, along)


def _reckoned_for(view: View, belief: Belief, kind: str, told: Sequence[Told], along: Sequence[str]) -> Reply:
    """The deadlines of those whose day was told, and a word that they hold for those beside them."""
    before, context = view.belief, view.context
    whose = list(dict.fromkeys(one.person for one in told))
    named = [name for name in view.reading.people if name not in whose] if kind in _TOGETHER else []
    beside = [name for name in named if any(name in one.also for one in told)] or along
    if named and len(whose) == 1:  # 「12月3日に引っ越します。夫と子ども2人も一緒です」
        belief, beside = belief.with_days(named, belief.known[whose[0]]), named
    reply = reckoned(context, belief, kind, whose, before=before)
    if not beside or not reply.messages[0].deadlines:
        return reply
    note = whose_same(context, kind, beside)
    return Reply((reply.messages[0], note, *reply.messages[1:]), reply.belief)


def whose_same(context: Context, kind: str, people: Sequence[str]) -> Message:
    """That the day, and with it the deadline, is the same for these people as well."""
    persons = context.phrases.line("and").join(people)
    return say.phrase(context, "whose_same", TOPICS[kind], persons=persons, person=people[0])


def _same_for_both(view: View, belief: Belief, kind: str, told: Sequence[Told]) -> Belief:
    """「カードは12月3日、電子証明書も同じです」."""
    if len(told) != 1 or told[0].event not in _BOTH_ON_CARD or not view.reading.said("same_for_both"):
        return belief
    other = next(event for event in _BOTH_ON_CARD if event != told[0].event)
    return belief.told(told[0].person, other, belief.days_of(told[0].person)[told[0].event], kind)


def _along(view: View, before: Belief, told: Sequence[Told]) -> list[str]:
    """Who had the speaker's day and was not named apart: a day put off is put off for them as well."""
    if len(told) != 1 or told[0].person or view.reading.people or view.reading.said("alone"):
        return []
    event, old = told[0].event, before.known.get("", {}).get(told[0].event)
    waiting = before.question is not None and before.question.anchor == event and "" in before.known and not old
    return [
        name
        for name, days in before.known.items()
        if name and ((old and days.get(event) == old) or (waiting and not days))
    ]


def reckoned(
    context: Context,
    belief: Belief,
    kind: str,
    whose: Sequence[str],
    confidence: float = 1.0,
    before: Belief | None = None,
) -> Reply:
    """The deadlines of the people in `whose`, and the one further day that could change them.

    A day that contradicts what was known is not kept: `before` is what was known until then."""
    messages: list[Message] = []
    for person in whose:
        try:
            found = reckon(context, kind, belief.days_of(person), belief)
        except NotComputable as problem:
            reply = _not_reckoned(context, belief, kind, person, problem, before)
            return Reply((*messages, *reply.messages), reply.belief)
        messages.append(say.deadlines(context, TOPICS[kind], found, person, confidence))
    days = belief.days_of(whose[-1])
    belief = belief.but(kind=kind, topic=TOPICS[kind], case=USUAL, question=None, month="")
    if kind == "moving" and not {"moving_in_filed", "relocation_date"} & days.keys():
        for have, want, key in (
            ("move_date", "moving_out_planned", "ask_planned_too"),
            ("moving_out_planned", "move_date", "ask_move_too"),
        ):
            if have in days and want not in days:
                messages.append(say.phrase(context, key, TOPICS[kind]))
                belief = belief.but(question=Question(kind, want, whose[-1]))
    return Reply(tuple(messages), belief)


def _not_reckoned(
    context: Context, belief: Belief, kind: str, person: str, problem: NotComputable, before: Belief | None
) -> Reply:
    """The day that is missing is asked for, or the one that does not fit once more."""
    event = problem.needed[0] if problem.needed else FIRST_EVENT[kind]
    if problem.why == "missing":
        asked = ask(context, belief, kind, event, person)
        return Reply(asked.messages, belief.but(question=Question(kind, event, person)))
    again = belief.last if before is not None and belief.last in problem.needed else event
    known = before.known if before is not None else {}
    earlier = before.days_of(person).keys() if before is not None else set()
    if problem.why == "contradiction" and len(problem.needed) > 1 and not earlier & set(problem.needed):
        known = belief.known  # both told just now: one of them will be told again, the other stays
    said = Message((say.plain(context.phrases.instead("day", problem.reason), "question"),), TOPICS[kind])
    return Reply((said,), belief.but(known=known).asking(kind, again, person))


def as_of_visit(context: Context, belief: Belief, visits: Sequence[Told]) -> Reply | None:
    """What held for the certificate on the day of a visit; asks for the expiry when it is not known.

    None when the visit names no day and no month as a whole is clear."""
    person, day = visits[0].person, visits[0].day
    days = belief.days_of(person)
    if not CARD_DAYS & days.keys():
        asked = ask(context, belief, "certificate", "cert_expiry", person)
        return Reply(asked.messages, asked.belief.but(topic=TOPICS["certificate"]))
    try:
        found = [reckon(context, "certificate", days, belief, on=one) for one in day.candidates]
    except NotComputable:
        return None
    if not found:
        return None
    belief = belief.but(kind="certificate", topic=TOPICS["certificate"], question=None)
    if len({tuple(sorted((one.id, one.state == "over") for one in each)) for each in found}) > 1:
        return Reply((say.phrase(context, "need_day", "cert_expiry", words=day.words),), belief)
    words = day.words if day.kind == "month" else context.phrases.spoken(day.candidates[-1])
    return Reply((_as_of(context, found[-1], person, words),), belief)


def _as_of(context: Context, found: Sequence[Deadline], person: str, words: str) -> Message:
    # what says whether the card could be used in a doctor's office stands first
    shown = sorted(found, key=lambda one: one.id != "cert_insurance_grace")
    counted = say.words_of(context).counted(shown[0])
    lines = [shown[0].consequence, *counted]
    said = say.of_deadlines(context, TOPICS["certificate"], shown, person, lines, [shown[0].consequence])
    return replace(said.led_by(say.part(context.phrases.get("as_of").fill(day=words), "lead")), confidence=1.0)
