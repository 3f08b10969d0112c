"""Counts of answers that helped, for those who own the answers."""

from __future__ import annotations

import csv
import io
from typing import Any

from bot.staff.helped import Helped, as_csv, tally


def row(day: str, topic: str, need: str, yes: int, no: int, door: str = "web") -> dict[str, Any]:
    return {"day": day, "door": door, "topic": topic, "need": need, "yes": yes, "no": no}


ROWS = [
    row("2026-11-21", "moving", "moving.in", 3, 1),
    row("2026-11-22", "moving", "moving.in", 1, 0, "kiosk"),
    row("2026-11-22", "loss", "", 1, 4),
    row("2026-11-22", "loss", "loss.stop", 0, 1),
]


def test_days_and_doors_are_one_and_the_most_refused_come_first() -> None:
    assert tally(ROWS) == [Helped("loss", "", 1, 4), Helped("loss", "loss.stop", 0, 1), Helped("moving", "moving.in", 4, 1)]


def test_the_share_is_of_a_hundred_and_of_nothing_nothing() -> None:
    assert [one.share for one in (Helped("a", "", 2, 1), Helped("a", "", 0, 1), Helped("a", "", 1, 0), Helped("a", "", 0, 0))] == [67, 0, 100, 0]


def test_the_table_has_every_row_and_opens_in_a_spreadsheet() -> None:
    table = as_csv(ROWS)
    assert table.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))
    assert rows[0] == ["日", "入口", "話題", "用件", "はい", "いいえ"]
    assert rows[1] == ["2026-11-21", "web", "moving", "moving.in", "3", "1"] and len(rows) == 5
