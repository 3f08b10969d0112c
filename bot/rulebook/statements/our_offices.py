"""Answers for people of another insurer: without what is said to the people of our two offices. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.rulebook.statements.model import Answer
from bot.rulebook.statements.patterns import pattern

OURS: Final = frozenset({"contact_kitamura", "contact_kitaku"})
_SENTENCE: Final = re.compile(r"[^。]*。|[^。]+$")


def without_ours(text: str) -> str:
    """`text` without the sentences that name our two offices, their insurance or numbers; a line that then is empty goes,
    and a list's line goes whole."""
    lines, to_ours = [], pattern("ours")
    for line in text.split("\n"):
        if not to_ours.search(line):
            lines.append(pattern("others_head").sub("・", line))
        elif not line.startswith("・"):
            kept = "".join(one for one in _SENTENCE.findall(line) if not to_ours.search(one))
            lines += [kept] if kept.strip() else []
    return "\n".join(lines)


def for_others(answer: Answer) -> Answer:
    """The answer for people of another insurer."""
    text, easy, speech = (without_ours(form) for form in (answer.text, answer.easy, answer.speech))
    contacts = tuple(one for one in answer.contacts if f"contact_{one.id}" not in OURS)
    return replace(
        answer,
        text=text,
        easy=easy,
        speech=speech,
        contacts=contacts,
        followups=tuple(name for name in answer.followups if name not in OURS),
        to_issuer=answer.asks_insurer or text != answer.text or len(contacts) < len(answer.contacts),
    )
