"""Third tier: a day is being asked for: the day itself, one of those on offer, or what is said instead. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from bot.dialogue import say
from bot.dialogue.asking import offer, where_printed
from bot.dialogue.belief import USUAL
from bot.dialogue.policy import further, needs
from bot.dialogue.policy.outcome import Outcome
from bot.dialogue.policy.reckoned import about_known
from bot.dialogue.policy.safety import join, joins
from bot.dialogue.reckon import GROUPS, TOPICS, timeline
from bot.dialogue.reply import Reply
from bot.dialogue.telling import hear, reckoned
from bot.dialogue.view import RATHER_SURE, SURE, View, usual
from bot.reading.model import SMALL_TALK

PARTNERS: Final = {
    "moving_out_planned": "move_date",
    "move_date": "moving_out_planned",
    "moving_in_filed": "move_date",
}
ENOUGH: Final = 3  # days not told in a row; then a person helps better than another explanation
SAID_AGAIN: Final = ("again", "simpler")  # acts that ask for the same once more


def no_date(view: View) -> Reply:
    """A day was asked for and none came."""
    context, belief, asked = view.context, view.belief, view.belief.question
    assert asked
    if len(belief.options) > 1:
        return offer(context, belief, TOPICS[asked.kind])
    asked = replace(asked, failures=asked.failures + 1)
    topic = TOPICS[asked.kind]
    if asked.failures >= ENOUGH:
        head = say.phrase(context, "person_after_misses", "human_handoff")
        return Reply((head, *say.answer(context, "human_handoff", belief)), belief.but(question=None))
    if asked.failures == 2:
        to_person = [say.topic_button(context, "human_handoff")]
        said = say.phrase(context, "no_day_twice", topic, where=say.day_where(context, asked.anchor), buttons=to_person)
    elif view.reading.days.asked:
        said = say.phrase(context, "other_day_heard", topic, anchor=say.day_name(context, asked.anchor))
    else:
        said = say.phrase(context, "no_day_heard", topic)
    return Reply((said,), belief.but(question=asked))


def answer_act(view: View, act: str) -> Reply | None:
    """Why, don't know, yes to an offered day: acts that belong to the day being asked for; None for others."""
    context, belief, asked = view.context, view.belief, view.belief.question
    assert asked
    topic = TOPICS[asked.kind]
    if act == "ask_why":
        return Reply((say.phrase(context, "why_day", topic, anchor=say.day_name(context, asked.anchor)),), belief)
    if act == "dont_know":
        if belief.days_of(asked.person) and asked.kind == "moving":
            return Reply((where_printed(context, asked.anchor, topic, "optional_day"),), belief.but(question=None))
        if asked.failures:  # where it is printed was said already
            return no_date(view)
        return Reply((where_printed(context, asked.anchor, topic),), belief.but(question=replace(asked, failures=1)))
    if act == "affirm" and len(belief.options) > 1:
        return offer(context, belief, topic)
    if act == "affirm" and belief.options:
        return _settled(view, date.fromisoformat(belief.options[0]))
    return None


def _settled(view: View, day: date) -> Reply:
    asked = view.belief.question
    assert asked
    told = view.belief.told(asked.person, asked.anchor, day, asked.kind)
    return reckoned(view.context, told, asked.kind, [asked.person], before=view.belief)


def _chosen(view: View) -> date | None:
    """「早いほう」「来年のです」 among the days offered."""
    choice, options = view.reading.choice, view.belief.options
    if len(options) < 2:
        return None
    days = sorted(date.fromisoformat(day) for day in options)
    found = [day for day in days if (choice.years and day.year == choice.years[0]) or day.day == choice.day]
    if not choice.years and not choice.digits and choice.end:
        found = [days[0] if choice.end == "first" else days[-1]]
    return found[0] if len(found) == 1 else None


def _same_day(view: View) -> date | None:
    """「転出予定日も同じ日です」 in answer to the question for it."""
    asked = view.belief.question
    if not asked or not view.reading.said("same_day"):
        return None
    return view.belief.days_of(asked.person).get(PARTNERS.get(asked.anchor, ""))


def _same_subject(view: View) -> bool:
    asked = view.belief.question
    assert asked
    return not view.topic or GROUPS.get(view.topic) == asked.kind or view.topic == "my_deadline_status"


def _other(view: View) -> bool:
    """True when the message is about another subject. A day of something else that asks nothing (「11月20日に電話しました」) is an
    answer gone astray, whatever subject its words were guessed to have; a death is not passed over."""
    reading = view.reading
    if _is_of_the_talk(view):  # whatever its words were guessed to be about
        return False
    asks = reading.asks or reading.whether or reading.yes_no or reading.said("question", "lost")
    guessed = view.confidence < RATHER_SURE and view.topic != "death" and view.topic not in GROUPS
    if reading.days.named and not asks and guessed and view.is_short:
        return False
    return reading.verdict == "answer" and not _same_subject(view) and view.topic not in SMALL_TALK


