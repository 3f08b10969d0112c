"""What a message plainly asks, by the whole conversation: its statement answers, before what single words would make of it
and without the days that were reckoned. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.dialogue import say
from bot.dialogue.choosing import WAYS
from bot.dialogue.evidence import CERTAIN, barred
from bot.dialogue.policy.needs import asked_in
from bot.dialogue.policy.outcome import Outcome
from bot.dialogue.policy.pins import limit
from bot.dialogue.reckon import GROUPS
from bot.dialogue.reply import Reply
from bot.dialogue.view import OFFICES, View
from bot.reading.model import OF_DANGER, OUTSIDE, SMALL_TALK, Point

PLAINLY: Final = 0.45  # share of the statement from which it is told before anything else
SURELY: Final = 0.6  # ... though days are told that are not its need's
# what has days of its own to say, or asks whose office is meant
NOT_PLAIN: Final = frozenset({"my_deadline_status", "human_handoff", OUTSIDE, *OFFICES, *SMALL_TALK, *OF_DANGER})
# needs that are of a day by themselves
DATED: Final = (
    "moving_deadline", "overseas_deadline", "cert_expiry.until", "cert_expiry.expired", "overseas.keep_card", "loss.express",
)  # fmt: skip


def _plain(view: View) -> str:
    """The need of the statement that most likely answers, "" where none stands out: of a further message the need that was heard,
    of a first one any, unless danger, another person or several questions decide; and where the message tells and asks for no
    day of the need's."""
    reading, top = view.reading, view.reading.top
    best = reading.points[0] if reading.points else Point()
    known = view.context.statements.statement(best.statement) if best.share >= PLAINLY else None
    need = known.need if known else ""
    if not need or need.partition(".")[0] in NOT_PLAIN or need in WAYS or _is_of_days(view, need, best.share) or _is_else(view):
        return ""
    heard = top is not None and top.heard and top.need == need
    return need if heard or _is_first(view, need) else ""


def _is_first(view: View, need: str) -> bool:
    """True for a need of a first message that nothing speaks against: neither words nor a topic that is certain."""
    other = view.reading.answered(CERTAIN) not in ("", need.partition(".")[0])
    return _is_fresh(view) and not other and not need.startswith(barred(view.reading, view.belief))


def _is_fresh(view: View) -> bool:
    """True for a first message about one thing that is nobody else's and tells of no danger."""
    reading, belief = view.reading, view.belief
    fresh = belief.topic in ("", *SMALL_TALK, OUTSIDE) and not belief.question and not belief.careful
    guarded = any(one.topic in OF_DANGER for one in reading.needs) or reading.risk.kinds or reading.risk.other
    stated = reading.said("found_again", "card_at_hand", "card_itself", "bill_back", "thing_alone", "sent_to_atm")
    return fresh and not (stated or reading.button or reading.act or reading.bare or guarded or len(reading.needs) > 1)


def _is_of_days(view: View, need: str, share: float) -> bool:
    """True for days told, asked for or held against an answer, where the need is one of days, or is not sure."""
    days, reading = view.reading.days, view.reading
    told = days.told or days.only or days.held or days.used or days.planned
    asks = reading.said("day_words", "last_day") and need.partition(".")[0] in GROUPS
    return bool(asks or told and (share < SURELY or need.startswith(DATED)))


def _is_else(view: View) -> bool:
    """True for "never mind", another insurer told by the way, and how many entries a PIN allows."""
    cancelled = view.reading.hint == "cancel" and view.is_short
    return cancelled or view.insurer_told or (view.reading.said("pin_counted") and limit(view, view.topic) is not None)


def _answer(view: View) -> Reply:
    need, context, belief = _plain(view), view.context, view.belief
    topic = need.partition(".")[0]
    asked = replace(asked_in(view), need=need, share=1.0)
    messages = say.answer(context, topic, belief, confidence=max(view.confidence, PLAINLY), asked=asked)
    kind = GROUPS.get(topic) or belief.kind  # a day told next is of it
    return Reply(tuple(messages), belief.about(topic).but(question=None, kind=kind))


OUTCOMES: Final = (Outcome("plainly heard", _plain, _answer),)
