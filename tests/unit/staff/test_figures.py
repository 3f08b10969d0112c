"""The supervisor's figures: days in Tokyo, counts alone, a chart that fits."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

from bot.settings import TOKYO
from bot.staff.audit import Audit
from bot.staff.figures import ACTS as COUNTED
from bot.staff.figures import HIGH, WIDE, as_csv, bars, by_day, sums

FIRST, LAST = date(2026, 11, 20), date(2026, 11, 22)


def at(day: int, hour: int, minute: int = 0) -> float:
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO).timestamp()


ACTS = [
    (at(20, 0), "chat_claimed"), (at(20, 23, 59), "chat_claimed"), (at(21, 0), "chat_unclaimed"), (at(21, 9), "doubt_drafted"),
    (at(21, 9), "doubt_dismissed"), (at(22, 9), "signed_in"), (at(19, 9), "chat_claimed"),
]  # fmt: skip
JUDGED = [{"day": "2026-11-22", "yes": 3, "no": 1}, {"day": "2026-11-22", "yes": 1, "no": 0}]


def test_each_day_has_its_counts() -> None:
    days = by_day(ACTS, JUDGED, FIRST, LAST)
    assert [day.counts["claimed"] for day in days] == [2, 0, 0]
    assert [day.counts["unclaimed"] for day in days] == [0, 1, 0]
    assert [day.counts["settled"] for day in days] == [0, 2, 0]
    assert (sums(days)["yes"], sums(days)["no"]) == (4, 1)


def test_the_chart_stays_inside_and_its_highest_day_fills_it() -> None:
    found = bars(by_day(ACTS, JUDGED, FIRST, LAST))
    assert {(one.kind, one.high) for one in found} == {("claimed", HIGH), ("unclaimed", HIGH / 2)}
    assert all(min(one.x, one.y) >= 0 and one.x + one.wide <= WIDE and one.y + one.high <= HIGH for one in found)
    assert bars(by_day([], [], FIRST, LAST)) == []


def test_the_file_has_a_row_for_each_day_and_nobody_in_it(audit: Audit) -> None:
    audit.note("hanako", "chat_claimed", "abc123", "taro")
    audit.note("hanako", "signed_in", "", "")
    acts = audit.acts_since(0.0, COUNTED)
    assert [act for _at, act in acts] == ["chat_claimed"] and audit.acts_since(acts[0][0] + 1, COUNTED) == []
    day = datetime.fromtimestamp(acts[0][0], TOKYO).date()
    text = as_csv(by_day(acts, [], day, day))
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert (len(head), row[:2]) == (9, [day.isoformat(), "1"])
    assert "hanako" not in text and "taro" not in text and "abc123" not in text
