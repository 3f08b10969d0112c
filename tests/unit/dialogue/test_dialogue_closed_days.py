"""Whoever asks on Sunday whether an office answers tomorrow hears that tomorrow is a holiday, and the next open day."""

from __future__ import annotations

import pytest
from talk import Talk

CLOSED, OPEN = "11月23日（月）", "11月24日（火）"


@pytest.mark.parametrize("text", ["明日は役所やってますか", "明日電話してもつながりますか", "11月23日は窓口は休みですか"])
def test_a_closed_day_is_said_with_the_next_open_one(text: str) -> None:
    answer = Talk().say(text, "contact_kitaku")
    assert CLOSED in answer and OPEN in answer


@pytest.mark.parametrize("text", ["11月25日は役所やってますか", "明日病院に行きます", "窓口はどこですか"])
def test_nothing_is_said_of_open_days_or_where_no_office_is_asked_for(text: str) -> None:
    assert "次に開くのは" not in Talk().say(text, "contact_kitaku")
