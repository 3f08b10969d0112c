"""Everything that follows from what is known: which deadlines, in which order, built on which days."""

from __future__ import annotations

from datetime import date

import pytest

from bot.rulebook.deadlines.closed_days import closed_days, load_offices
from bot.rulebook.deadlines.group import evaluate_topic
from bot.rulebook.deadlines.model import Deadline, NotComputable
from bot.rulebook.deadlines.rules import load_rules

TODAY = date(2026, 11, 22)
RULES = load_rules()
IS_CLOSED = closed_days(load_offices()["default"])


def topic(kind: str, told: dict[str, str], today: date = TODAY, insurer: str = "general") -> tuple[Deadline, ...]:
    days = {name: date.fromisoformat(day) for name, day in told.items()}
    return evaluate_topic(kind, days, rules=RULES, today=today, is_closed=IS_CLOSED, insurer=insurer)


@pytest.mark.parametrize(
    ("kind", "told", "ids"),
    [
        (
            "certificate",
            {"cert_expiry": "2026-11-30"},
            ["cert_renewal_opens", "cert_expiry", "cert_insurance_grace"],
        ),
        (
            "certificate",
            {"cert_expiry": "2026-08-22"},
            ["cert_renewal_opens", "cert_insurance_grace", "cert_expiry"],
        ),
        ("certificate", {"cert_expiry": "2024-11-30"}, ["cert_renewal_opens", "cert_expiry_before_grace"]),
        ("moving", {"move_date": "2026-12-05", "moving_out_planned": "2026-11-10"}, ["moving_in"]),
        ("moving", {"move_date": "2026-12-05", "moving_in_filed": "2026-12-06"}, ["continued_use"]),
        ("moving_without_plan", {"move_date": "2026-12-05"}, ["moving_in_move_only"]),
        ("moving_without_move", {"moving_out_planned": "2026-12-05"}, ["moving_in_plan_only"]),
        ("overseas", {"departure_planned": "2027-01-10"}, ["overseas_continued_use"]),
        (
            "overseas",
            {"departure_planned": "2026-11-20"},
            ["overseas_free_reapply", "overseas_continued_use"],
        ),
        ("dv", {"dv_support_start": "2026-01-15"}, ["dv_support_renewal", "dv_support_end"]),
        ("dv", {"dv_support_until": "2027-01-15"}, ["dv_support_renewal_printed", "dv_support_end_printed"]),
        ("old_card", {}, ["old_card"]),
        (
            "all",
            {"move_date": "1990-01-01", "cert_expiry": "2028-05-10"},
            ["cert_renewal_opens", "cert_expiry", "cert_insurance_grace"],
        ),
        ("all", {}, []),
    ],
)
def test_which_deadlines_follow_nearest_first(kind: str, told: dict[str, str], ids: list[str]) -> None:
    assert [one.id for one in topic(kind, told)] == ids


def test_over_ones_come_last() -> None:
    found = topic("all", {"loss_reported": "2026-10-01", "relocation_date": "2026-11-20", "cert_expiry": "2026-11-30"})
    assert [one.state for one in found][-1] == "over" and found[-1].id == "loss_express"


@pytest.mark.parametrize(("insurer", "due"), [("general", "2025-12-01"), ("kitamura", "2025-12-01"), ("kitaku", "2025-09-30")])
def test_old_card_by_insurer(insurer: str, due: str) -> None:
    assert [one.due for one in topic("old_card", {}, insurer=insurer)] == [date.fromisoformat(due)]


def test_old_card_was_tolerated_before_the_end_of_march() -> None:
    assert "2026年3月31日（火）までは" in topic("old_card", {}, today=date(2026, 3, 31))[0].consequence


def test_reckoned_card_expiry_caps_the_reckoned_certificate() -> None:
    # A minor's card: its own 5th birthday and the certificate's fall together; a stay limit cuts both.
    told = {"birth_date": "2012-05-05", "issue_date": "2024-06-01", "stay_limit": "2027-03-31"}
    found = {one.id: one for one in topic("certificate", told)}
    assert found["cert_expiry"].due == date(2027, 3, 31)
    assert "早いほうの日：2027年3月31日（水）" in found["cert_expiry"].derivation


def test_what_builds_on_a_reckoned_day_says_that_the_printed_day_counts() -> None:
    found = topic("certificate", {"birth_date": "1985-11-30", "issue_date": "2021-11-30"})
    assert all(any("印刷された日付" in note for note in one.notes) for one in found)


def test_missing_day_is_named() -> None:
    with pytest.raises(NotComputable) as caught:
        topic("certificate", {})
    assert caught.value.needed == ("cert_expiry",)


def test_contradiction_is_raised_even_if_other_deadlines_could_be_given() -> None:
    with pytest.raises(NotComputable, match="逆かもしれません"):
        topic("certificate", {"cert_expiry": "2028-05-10", "card_expiry": "2027-05-10"})


def test_unknown_group_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="known: all, "):
        topic("weather", {})


def test_a_reckoned_base_does_not_raise_the_certainty() -> None:
    # 31 May minus three months has to be clamped: low, though the birthday itself is certain.
    found = {one.id: one for one in topic("certificate", {"birth_date": "1985-05-31", "issue_date": "2022-06-15"})}
    start = found["cert_renewal_opens"]
    assert (start.opens, start.certainty) == (date(2027, 3, 1), "low")


@pytest.mark.parametrize(
    ("moved", "filed"),
    [
        ("2026-11-02", "2026-11-16"),  # day 14 itself
        ("2026-11-07", "2026-11-24"),  # day 14 is Saturday 21 November; some offices accept until the 24th
    ],
)
def test_ninety_days_are_given_when_the_notice_may_have_been_in_time(moved: str, filed: str) -> None:
    found = topic("moving", {"move_date": moved, "moving_in_filed": filed})
    assert [one.id for one in found] == ["continued_use"]


@pytest.mark.parametrize(("moved", "filed"), [("2026-11-02", "2026-11-17"), ("2026-11-07", "2026-11-25")])
def test_no_ninety_days_when_the_notice_was_too_late(moved: str, filed: str) -> None:
    with pytest.raises(NotComputable, match="期限を過ぎている"):
        topic("moving", {"move_date": moved, "moving_in_filed": filed})


@pytest.mark.parametrize(
    ("today", "says"),
    [("2027-02-10", "更新は2027年2月11日（木）からできます"), ("2027-02-11", "2027年5月10日（月）を過ぎると、マイナポータル")],
)
def test_an_expiry_far_ahead_says_from_when_it_can_be_renewed(today: str, says: str) -> None:
    found = topic("certificate", {"cert_expiry": "2027-05-10"}, today=date.fromisoformat(today))
    assert says in next(one.consequence for one in found if one.id == "cert_expiry")
