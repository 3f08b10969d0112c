"""Seventh tier: what is asked further of the topic under discussion, and days told after an answer. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from bot.dialogue import say
from bot.dialogue.asking import where_printed
from bot.dialogue.belief import Question
from bot.dialogue.policy.again import cancelled, simpler
from bot.dialogue.policy.needs import AS_OF_TOPICS, ask_special
from bot.dialogue.policy.outcome import Outcome
from bot.dialogue.policy.reckoned import about_known
from bot.dialogue.policy.safety import join, joins
from bot.dialogue.reckon import GROUPS
from bot.dialogue.reply import Reply
from bot.dialogue.telling import hear, reckoned
from bot.dialogue.view import DOUBTFUL, SURE, View
from bot.reading.model import OUTSIDE, SMALL_TALK
from bot.rulebook.statements.led import lines_with, lines_with_phone

SHORT_FAMILY: Final = 20  # characters
BARE: Final = 30
_WHOLE_HOLDS_IT: Final = ("until", "consequence", "why", "papers")
_LINES_FOR: Final = ("", "online", "who")


def of_act(view: View) -> Reply:
    """「どこで?」「いくら?」「なぜ?」 and nothing else: of the deadlines, or of the topic under discussion."""
    asked = "why" if view.reading.act == "ask_why" else view.reading.detail
    known = about_known(view)
    if not known and asked == "how_long":  # of the procedure, not how long a paper is valid
        taking = say.short(view.context, view.belief.topic, view.belief, (asked,))
        known = Reply((taking,), view.belief) if taking else None
    return known or _aspect(view, asked)


def _aspect(view: View, asked: str) -> Reply:
    """The short answer of the topic under discussion, else the whole answer, said to be so."""
    context, belief = view.context, view.belief
    if asked in ("until", "consequence") and view.discussing:
        return reckoned(context, belief, belief.kind, list(belief.known)[-1:])
    short = say.aspect(context, belief.topic, belief, asked)
    if short:
        return Reply((short,), belief)
    on = date.fromisoformat(belief.on) if belief.on else None
    messages = say.answer(context, belief.topic, belief, case=belief.case, on=on)
    if asked in _WHOLE_HOLDS_IT:
        return Reply(tuple(messages), belief)
    return Reply((say.phrase(context, "aspect_unknown", belief.topic), *messages), belief)


def small_act(view: View, hint: str) -> Reply | None:
    """Never mind, simpler: inside a sentence while a day is being asked for; None for others."""
    if hint == "cancel":
        return cancelled(view)
    return simpler(view) if hint == "simpler" and view.belief.topic else None


def _may_go_on(view: View) -> bool:
    """True when the message may ask of the topic under discussion."""
    topic, belief = view.topic, view.belief
    family = topic in (belief.topic, say.TWINS.get(belief.topic))
    surely = view.reading.verdict == "answer" and topic and not family and topic not in say.SPOKEN_TO
    if not belief.topic or belief.topic in (*say.SPOKEN_TO, OUTSIDE):
        return False
    return not (surely and view.confidence >= SURE) and not view.elsewhere


def loose(view: View) -> Reply | None:
    """A short message that asks where, how much, who ... of the topic under discussion, in words of its own."""
    if not _may_go_on(view):
        return None
    context, belief, asked = view.context, view.belief, view.aspect
    if asked == "until" and view.discussing:
        return reckoned(context, belief, belief.kind, list(belief.known)[-1:])
    if asked == "penalty":
        return Reply((say.phrase(context, "unverified", belief.topic),), belief.but(misses=0))
    short = say.aspect(context, belief.topic, belief, asked) if asked else None
    if not short or asked in ("how_long", "closed"):
        short = say.short(context, belief.topic, belief, view.reading.asks) or short
    whole = say.answer(context, belief.topic, belief, case=belief.case)[0]
    lines = (
        lines_with(whole.text, view.reading.words, short.text if short else "")
        if asked in _LINES_FOR and view.is_short
        else []
    )
    if not short and view.reading.said("phone") and view.is_short:
        lines = lines_with_phone(whole.text)
    if lines:  # 「電話で解除できる?」: the very lines that speak of it
        short = replace(whole, parts=(say.plain("\n".join(lines)),), buttons=())
    return Reply((short,), belief.but(misses=0)) if short else None


def _correction(view: View) -> Reply | None:
    """A day told after the answer, without a subject of its own: a correction, or another person's day."""
    belief, reading = view.belief, view.reading
    special = ask_special(view, belief.topic)
    if special or not belief.kind or view.elsewhere:
        return special
    sure = reading.answered(SURE) if not reading.days.only else ""  # 「間違えた4月6日」: no subject, whatever is heard
    if sure and GROUPS.get(sure) not in (None, belief.kind):
        return None
    if _has_a_subject(view, sure):
        return join(view) if reading.length <= SHORT_FAMILY and joins(view) else None
    return hear(view, belief.kind) or (join(view) if joins(view) else None)


def _has_a_subject(view: View, sure: str) -> bool:
    own = sure and sure not in GROUPS and sure not in ("my_deadline_status", "third_party")
    return bool(own) and not (view.reading.days.named and sure in (OUTSIDE, *SMALL_TALK))


def _as_of(view: View) -> Reply | None:
    """「じゃあ今年の3月は?」「今は?」 after an answer that depends on the day: the same for another day."""
    belief, context, reading = view.belief, view.context, view.reading
    other = reading.answered(DOUBTFUL)
    if (
        belief.topic not in AS_OF_TOPICS
        or reading.length > BARE
        or (other and other not in (belief.topic, *say.SPOKEN_TO))
    ):
        return None
    on = reading.days.past or reading.days.bare_past
    if on is None and not reading.said("now"):
        return None
    messages = say.answer(context, belief.topic, belief, case=belief.case, on=on)
    return Reply(tuple(messages), belief.but(on=on.isoformat() if on else "", misses=0))


def _not_printed(view: View) -> bool:
    """「カードを見ても書いてない」 after the expiry of the certificate was asked for."""
    of_expiry = view.belief.topic == "cert_expiry" and not view.belief.known
    return of_expiry and view.reading.hint in ("what", "dont_know") and not view.elsewhere


def _where_printed(view: View) -> Reply:
    asked = Question("certificate", "cert_expiry", failures=1)
    return Reply(
        (where_printed(view.context, "cert_expiry", "cert_expiry"),), view.belief.but(question=asked, misses=0)
    )


def _no_subject(view: View) -> bool:
    return not view.topic or not view.own_subject


AFTER_AN_ANSWER: Final = (
    Outcome("day corrected", lambda v: v.tries("correction", _correction), lambda v: v.made("correction")),
    Outcome("as of another day", lambda v: v.tries("as of", _as_of), lambda v: v.made("as of")),
    Outcome("not printed", _not_printed, _where_printed),
)
OUTCOMES: Final = (
    Outcome("simpler", lambda v: _no_subject(v) and v.belief.topic and v.reading.hint == "simpler", simpler),
    Outcome(
        "about what was reckoned",
        lambda v: _no_subject(v) and v.tries("known", about_known),
        lambda v: v.made("known"),
        ("about the topic",),
    ),
    Outcome(
        "about the topic",
        lambda v: _no_subject(v) and not v.goes_on and v.tries("loose", loose),
        lambda v: v.made("loose"),
    ),
)
