"""A record of a call in one click: made of what was laid out and of lists, so that nothing a caller said can be in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bot.staff.table_file import as_table_file
from bot.words import Words

SAY: Final = Words(__file__)

SEPARATOR: Final = " / "


def follow_ups() -> dict[str, str]:
    """What may come after a call."""
    return SAY.table("follow_ups")


def record_of(
    laid: Mapping[str, Any], topic: str, told: Sequence[int], follow_up: str, *, by: str, at: datetime,
    names: Mapping[str, str],
) -> dict[str, str]:  # fmt: skip
    """One row. `laid`: bot.staff.layout.lay_out; `told`: numbers of the script's sentences that were read out (all when none is
    named); `names`: how facts and their values are called. Raises KeyError for a topic or follow-up that was not on offer."""
    answer = {one["topic"]: one for one in laid["answers"]}[topic]
    script = answer["script"]
    said = [script[at] for at in told if 0 <= at < len(script)] or script
    facts = [
        SAY("fact", name=names[key], value=names[f"{key}.{value}"])
        for key, value in laid["facts"].items()
        if key != "insurer"
    ]
    days = [SAY("deadline", name=one["name"], day=one["due"]) for one in answer["deadlines"] if one["due"]]
    return {
        "at": f"{at:%Y-%m-%d %H:%M}",
        "need": answer["need_name"] or answer["name"],
        "insurer": names.get(f"insurer.{laid['facts'].get('insurer', '')}", ""),
        "facts": SEPARATOR.join(facts),
        "statements": SEPARATOR.join(said),
        "deadlines": SEPARATOR.join(days),
        "follow_up": follow_ups()[follow_up],
        "by": by,
    }


def as_csv(rows: Sequence[Mapping[str, str]]) -> str:
    """A table for the office's own system."""
    head = SAY.table("head")
    return as_table_file(head.values(), ([row.get(name, "") for name in head] for row in rows))
