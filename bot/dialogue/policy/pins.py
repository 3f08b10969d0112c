"""How many wrong entries lock which PIN, and how many are left after those told (S69, S71). No PIN is ever asked for. Pure."""

from __future__ import annotations

from functools import cache

from bot.dialogue import say
from bot.dialogue.reply import Message
from bot.dialogue.view import PIN_TOPICS, View
from bot.rulebook.deadlines.counts import Attempts, load_attempts

KIND_ALONE: int = 14  # characters: 「署名用は?」


@cache
def _attempts() -> dict[str, Attempts]:
    return load_attempts()


def _meant(view: View) -> str:
    """The PIN meant: the four digits of the user authentication certificate unless another is named."""
    return view.reading.pins.kind or "user_authentication"


def _name(view: View) -> str:
    return view.context.phrases.name("pins", _meant(view), _attempts()[_meant(view)].name)


def _asks(view: View, topic: str) -> bool:
    """True when the message asks how many entries a PIN allows, or tells how many were wrong."""
    said, pins = view.reading.said, view.reading.pins
    if said("pin_resets"):  # whether the count goes away: the whole answer says so
        return False
    if topic in PIN_TOPICS or view.belief.topic in PIN_TOPICS:
        kind_alone = bool(pins.kind) and view.reading.length <= KIND_ALONE
        return said("pin_counted", "missed_again") or bool(pins.misses) or kind_alone
    return (said("pin_counted") or bool(pins.misses)) and said("about_pin") and said("missed")


def limit(view: View, topic: str) -> Message | None:
    """The limit of the PIN meant and what is left, when the message asks for it; None otherwise."""
    if view.reading.button or not _asks(view, topic):
        return None
    one, misses, name = _attempts()[_meant(view)], view.reading.pins.misses, _name(view)
    if not misses:
        return say.phrase(view.context, "pin_limit", "pin_lock", name=name, limit=str(one.limit))
    left = one.left(misses)
    key = "pin_left" if left else "pin_locked"
    return say.phrase(
        view.context, key, "pin_lock", name=name, limit=str(one.limit), misses=str(misses), left=str(left)
    )


def left_on_card(view: View, topic: str) -> tuple[Message, ...]:
    """What the card on the reader says of the PIN meant, when the visitor asks about PINs."""
    left = view.context.tries_left.get(_meant(view))
    if left is None or topic not in PIN_TOPICS:
        return ()
    key = "tries_left" if left else "tries_locked"
    return (say.phrase(view.context, key, topic, name=_name(view), left=str(left)),)
