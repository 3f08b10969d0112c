"""Answers for people of another insurer: without what is said to the people of our two offices. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.rulebook.statements.model import Answer

OURS: Final = frozenset({"contact_kitamura", "contact_kitaku"})
_TO_OURS: Final = re.compile(
    r"キタムラ健康保険組合|北区（きたく）の\s?国民健康保険|北区の国民健康保険|北区国保|国保資格係|088[-、]\s?804|03[-、]\s?3908"
)
_OTHERS_HEAD: Final = re.compile(r"^・(?:そのほか|ほかの健康保険)の方(?:：|は、)")
_SENTENCE: Final = re.compile(r"[^。]*。|[^。]+$")


def without_ours(text: str) -> str:
    """`text` without the sentences that name our two offices, their insurance or numbers; a line that then is empty goes,
    and a list's line goes whole."""
    lines = []
    for line in text.split("\n"):
        if not _TO_OURS.search(line):
            lines.append(_OTHERS_HEAD.sub("・", line))
        elif not line.startswith("・"):
            kept = "".join(one for one in _SENTENCE.findall(line) if not _TO_OURS.search(one))
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
