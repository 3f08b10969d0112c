"""From the days of a conversation to deadlines: which family a topic belongs to, what can be reckoned, the timeline. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.dialogue import say
from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.plan import visit_plan
from bot.dialogue.reply import Message, Part
from bot.rulebook.deadlines.model import Deadline, NotComputable

GROUPS: Final = {
    "moving_deadline": "moving",
    "moving": "moving",
    "overseas_deadline": "overseas",
    "overseas": "overseas",
    "cert_expiry": "certificate",
}
TOPICS: Final = {
    "moving": "moving_deadline",
    "overseas": "overseas_deadline",
    "certificate": "cert_expiry",
    "loss": "loss",
    "dv": "dv_restriction",
}
FIRST_EVENT: Final = {
    "moving": "move_date",
    "overseas": "departure_planned",
    "certificate": "cert_expiry",
    "loss": "loss_reported",
    "dv": "dv_support_start",
}
EVENTS: Final = {
    "moving": (
        "moving_out_planned",
        "moving_in_filed",
        "move_date",
        "relocation_date",
        "return_filed",
        "move_in_online",
    ),
    "overseas": ("departure_planned", "return_filed"),
    "certificate": ("cert_expiry", "card_expiry", "stay_limit"),
    "loss": ("loss_reported",),
    "dv": ("dv_support_start", "dv_support_until"),
}
KIND_OF: Final = {event: kind for kind, events in EVENTS.items() for event in events}
VISIT: Final = "visit_day"  # a day in a doctor's office: asked about, nothing is counted from it
OTHER_DAY: Final = "other_day"  # of issue or renewal
MOVING_DAYS: Final = frozenset({"move_date", "moving_out_planned"})
CARD_DAYS: Final = frozenset({"cert_expiry", "card_expiry", "stay_limit"})


def under_discussion(belief: Belief) -> bool:
    """True when the topic under discussion is the one whose days were told."""
    return bool(belief.kind and any(belief.known.values()) and TOPICS.get(belief.kind) == belief.topic)


def _attempt(kind: str, days: dict[str, date], last: str) -> str:
    """The group of rules that says the most for certain from the known days."""
    if kind == "certificate":
        return "card" if "cert_expiry" not in days and "card_expiry" in days else kind
    return kind if kind != "moving" or "moving_in_filed" in days else _of_moving(days, last)


def _of_moving(days: dict[str, date], last: str) -> str:
    moved, planned = "move_date" in days, "moving_out_planned" in days
    if "move_in_online" in days and (last == "move_in_online" or not (moved or planned or "relocation_date" in days)):
        return "online_moving_out"
    if moved != planned:
        return "moving_without_plan" if moved else "moving_without_move"
    return "relocation" if not moved and "relocation_date" in days else "moving"


def reckon(
    context: Context, kind: str, days: dict[str, date], belief: Belief, on: date | None = None
) -> tuple[Deadline, ...]:
    """Deadlines of the family as of today (or the day `on`), nearest first. Raises NotComputable."""
    book = context.deadlines.counting(belief.counts == "first") if belief.counts else context.deadlines
    found = book.reckon(_attempt(kind, days, belief.last), days, today=on or context.today, insurer=belief.insurer)
    # that renewal has begun is said with the expiry itself; the expiry comes before what still works after it
    shown = [one for one in found if one.id != "cert_renewal_opens"]
    return tuple(sorted(shown, key=lambda one: one.id == "cert_insurance_grace" and one.state != "over")) or found


def of_person(context: Context, belief: Belief, person: str) -> tuple[Deadline, ...]:
    """The deadlines under discussion of one person; none when nothing can be reckoned."""
    try:
        return reckon(context, belief.kind, belief.days_of(person), belief)
    except NotComputable:
        return ()


def opening(context: Context, belief: Belief, person: str) -> Deadline | None:
    """The deadline that says from when: the renewal of a certificate, or the first one with a first day."""
    days = belief.days_of(person)
    try:
        if belief.kind == "certificate":
            every = context.deadlines.reckon("certificate", days, today=context.today)
            return next((one for one in every if one.id == "cert_renewal_opens"), None)
        return next((one for one in reckon(context, belief.kind, days, belief) if one.opens), None)
    except NotComputable:
        return None


def timeline(context: Context, belief: Belief) -> Message | None:
    """Everything known in this conversation as one list, nearest first; None when nothing is known."""
    rows = sorted(_rows(context, belief), key=_nearness)
    if not rows:
        return None
    words, head = say.words_of(context), context.phrases.get("timeline_head")
    (owner, nearest), *rest = rows
    text = "\n".join([head.text, words.full(nearest, owner), *(words.short(one, whose) for whose, one in rest)])
    easy = "\n".join([head.easy, *(words.easy(one, whose) for whose, one in rows[:4])])
    speech = head.speech + "".join(words.speech([one], whose) for whose, one in rows[:3])
    shown = [one for _whose, one in rows]
    read = [say.part(context.phrases.get("timeline_card"))] if context.card else []
    if read:  # it is read, not heard
        read = [Part("statement", read[0].text, read[0].easy, "")]
    plan = visit_plan(context, belief, rows) if context.card or len(rows) > 1 else None
    return Message(
        (Part("deadline", text, easy, speech), *([plan] if plan else []), *read),
        "my_deadline_status",
        sources=say.deadline_sources(context, shown),
        deadlines=tuple(shown),
        whose=tuple(whose for whose, _one in rows),
    )


def _rows(context: Context, belief: Belief) -> list[tuple[str, Deadline]]:
    people = {person: belief.days_of(person) for person in belief.known}
    if context.card:
        people[""] = {**people.get("", {}), **context.card}
    rows: list[tuple[str, Deadline]] = []
    for person, days in people.items():
        for kind in sorted({KIND_OF[event] for event in days if event in KIND_OF}):
            try:
                rows += [(person, one) for one in reckon(context, kind, days, belief)]
            except NotComputable:
                continue
    return [row for row in rows if row[1].due or row[1].opens]


def _nearness(row: tuple[str, Deadline]) -> tuple[bool, date]:
    one = row[1]
    return one.state == "over", one.last_day or one.opens or date.max
