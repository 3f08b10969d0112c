"""Deadlines as a Flex bubble: one line each, nearest first. Neutral: what it is about stands in the text beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot.dates.calendar import with_weekday
from bot.doors.line import limits
from bot.doors.line.links import outside
from bot.words import Words

SAY: Final = Words(__file__)

MOST: Final = 10  # deadlines shown; the text beside it has all
NEAR: Final = 7  # days left that are shown in red
_RED, _GREEN, _GREY = "#b3261e", "#1b5e3a", "#555555"


def timeline(deadlines: Sequence[Mapping[str, Any]], calendar: str | None) -> dict[str, Any] | None:
    """The message, or None when no deadline has a day. `calendar`: where its file is, if that is a whole address."""
    dated = sorted((one for one in deadlines if one.get("due")), key=lambda one: str(one["due"]))
    for shown in range(min(len(dated), MOST), 0, -1):
        bubble = _bubble(dated[:shown], calendar)
        if len(json.dumps(bubble).encode()) <= limits.FLEX:  # as it is sent: escaped
            return {
                "type": "flex",
                "altText": limits.cut(SAY("alt", count=len(dated)), limits.ALT_TEXT),
                "contents": bubble,
            }
    return None


def _bubble(dated: Sequence[Mapping[str, Any]], calendar: str | None) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [_text(SAY("title"), weight="bold", size="lg")]
    for one in dated:
        rows += [{"type": "separator", "margin": "md"}, _row(one)]
    bubble: dict[str, Any] = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": rows}}
    link = outside(calendar) if calendar else None
    if link:
        action = {"type": "uri", "label": limits.cut(SAY("calendar"), limits.LABEL), "uri": link}
        button = {"type": "button", "style": "primary", "height": "sm", "action": action}
        bubble["footer"] = {"type": "box", "layout": "vertical", "contents": [button]}
    return bubble


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    whose = SAY("whose", whose=one["whose"]) if one.get("whose") else ""
    left = one.get("days_left")
    over = one.get("state") == "over" or (isinstance(left, int) and left < 0)
    colour = _GREY if over else _RED if isinstance(left, int) and left <= NEAR else _GREEN
    day = with_weekday(date.fromisoformat(one["due"]))
    when = SAY("over", day=day) if over else _left(day, left)
    name = limits.cut(f"{whose}{one.get('name') or ''}", 200)
    lines = [_text(when, color=colour, weight="bold"), _text(name, size="sm")]
    return {"type": "box", "layout": "vertical", "margin": "md", "contents": lines}


def _left(day: str, left: Any) -> str:
    if not isinstance(left, int):
        return SAY("until", day=day)
    return SAY("left", day=day, days=left) if left else SAY("today", day=day)


def _text(text: str, **more: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "wrap": True, **more}
