"""Fourth tier: messages that change what is known without answering a question. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.dialogue import say
from bot.dialogue.asking import ask
from bot.dialogue.belief import Question
from bot.dialogue.policy.outcome import Outcome
from bot.dialogue.policy.reckoned import PLAN
from bot.dialogue.reckon import FIRST_EVENT, TOPICS
from bot.dialogue.reply import Message, Reply
from bot.dialogue.telling import hear, reckoned
from bot.dialogue.view import View

_MOVES: Final = ("moving", "overseas")
_KINDS: Final = ("moving", "overseas", "certificate")


def _apart(view: View) -> Reply | None:
    """「電子証明書が1月15日、引っ越しが12月1日」: each day goes to its own deadlines, in the order told."""
    messages: list[Message] = []
    for kind, told in view.reading.days.apart.items():
        reply = hear(view.but(belief=view.belief.but(question=None)), kind, told)
        if reply is None:
            return None
        messages += reply.messages
        view = view.but(belief=reply.belief)
    return Reply(tuple(messages), view.belief.but(misses=0)) if messages else None


def _pending_kind(view: View) -> str:
    """「引っ越しの日です」 after a bare day: now it is known what the day is of."""
    if view.belief.question or len(view.belief.options) != 1 or view.reading.days.named:
        return ""
    pressed = view.topic if view.reading.button else ""
    named = (kind for kind in _KINDS if view.reading.said(kind) or pressed == TOPICS[kind])
    return next(named, "")


def _pending(view: View) -> Reply:
    kind = _pending_kind(view)
    told = view.belief.told("", FIRST_EVENT[kind], date.fromisoformat(view.belief.options[0]), kind)
    return reckoned(view.context, told, kind, [""], before=view.belief)


def _in_other_year(view: View) -> date | None:
    """「ごめんなさい、今年でした」: the day told last, in another year."""
    day = view.belief.known.get("", {}).get(view.belief.last)
    if not day or not view.reading.year or not view.belief.kind:
        return None
    try:
        return date.fromisoformat(day).replace(year=view.reading.year)
    except ValueError:
        return None


def _other_year(view: View) -> Reply:
    day, belief = _in_other_year(view), view.belief
    assert day
    return reckoned(view.context, belief.told("", belief.last, day, belief.kind), belief.kind, [""], before=belief)


def _called_off(view: View) -> Reply:
    belief, buttons = view.belief, say.first_buttons(view.context)
    said = say.phrase(view.context, "called_off", TOPICS[belief.kind], buttons=buttons)
    return Reply((said,), belief.but(known={}, question=None, last="", options=(), kind=""))


def _put_off(view: View) -> Reply:
    """The day that no longer holds, the one named or else the one told last, is asked anew."""
    belief, known = view.belief, view.belief.known.get("", {})
    default = FIRST_EVENT[belief.kind]
    held = next((one for one in (default, "relocation_date") if one in known), "")
    planned = view.reading.said("planned_out") and "moving_out_planned" in known
    event = "moving_out_planned" if planned else held or belief.last or default
    name = view.context.deadlines.anchors[event].name
    asked = say.phrase(view.context, "ask_day", TOPICS[belief.kind], anchor=name)
    return Reply((asked,), belief.without_day(event).but(question=Question(belief.kind, event), options=(), month=""))


def _days_known(view: View) -> bool:
    return view.belief.kind in _MOVES and bool(view.belief.known)


def _office_counts(view: View) -> bool:
    """「うちの市は届け出た日から数えるそうです」: the 90 days as that office counts them."""
    said = view.reading.said
    filed = any({"moving_in_filed", "return_filed"} & days.keys() for days in view.belief.known.values())
    return filed and view.belief.kind in _MOVES and said("counts_first") != said("counts_next")


def _count_so(view: View) -> Reply:
    belief = view.belief.but(counts="first" if view.reading.said("counts_first") else "next")
    return reckoned(view.context, belief, belief.kind, list(belief.known)[-1:])


def _other_notice(view: View) -> Sequence[str]:
    """「同じ市内です」「いえ、別の市です」 after a day was told: another notice (from event, to event), the same day."""
    days, said = view.belief.known.get("", {}), view.reading.said
    if view.belief.kind != "moving" or view.reading.length > 30 or said("mail"):
        return ()
    if said("same_town") and "move_date" in days:
        return ("move_date", "relocation_date")
    return ("relocation_date", "move_date") if said("other_town") and "relocation_date" in days else ()


def _change_notice(view: View) -> Reply:
    old, new = _other_notice(view)
    days = view.belief.known[""]
    changed = {new if event == old else event: day for event, day in days.items() if event != "moving_out_planned"}
    belief = view.belief.with_days([""], changed).but(last=new, question=None)
    return reckoned(view.context, belief, "moving", [""])


def _asks_online(view: View) -> bool:
    """「転出届をネットで出せるのはいつから?」: the day of moving in is asked, or known."""
    said = view.reading.said
    return said("online_notice") and said("asks_period") and not view.reading.days.named


def _online(view: View) -> Reply:
    belief, day = view.belief, view.belief.days_of("").get("move_date")
    if day:
        told = belief.told("", "move_in_online", day, "moving")
        return reckoned(view.context, told, "moving", [""])
    return ask(view.context, belief.but(topic=TOPICS["moving"]), "moving", "move_in_online")


OUTCOMES: Final = (
    PLAN,
    Outcome("days of several families", lambda v: v.tries("apart", _apart), lambda v: v.made("apart")),
    Outcome("what the day was of", _pending_kind, _pending),
    Outcome("another year", _in_other_year, _other_year),
    Outcome("called off", lambda v: _days_known(v) and v.reading.said("called_off"), _called_off),
    Outcome(
        "put off",
        lambda v: _days_known(v) and v.reading.said("put_off") and not v.reading.said("called_off"),
        _put_off,
    ),
    Outcome("how an office counts", _office_counts, _count_so),
    Outcome("another notice", _other_notice, _change_notice),
    Outcome("notice by web", _asks_online, _online),
)
