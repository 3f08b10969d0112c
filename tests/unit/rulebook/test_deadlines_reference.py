"""The rulebook and the independent reference calculator agree on every day from 2024-01-01 to 2032-12-31."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot.rulebook.deadlines.closed_days import closed_days, load_offices
from bot.rulebook.deadlines.evaluate import evaluate
from bot.rulebook.deadlines.model import NotComputable
from bot.rulebook.deadlines.rules import load_rules
from tests.unit.rulebook import reference_calculator as reference
from tests.unit.rulebook.reference_calendar import birthday_after, closed

RULES = load_rules()
IS_CLOSED = closed_days(load_offices()["default"])
DAYS = [date(2024, 1, 1) + timedelta(days=number) for number in range(3288)]
BEHIND = [timedelta(days=days) for days in (-30, -5, 0, 1, 15, 16, 17, 29, 30)]
BIRTHS = [date(1975, 2, 28), date(1975, 3, 1), date(1975, 11, 30), date(1975, 12, 31)]
SINGLE = {
    "moving_in_move_only": "move_date",
    "moving_in_plan_only": "moving_out_planned",
    "continued_use": "moving_in_filed",
    "return_continued_use": "return_filed",
    "relocation_same_town": "relocation_date",
    "online_moving_out": "move_in_online",
    "cert_renewal_opens": "cert_expiry",
    "cert_expiry": "cert_expiry",
    "cert_expiry_before_grace": "cert_expiry",
    "cert_insurance_grace": "cert_expiry",
    "card_expiry": "card_expiry",
    "stay_limit": "stay_limit",
    "overseas_continued_use": "departure_planned",
    "overseas_free_reapply": "departure_planned",
    "loss_express": "loss_reported",
    "dv_support_renewal": "dv_support_start",
    "dv_support_end": "dv_support_start",
    "dv_support_renewal_printed": "dv_support_until",
    "dv_support_end_printed": "dv_support_until",
}


def told_days(rule: str) -> Iterator[dict[str, date]]:
    """What persons may tell for one rule: every day of the nine years, and what hangs on it."""
    for number, day in enumerate(DAYS):
        birth = BIRTHS[number % len(BIRTHS)]
        if rule in SINGLE:
            yield {SINGLE[rule]: day}
        elif rule == "moving_in":
            yield from ({"move_date": day, "moving_out_planned": day - behind} for behind in BEHIND)
        elif rule == "cert_expiry_by_birthday":
            yield {"birth_date": birth, "issue_date": day}
            yield {
                "birth_date": birth,
                "issue_date": day,
                "card_expiry": day + timedelta(days=300 + number % 3000),
            }
        elif rule.startswith("cert_expiry_renewed"):
            expiry = birthday_after(birth, day, 1)
            yield {
                "birth_date": birth,
                "old_cert_expiry": expiry,
                "renewed_on": expiry - timedelta(days=number % 130 - 20),
                "card_expiry": expiry + timedelta(days=365 * (number % 10)),
            }
        elif rule.startswith("card_expiry_"):
            for years in (17, 18, 19, 40):
                born = date(day.year - years, 1 + number % 12, 1 + number % 28)
                yield {
                    "birth_date": born,
                    "issue_date": day,
                    "card_applied": day - timedelta(days=number % 60),
                }
        else:
            yield {}


def cases(rule: str) -> Iterator[tuple[dict[str, date], reference.Expected | None, date]]:
    """Told days, what must come out, and a "today" that walks around the deadline."""
    for number, told in enumerate(told_days(rule)):
        expected = reference.REFERENCE[rule](told)
        around = DAYS[number] if not told else (expected and expected.due) or max(told.values())
        # A card's issue lies in the past or near future, its expiry at most ten years ahead: stay believable.
        if "issue_date" in told or "renewed_on" in told:
            around = max(told.get("issue_date", date.min), told.get("renewed_on", date.min))
        yield told, expected, around + timedelta(days=number % 45 - 40)
        yield told, expected, around - timedelta(days=number % 15)


def compare(rule: str, told: dict[str, date], expected: reference.Expected | None, today: date) -> str:
    """Empty when both agree, else what differs."""
    if "card_applied" in told:
        today = max(today, told["issue_date"])
    try:
        got = evaluate(RULES[rule], told, today=today, is_closed=IS_CLOSED)
    except NotComputable as error:
        return "" if expected is None else f"{told} on {today}: refused ({error.why}: {error}), expected {expected}"
    if expected is None:
        return f"{told} on {today}: {got.due}, expected a refusal"
    ours = (got.due, got.opens, got.recommended_by, got.state, got.days_left)
    left = None if expected.due is None else expected.due.toordinal() - today.toordinal()
    theirs = (
        expected.due,
        expected.opens,
        reference.recommended(rule, expected, today),
        reference.state(expected, today),
        left,
    )
    return "" if ours == theirs else f"{told} on {today}: {ours}, expected {theirs}"


@pytest.mark.parametrize("rule", sorted(RULES))
def test_rulebook_and_reference_agree(rule: str) -> None:
    differences = [difference for case in cases(rule) if (difference := compare(rule, *case))]
    assert differences[:3] == []


@pytest.mark.parametrize("rule", sorted(RULES))
def test_most_compared_cases_give_a_date(rule: str) -> None:
    dated = sum(reference.REFERENCE[rule](told) is not None for told in told_days(rule))
    assert dated >= 300


def test_every_rule_has_a_reference() -> None:
    assert set(reference.REFERENCE) == set(RULES)


def test_at_least_a_hundred_thousand_cases_are_compared() -> None:
    assert sum(2 for rule in RULES for _ in told_days(rule)) >= 100_000


def test_closed_days_agree_with_the_holiday_law() -> None:
    days = [date(2023, 12, 1) + timedelta(days=number) for number in range(365 * 11)]
    assert [day for day in days if IS_CLOSED(day) != closed(day)] == []