def _is_of_the_talk(view: View) -> bool:
    """True for "say it again" and "never mind"."""
    return view.reading.act in SAID_AGAIN or (view.reading.hint == "cancel" and view.is_short)


def _surely_other(view: View) -> bool:
    return _other(view) and view.confidence >= SURE


def _may_tell(view: View) -> bool:
    """False when the message is about other deadlines for certain."""
    return view.reading.days.only or not (_surely_other(view) and view.topic in GROUPS)


def _day_told(view: View) -> Reply | None:
    asked = view.belief.question
    assert asked
    if not _may_tell(view):
        return None
    day = _chosen(view)
    told = _settled(view, day) if day else hear(view, asked.kind)
    if not told and (same := _same_day(view)):
        told = _settled(view, same)
    beside = GROUPS.get(view.belief.topic, asked.kind)  # another deadline was spoken of in between
    if not told and beside != asked.kind:
        told = hear(view.but(belief=view.belief.but(question=None)), beside)
    return Reply(told.messages, told.belief.but(misses=0)) if told else None


def _tells_a_day(view: View) -> bool:
    """「妻の誕生日は11月20日です」 tells a day that is not ours; it is no further question about the family."""
    return bool(view.reading.days.asked) and not view.reading.said("asks_or_teach")


def _small_word(view: View) -> Reply | None:
    """Wait, never mind, why do you ask, I do not know: inside a sentence."""
    hint, asked = view.reading.hint, view.belief.question
    assert asked
    if hint == "ask_why" and view.belief.days_of(asked.person) and not view.reading.said("about_asking"):
        return None  # why that day, not why it is asked
    if hint in ("what", "wait"):
        key = "where_printed" if hint == "what" else "waiting"
        return Reply((where_printed(view.context, asked.anchor, TOPICS[asked.kind], key),), view.belief)
    if hint in ("ask_why", "dont_know"):
        return answer_act(view, hint)
    return further.small_act(view, hint)


def _beside(view: View) -> Reply | None:
    """A small word, a further question about what was reckoned, or about the topic."""
    if _surely_other(view):
        return None
    reply = _small_word(view) or about_known(view)
    return reply or (None if _tells_a_day(view) else further.loose(view))


def _another_subject(view: View) -> Reply:
    asked = view.belief.question
    assert asked
    reply = needs.answers(view.but(belief=view.belief.but(question=None)))
    if reply.belief.question:
        return reply
    anchor = say.day_name(view.context, asked.anchor)
    back = say.phrase(view.context, "back_to_day", TOPICS[asked.kind], anchor=anchor)
    return Reply((*reply.messages, back), reply.belief.but(question=asked))


def _timeline(view: View) -> Reply:
    known = timeline(view.context, view.belief)
    assert known
    return Reply((known,), view.belief.but(topic=known.topic, case=USUAL))


def _small_talk(view: View) -> Reply:
    case = usual(view.reading.cases.get(view.topic, ""))
    return Reply(tuple(say.answer(view.context, view.topic, view.belief, case=case)), view.belief)


def _reckoned_again(view: View) -> Reply:
    asked = view.belief.question
    assert asked
    return reckoned(view.context, view.belief, asked.kind, [asked.person])


def _known_person(view: View) -> bool:
    asked = view.belief.question
    return bool(asked and view.belief.known.get(asked.person))


def _not_outside(view: View) -> bool:
    """False for what is another office's business for certain; 「8月28日に出しました」 is asked about: which notice?"""
    filed = view.reading.said("filed") and _tells_a_day(view)
    surely = view.reading.verdict == "outside" and view.confidence >= RATHER_SURE and view.reading.length > 3
    return not surely or filed


OUTCOMES: Final = (
    Outcome(
        "day told",
        lambda v: v.tries("day told", _day_told),
        lambda v: v.made("day told"),
        ("another subject first", "word beside the question", "deadline as known"),
    ),
    Outcome("family joins", joins, join),
    Outcome(
        "deadline once more",
        lambda v: v.reading.said("once_more") and _known_person(v),
        _reckoned_again,
        ("deadline as known", "word beside the question"),
    ),
    Outcome(
        "word beside the question",
        lambda v: v.tries("beside", _beside),
        lambda v: v.made("beside"),
        ("another subject first", "small talk", "deadline as known"),
    ),
    Outcome("another subject first", _other, _another_subject),
    Outcome(
        "all my days",
        lambda v: v.reading.answered() == "my_deadline_status" and timeline(v.context, v.belief),
        _timeline,
        ("deadline as known",),
    ),
    Outcome("small talk", lambda v: v.reading.answered() in SMALL_TALK - {"chitchat"}, _small_talk),
    Outcome(
        "deadline as known",
        lambda v: v.reading.verdict == "answer" and _same_subject(v) and _known_person(v),
        _reckoned_again,
    ),
    Outcome("no day told", _not_outside, no_date, rest=True),
)
