"""Tiers before the needs: what words name for certain, and what a subject under discussion makes of few words. Pure."""

from __future__ import annotations

from typing import Final

from bot.dialogue import say
from bot.dialogue.evidence import LOSSES
from bot.dialogue.policy.needs import answer_as, ask_special
from bot.dialogue.policy.outcome import Outcome
from bot.dialogue.policy.pins import limit
from bot.dialogue.reply import Reply
from bot.dialogue.telling import hear
from bot.dialogue.view import DV, PIN_TOPICS, SURE, View

AT_HAND: Final = ("reader_failure", "cert_expiry", "pin_lock")  # what else is asked about a card that is there


def _visit(view: View) -> bool:
    """「12月2日に病院の予約がある」 after an expiry was told: whether the card serves on that day. Nothing was lost: a card is
    not to be stopped."""
    about_loss = view.topic in ("loss_visit_soon", "loss") and not view.reading.said("lost")
    known = view.belief.kind == "certificate" and bool(view.belief.known)
    return about_loss and known and view.tries("visit", lambda v: hear(v, "certificate"))


def _is_at_hand(view: View) -> bool:
    """「なくしていません、手元にあります」: heard as a loss, or said to an answer about one."""
    sure = view.reading.answered(SURE)
    heard = sure in LOSSES or (not sure and view.belief.topic in LOSSES)
    return view.reading.said("card_at_hand") and heard and not view.reading.button


def _at_hand(view: View) -> Reply:
    buttons = [say.topic_button(view.context, topic) for topic in AT_HAND]
    said = say.phrase(view.context, "card_at_hand", "", buttons=buttons)
    return Reply((said,), view.belief.but(topic="", misses=0))


def _named_special(view: View) -> Reply | None:
    """Support measures and express re-issue have deadlines of their own; their names leave no doubt."""
    for mark, topic in (("support_measures", "dv_restriction"), ("express_reissue", "loss")):
        if view.reading.said(mark) and not view.reading.risk.other:
            special = ask_special(view, topic)
            if special or topic != "dv_restriction" or view.topic in DV:
                return special
            return answer_as(view, topic)
    return None


def _counted(view: View) -> Reply:
    """How many entries are left; with it where to go, unless the whole answer was given just before."""
    counted, belief = limit(view, view.topic), view.belief
    assert counted
    if belief.topic not in PIN_TOPICS:
        return answer_as(view, "pin_lock")
    also = say.short(view.context, "pin_lock", belief, view.reading.asks)
    return Reply((counted, *([also] if also else [])), belief.about("pin_lock"))


def _asks_limit(view: View) -> bool:
    sure = view.reading.answered(SURE)
    return bool(limit(view, view.topic)) and not view.elsewhere and sure in ("", view.belief.topic)


BEFORE_FURTHER: Final = (
    Outcome("visit after an expiry", _visit, lambda v: v.made("visit"), ("card at hand",)),
    Outcome("card at hand", _is_at_hand, _at_hand, ("measure by its name",)),
    Outcome("measure by its name", lambda v: v.tries("named", _named_special), lambda v: v.made("named")),
)
NOT_SEEN: Final = (
    Outcome(
        "not to be seen",
        lambda v: v.belief.topic.startswith("dv") and v.reading.said("not_seen"),
        lambda v: answer_as(v, "dv_restriction"),
    ),
    Outcome("entries left", _asks_limit, _counted),
)
