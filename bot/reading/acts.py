"""Dialogue acts: what a short message of a closed kind does (words/acts.yml, words/asks.yml). Pure."""

from __future__ import annotations

from bot.reading.insurers import read_insurer
from bot.reading.marks import AT_MOST, Said, load_marks
from bot.reading.model import Insurer


def find_act(said: Said, insurer: Insurer | None = None) -> tuple[str, str]:
    """The act that the whole message is, and its detail: the insurer told, or what a fragment asks; "" for none."""
    act = load_marks("acts").first(said, "whole")
    if act == "neither_insurer":
        return "tell_insurer", "other"
    if act == "more":
        return "again", "more"
    only = (insurer or read_insurer(said.text)).only if len(said.text) <= AT_MOST["whole"] else ""
    asked = "" if only else load_marks("asks").first(said, "whole")
    return ("tell_insurer", only) if only else ("follow_up", asked) if asked else (act, "")
