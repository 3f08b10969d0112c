"""Dialogue acts: what a short message of a closed kind does (words/acts.yml, words/asks.yml). Pure."""

from __future__ import annotations

from typing import Final

from bot.reading.insurers import names_only_insurer
from bot.reading.marks import load_marks

# the acts that rules and domain.yml know
ACTS: Final = (
    "affirm",
    "deny",
    "cancel",
    "ask_why",
    "dont_know",
    "start_over",
    "capabilities",
    "tell_insurer",
    "change_insurer",
    "again",
    "simpler",
    "not_that",
    "follow_up",
)


def find_act(text: str) -> tuple[str, str]:
    """The act that the whole normalised message is, and its detail: the insurer told, or what a fragment asks; "" for none."""
    act = load_marks("acts").whole(text)
    if act == "neither_insurer":
        return "tell_insurer", "other"
    if act == "more":
        return "again", "more"
    insurer = names_only_insurer(text)
    if insurer and len(text) <= 26:
        return "tell_insurer", insurer
    asked = load_marks("asks").whole(text)
    return ("follow_up", asked) if asked else (act, "")
