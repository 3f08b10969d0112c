"""Dialogue acts: what a short message of a closed kind does (words/acts.yml, words/asks.yml). Pure."""

from __future__ import annotations

from bot.reading.insurers import read_insurer
from bot.reading.marks import WHOLE_AT_MOST, Said, load_marks
from bot.reading.model import Insurer


def find_act(said: Said, insurer: Insurer | None = None) -> tuple[str, str]:
    """The act that the whole message is, and its detail: the insurer told, or what a fragment asks; "" for none."""
    act = load_marks("acts").whole(said)
    if act == "neither_insurer":
        return "tell_insurer", "other"
    if act == "more":
        return "again", "more"
    only = (insurer or read_insurer(said.text)).only if len(said.text) <= WHOLE_AT_MOST else ""
    if only:
        return "tell_insurer", only
    asked = load_marks("asks").whole(said)
    return ("follow_up", asked) if asked else (act, "")
