"""Second tier: the conversation itself: which insurance, start over, once more, yes and no. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.dialogue import say, statements
from bot.dialogue.asking import ask
from bot.dialogue.belief import USUAL, Belief
from bot.dialogue.choosing import Asked
from bot.dialogue.policy import further, repair
from bot.dialogue.policy.again import again, cancelled, day_asked_about, simpler
from bot.dialogue.policy.open_question import answer_act
from bot.dialogue.policy.outcome import Outcome
from bot.dialogue.reckon import FIRST_EVENT, TOPICS, timeline
from bot.dialogue.reply import Reply
from bot.dialogue.view import SURE, View, their_office
from bot.reading.model import OUTSIDE, USUAL_WORDS

WARD: Final = "kitaku"
_OF_A_TOPIC: Final = ("dont_know", "ask_why", "again", "simpler", "follow_up")


def _ward(view: View) -> Reply:
    """The answer under discussion for the ward's insurance after one sentence that says whom it is for. Who only lives in the
    ward is remembered as insured there only when the insurer was asked for; one known before is not overwritten."""
    context, belief = view.context, view.belief
    asked = belief.asked_insurer_for
    topic = asked or belief.topic
    noted = say.phrase(context, "ward_only", topic or "greeting")
    remember = bool(asked) or (view.reading.insurer.ward == "named" and not belief.insurer)
    kept = belief.but(insurer=WARD, misses=0) if remember else belief.but(misses=0)
    if belief.question:
        open_ = belief.question
        asked_again = ask(context, kept, open_.kind, open_.anchor, open_.person, open_.failures)
        return Reply((noted, *asked_again.messages), asked_again.belief)
    if not topic or topic in (*say.SPOKEN_TO, OUTSIDE):
        return Reply((replace(noted, buttons=say.first_buttons(context)),), kept)
    if topic.startswith("contact_"):  # which office was the question
        return Reply(tuple(say.answer(context, "contact_kitaku", kept)), kept.but(topic="contact_kitaku"))
    as_ward = belief.but(insurer=WARD, said=())
    if asked:
        messages = tuple(say.answer(context, asked, as_ward, case=belief.case, on=day_asked_about(belief, asked)))
    else:
        messages = again(context, as_ward).messages
    return Reply((noted, *messages), kept.but(asked_insurer_for="", topic=topic))


def _names_ward(view: View) -> bool:
    ward, belief = view.reading.insurer.ward, view.belief
    topic = belief.asked_insurer_for or belief.topic
    spoken_to = not topic or topic in (*say.SPOKEN_TO, OUTSIDE)
    return ward == "named" or (ward == "lives" and not (spoken_to and not belief.question))


def _insurer_beside(view: View) -> bool:
    """「いや今月から協会けんぽになった」「保険はキタムラです。もう一回言って」: the same answer for that insurance."""
    if not view.insurer_told or not view.belief.topic or view.reading.act:
        return False
    asks = view.reading.answered(SURE) and not view.goes_on  # what was heard in the conversation is its subject still
    return view.topic.startswith("contact_") or (view.insurer_changed and not asks and not view.reading.said("question"))


def _insurer_told(view: View, insurer: str) -> Reply:
    context, belief = view.context, view.belief.but(insurer=insurer)
    names = context.phrases.names("insurer_names")
    subject = belief.topic or "greeting"
    if insurer in names:
        noted = say.phrase(context, "insurer_noted", subject, insurer=names[insurer])
    else:
        noted = say.phrase(context, "insurer_noted_other", subject)
    topic = their_office(belief.asked_insurer_for or belief.topic, insurer)
    if not topic or topic in say.SPOKEN_TO:
        return Reply((replace(noted, buttons=say.first_buttons(context)),), belief)
    if belief.question:
        return Reply((noted,), belief)
    messages = say.answer(context, topic, belief.but(said=()), case=belief.case, on=day_asked_about(belief, topic))
    return Reply((noted, *messages), belief.but(asked_insurer_for="", topic=topic, misses=0))


def _capabilities(view: View) -> Reply:
    messages = say.answer(view.context, "greeting", view.belief, case="capabilities")
    messages[-1] = replace(messages[-1], buttons=say.first_buttons(view.context))
    return Reply(tuple(messages), view.belief.but(misses=0))


def _noted(key: str, *, to_person: bool = False) -> Callable[[View], Reply]:
    def do(view: View) -> Reply:
        context = view.context
        buttons = (say.topic_button(context, "human_handoff"),) if to_person else say.first_buttons(context)
        return Reply((say.phrase(view.context, key, view.belief.topic or "greeting", buttons=buttons),), view.belief)

    return do


def _start_over(view: View) -> Reply:
    said = say.phrase(view.context, "restarted", "greeting", buttons=say.first_buttons(view.context))
    return Reply((said,), Belief(language=view.belief.language))


def _change_insurer(view: View) -> Reply:
    belief, context = view.belief, view.context
    asked = say.phrase(context, "ask_insurer", belief.topic or "greeting", buttons=statements.insurer_buttons(context))
    return Reply((asked,), belief.but(insurer="", asked_insurer_for=belief.topic))


def _not_that_day(view: View) -> Reply:
    belief, asked = view.belief, view.belief.question
    event = asked.anchor if asked and not belief.last else belief.last
    return ask(view.context, belief, belief.kind, event or FIRST_EVENT[belief.kind])


def _is_not_that_day(view: View) -> bool:
    belief = view.belief
    return bool(
        view.reading.act == "not_that" and belief.kind and (belief.question or TOPICS.get(belief.kind) == belief.topic)
    )


def _not_that(view: View) -> Reply:
    belief = view.belief.but(question=None, misses=max(view.belief.misses, 1))
    unclear = replace(view.reading, verdict="unclear", needs=(), choices=())
    return repair.ask_back(view.but(belief=belief, reading=unclear))


def _acts(name: str) -> Callable[[View], bool]:
    return lambda view: view.reading.act == name


def _about_a_topic(view: View) -> bool:
    return bool(view.belief.topic) and view.reading.act in ("ask_why", "follow_up")


def _fact_told(view: View) -> bool:
    """The fact that was asked for, by a button or in words."""
    belief = view.belief
    return bool(
        belief.need and (view.reading.pressed == "fact" or (belief.wants and belief.wants in view.reading.facts))
    )


def _with_fact(view: View) -> Reply:
    belief = view.belief.but(said=())
    said = say.answer(view.context, belief.topic, belief, asked=Asked(need=belief.need))
    return Reply(tuple(said), view.belief.but(misses=0))


def _more(view: View) -> Reply:
    """くわしく: the rest of what was answered, in order."""
    belief = view.belief
    said = statements.rest(view.context, belief.topic, belief.need, belief)
    return Reply(tuple(said), belief) if said else again(view.context, belief)


def _yes_or_no(view: View) -> bool:
    belief = view.belief
    return view.reading.act in ("affirm", "deny") and not belief.question and bool(belief.topic) and not belief.misses


def _on_question(view: View) -> Reply | None:
    return answer_act(view, view.reading.act) if view.belief.question and view.reading.act else None


def _all_days(view: View) -> Reply:
    known = timeline(view.context, view.belief)
    assert known
    return Reply((known,), view.belief.but(topic=known.topic, case=USUAL))


def _usual_words(view: View) -> Reply:
    """Easy Japanese no more: what was answered last once more."""
    belief, context = view.belief, view.context
    noted = say.phrase(context, "usual_from_now", belief.topic or "greeting")
    known = again(context, belief) if belief.topic and not belief.question else Reply((), belief)
    return Reply((noted, *known.messages), known.belief)


OUTCOMES: Final = (
    Outcome("ward named", _names_ward, _ward, ("insurer told",)),
    Outcome("insurer told beside", _insurer_beside, lambda v: again(v.context, v.belief)),
    Outcome("start over", _acts("start_over"), _start_over),
    Outcome("usual words", lambda v: v.reading.language == USUAL_WORDS, _usual_words, ("simpler", "again")),
    Outcome("what can you do", _acts("capabilities"), _capabilities),
    Outcome("change insurer", _acts("change_insurer"), _change_insurer),
    Outcome("insurer told", _acts("tell_insurer"), lambda v: _insurer_told(v, v.reading.detail)),
    Outcome(
        "insurer not known",
        lambda v: v.reading.act == "dont_know" and v.belief.asked_insurer_for and not v.belief.question,
        lambda v: _insurer_told(v, "other"),
    ),
    Outcome(
        "cancel",
        lambda v: v.reading.act == "cancel" and (v.belief.question or v.belief.topic or not v.reading.said("enough")),
        cancelled,
    ),
    Outcome(
        "act on the open question",
        lambda v: v.tries("act", _on_question),
        lambda v: v.made("act"),
        ("further question",),
    ),
    Outcome("not that day", _is_not_that_day, _not_that_day),
    Outcome("not that", lambda v: v.reading.act == "not_that" and not _is_not_that_day(v), _not_that),
    Outcome("fact told", _fact_told, _with_fact),
    Outcome("more", lambda v: v.reading.detail == "more" and v.belief.need, _more),
    Outcome(
        "again",
        lambda v: v.reading.act == "again" and v.belief.topic and not (v.reading.detail and v.belief.need),
        lambda v: again(v.context, v.belief),
    ),
    Outcome("simpler", lambda v: v.reading.act == "simpler" and v.belief.topic, simpler),
    Outcome("further question", _about_a_topic, further.of_act),
    Outcome("yes or no", _yes_or_no, _noted("acknowledged")),
    Outcome(
        "does not know",
        lambda v: (
            v.reading.act == "dont_know" and v.belief.topic and not v.belief.question and not v.belief.asked_insurer_for
        ),
        _noted("dont_know", to_person=True),
    ),
    Outcome(
        "no topic yet",
        lambda v: (
            v.reading.act in _OF_A_TOPIC
            and not v.belief.topic
            and not v.belief.question
            and not v.belief.asked_insurer_for
        ),
        _noted("no_topic_yet"),
    ),
    Outcome(
        "all my days",
        lambda v: v.belief.known and v.reading.said("all_days") and timeline(v.context, v.belief),
        _all_days,
    ),
)
