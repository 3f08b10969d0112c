"""From the days of a conversation to deadlines: which family a topic belongs to, and what can be reckoned. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.dialogue.context import Context
from bot.dialogue.model import State
from bot.rulebook.deadlines.model import Deadline

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
MOVING_DAYS: Final = frozenset({"move_date", "moving_out_planned"})


def days_of(state: State, person: str) -> dict[str, date]:
    """The days known of a person ("" = the speaker) by anchor."""
    return {anchor: date.fromisoformat(day) for anchor, day in state.known.get(person, {}).items()}


def under_discussion(state: State) -> bool:
    """True when the topic under discussion is the one whose days were told."""
    return bool(state.kind and any(state.known.values()) and TOPICS.get(state.kind) == state.topic)


def _attempt(group: str, days: dict[str, date], last: str) -> str:
    """The group of rules that says the most for certain from the known days."""
    if group == "moving" and "moving_in_filed" not in days:
        if last == "move_in_online" and last in days:
            return "online_moving_out"
        if "move_date" in days and "moving_out_planned" not in days:
            return "moving_without_plan"
        if "moving_out_planned" in days and "move_date" not in days:
            return "moving_without_move"
        if "relocation_date" in days and "move_date" not in days:
            return "relocation"
        if not MOVING_DAYS & days.keys() and "move_in_online" in days:
            return "online_moving_out"
    if group == "certificate" and "cert_expiry" not in days and "card_expiry" in days:
        return "card"
    return group


def reckon(
    context: Context, group: str, days: dict[str, date], state: State, on: date | None = None
) -> tuple[Deadline, ...]:
    """Deadlines of the group as of today (or the day `on`), nearest first. Raises NotComputable."""
    book = context.deadlines.counting(state.counts == "first") if state.counts else context.deadlines
    attempt = _attempt(group, days, state.last)
    found = book.reckon(attempt, days, today=on or context.today, insurer=state.insurer)
    # that renewal has begun is said with the expiry itself; the expiry comes before what still works after it
    shown = [one for one in found if one.id != "cert_renewal_opens"]
    return tuple(sorted(shown, key=lambda one: one.id == "cert_insurance_grace" and one.state != "over")) or found
