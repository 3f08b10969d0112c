"""Deadlines as sentences: to read, in easy Japanese, and to be heard. The reckoning stands below the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.dates.find import spoken, weekday_ja
from bot.rulebook.deadlines.model import Deadline

SAFE: Final = "安心なのは{day}までです。"
_LEFT_OVER: Final = "（{days}日前に過ぎました）"
_LEFT: Final = "（あと{days}日）"
_LEFT_TODAY: Final = "（今日までです）"


def day_words(day: date) -> str:
    """2026年12月17日（木）."""
    return f"{spoken(day)}（{weekday_ja(day)}）"


def _left(deadline: Deadline) -> str:
    if deadline.days_left is None:
        return ""
    if deadline.days_left < 0:
        return _LEFT_OVER.format(days=-deadline.days_left)
    return _LEFT_TODAY if deadline.days_left == 0 else _LEFT.format(days=deadline.days_left)


def head(deadline: Deadline, whose: str) -> str:
    """The headline: whose, what, until when, how many days are left."""
    owner = f"{whose}の" if whose else ""
    if deadline.due is None:
        opens = f"：{day_words(deadline.opens)}から" if deadline.opens else ""
        return f"■ {owner}{deadline.name}{opens}"
    if deadline.opens and deadline.state == "not_yet":
        return f"■ {owner}{deadline.name}：{day_words(deadline.opens)}から{day_words(deadline.due)}まで"
    return f"■ {owner}{deadline.name}：{day_words(deadline.due)}まで{_left(deadline)}"


def full_text(deadline: Deadline, whose: str = "") -> str:
    """The answer first, then what to do, what happens otherwise, and how it was counted."""
    lines = [head(deadline, whose)]
    if deadline.recommended_by:
        lines.append(SAFE.format(day=day_words(deadline.recommended_by)))
    lines += [deadline.consequence, deadline.action, *deadline.notes]
    lines.append("【数え方】")
    lines += [f"・{step}" for step in deadline.derivation]
    return "\n".join(line for line in lines if line)


def short_text(deadline: Deadline, whose: str = "") -> str:
    """One or two lines, for a list."""
    lines = [head(deadline, whose)]
    if deadline.recommended_by:
        lines.append("　" + SAFE.format(day=day_words(deadline.recommended_by)))
    return "\n".join(lines)


def easy_text(deadline: Deadline, whose: str = "") -> str:
    """Easy Japanese: the day, then what to do."""
    owner = f"{whose}の " if whose else ""
    if deadline.due is None:
        return f"{owner}{deadline.name}。{deadline.action}"
    if deadline.state == "over":
        said = f"{owner}{deadline.name}：{spoken(deadline.due)}まででした。もう すぎました。"
    else:
        best = deadline.recommended_by or deadline.due
        said = f"{owner}{deadline.name}：{spoken(best)}までに してください。"
        if deadline.recommended_by:
            said += f" いちばん おそい日（ひ）は {spoken(deadline.due)}です。"
    return f"{said}\n{deadline.action}"


def speech_text(deadlines: Sequence[Deadline], whose: str = "") -> str:
    """To be heard: at most three, no brackets, no reckoning."""
    owner = f"{whose}の、" if whose else ""
    said: list[str] = []
    for deadline in deadlines[:3]:
        if deadline.due is None:
            said.append(f"{owner}{deadline.name}。")
        elif deadline.state == "over":
            said.append(f"{owner}{deadline.name}。{spoken(deadline.due)}まででした。もう過ぎています。")
        else:
            safe = (
                f" できれば、{spoken(deadline.recommended_by)}までにしてください。" if deadline.recommended_by else ""
            )
            said.append(f"{owner}{deadline.name}。{spoken(deadline.due)}までです。{safe}".strip())
    return "".join(said)
