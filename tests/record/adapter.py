"""How a recorded input becomes a call of the dialogue, and a reply becomes plain values. The only part of these tools that knows
the dialogue's types: when they are replaced, this module is rewritten and recordings stay as they are.

An input: {"heard", "state", "today", "channel", "card", "tries_left"}; an outcome: {"messages", "state"} or {"raised"}.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from actions.actions import understood_in
from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.phrases import load_phrases
from bot.dialogue.reply import Reply
from bot.dialogue.turn import take_turn
from bot.reading.model import Reading, pressed
from bot.reading.read import read
from bot.rulebook.deadlines.book import load_deadline_book
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.statements.needs_loader import load_book

Plain = dict[str, Any]
TODAY: Final = date(2026, 11, 22)
_HOLDER, _NAME = "bot.dialogue.turn", "take_turn"
_real = take_turn  # before a test run wraps it


@lru_cache(maxsize=1)
def the_statements() -> Statements:
    """Every need and statement."""
    return Statements(load_book())


@lru_cache(maxsize=1)
def _shipped() -> Context:
    return Context(Rulebook(load_rules()), load_deadline_book(), load_phrases(), the_statements(), TODAY)


def topics() -> list[str]:
    """Every topic that can be a button."""
    return sorted(_shipped().rulebook.rules.topics)


def rulebook_and_phrases() -> tuple[Any, Any]:
    """What the guard needs to know the desk's own numbers."""
    return _shipped().rulebook, _shipped().phrases


def fresh(insurer: str | None = None) -> Plain:
    """What is known when a conversation begins; `insurer` as chosen at the door."""
    return _old(Belief(insurer=insurer or "").as_json())


def heard_plain(parsed: Plain) -> Plain:
    """What the dialogue is handed for a message as the engine parsed it."""
    return understood_in(parsed)


def make_input(heard: Plain, state: Plain, *, today: str | None = None, channel: str = "web", **card: Plain) -> Plain:
    """An input; `card`: card (anchor -> ISO day) and tries_left (PIN -> entries), while a card lies on the reader."""
    day = today or TODAY.isoformat()
    return {"heard": heard, "state": state, "today": day, "channel": channel, "card": card.get("card", {}), "tries_left": card.get("tries_left", {})}


def take(given: Plain) -> Plain:
    """The outcome of an input with the present code and the shipped rulebook."""
    heard, belief = given["heard"], _belief(given["state"])
    today = date.fromisoformat(given["today"])
    context = replace(
        _shipped(),
        today=today,
        channel=given["channel"],
        card={anchor: date.fromisoformat(day) for anchor, day in given["card"].items()},
        tries_left=given["tries_left"],
    )

    def turn() -> Reply:
        if "reading" in heard:
            return _real(Reading.from_json(heard["reading"]), belief, context)
        if not heard["text"] and heard["topics"]:
            return _real(pressed(heard["topics"][0]["topic"]), belief, context)
        return _real(read(heard["text"], heard, today=today, open_=belief.open()), belief, context)

    return _outcome(turn)


def _belief(plain: Plain) -> Belief:
    """A recorded state; in recordings the question for a day is called interview."""
    return Belief.from_json({**plain, "question": plain.get("interview")})


def _old(plain: Plain) -> Plain:
    kept = {name: value for name, value in plain.items() if name != "question"}
    empty: Plain = {"known": {}, "options": [], "interview": None}
    return {**empty, **kept, "interview": plain.get("question")}


def _outcome(call: Callable[[], Reply]) -> Plain:
    try:
        return _told(call())
    except Exception as error:  # an outcome like another: compared, not hidden
        return {"raised": f"{type(error).__name__}: {error}"}


def _told(reply: Reply) -> Plain:
    messages = [{name: value for name, value in one.as_json().items() if name != "parts"} for one in reply.messages]
    return {"messages": messages, "state": _old(reply.belief.as_json())}


def watch(saw: Callable[[Plain, Plain], None]) -> None:
    """From now on every turn in this process, whoever takes it, is told to `saw` as input and outcome."""

    def watched(reading: Reading, belief: Belief, context: Context) -> Reply:
        card = {anchor: day.isoformat() for anchor, day in context.card.items()}
        given = make_input({"reading": reading.as_json()}, _old(belief.as_json()), today=context.today.isoformat(), channel=context.channel, card=card, tries_left=dict(context.tries_left))
        try:
            reply = _real(reading, belief, context)
        except Exception as error:
            saw(given, {"raised": f"{type(error).__name__}: {error}"})
            raise
        saw(given, _told(reply))
        return reply

    importlib.import_module(_HOLDER)
    for module in list(sys.modules.values()):
        if module.__name__ != __name__ and getattr(module, _NAME, None) is _real:
            setattr(module, _NAME, watched)


def asks_day(outcome: Plain) -> bool:
    """Whether the desk has just asked for a day: its guard then leaves short numbers."""
    return any(message["expects"] == "date" for message in outcome.get("messages", ()))


def heard_short(given: Plain) -> str:
    """The message and what was heard in it, on one line."""
    heard = given["heard"]
    if "reading" in heard:
        heard = {"text": "(read)", "act": "", **heard["reading"], "topics": heard["reading"].get("needs", [])}
    found = " ".join(f"{topic['topic']} {topic['confidence']:.2f}" for topic in heard["topics"])
    act = f" act={heard['act']}" if heard["act"] else ""
    return f"「{heard['text']}」 {heard.get('verdict', 'unclear')} {found}{act}"


def state_short(state: Plain) -> str:
    """What was known, without what is empty, on one line."""
    return " ".join(f"{name}={value}" for name, value in state.items() if value and (name, value) != ("case", "usual")) or "-"
