"""Nothing is computed on a guess: unknown, unbelievable and contradictory days give a kind question back."""

from __future__ import annotations

from datetime import date

import pytest

from bot.rulebook.deadlines.checks import missing_anchors
from bot.rulebook.deadlines.closed_days import closed_days, load_offices
from bot.rulebook.deadlines.evaluate import evaluate
from bot.rulebook.deadlines.group import evaluate_topic
from bot.rulebook.deadlines.model import NotComputable
from bot.rulebook.deadlines.rules import load_anchors, load_rules

TODAY = date(2026, 11, 22)
RULES = load_rules()
IS_CLOSED = closed_days(load_offices()["default"])


def refused(rule: str, told: dict[str, str]) -> NotComputable:
    days = {name: date.fromisoformat(day) for name, day in told.items()}
    with pytest.raises(NotComputable) as caught:
        evaluate(RULES[rule], days, today=TODAY, is_closed=IS_CLOSED)
    return caught.value


@pytest.mark.parametrize(
    ("rule", "told", "why", "needed", "says"),
    [
        ("moving_in", {}, "missing", ("move_date", "moving_out_planned"), "引っ越しの日を教えてください"),
        ("moving_in", {"move_date": "2026-12-05"}, "missing", ("moving_out_planned",), "転出届"),
        (
            "moving_in",
            {"move_date": "1990-04-01", "moving_out_planned": "2026-12-01"},
            "out_of_range",
            ("move_date",),
            "年",
        ),
        (
            "moving_in",
            {"move_date": "2030-04-01", "moving_out_planned": "2030-04-01"},
            "out_of_range",
            ("move_date",),
            "先",
        ),
        (
            "moving_in",
            {"move_date": "2026-12-05", "moving_out_planned": "2026-11-04"},
            "contradiction",
            ("move_date", "moving_out_planned"),
            "30日より離れている",
        ),
        (
            "moving_in",
            {"move_date": "2026-11-05", "moving_out_planned": "2026-12-06"},
            "contradiction",
            ("move_date", "moving_out_planned"),
            "もう一度",
        ),
        (
            "continued_use",
            {"move_date": "2026-11-20", "moving_in_filed": "2026-11-19"},
            "contradiction",
            ("moving_in_filed", "move_date"),
            "より前",
        ),
        (
            "continued_use",  # filed after day 14: the card has lapsed, a 90-day date would be wrong
            {"move_date": "2026-11-01", "moving_in_filed": "2026-11-20"},
            "contradiction",
            ("moving_in_filed",),
            "期限を過ぎている",
        ),
        (
            "continued_use",
            {"moving_out_planned": "2026-10-01", "moving_in_filed": "2026-11-20"},
            "contradiction",
            ("moving_in_filed",),
            "期限を過ぎている",
        ),
        (
            "overseas_continued_use",
            {"departure_planned": "2026-12-01", "move_date": "2026-12-10"},
            "contradiction",
            ("departure_planned", "move_date"),
            "国外へ出る日が、引っ越しの日より前",
        ),
        (
            "cert_expiry",
            {"cert_expiry": "2066-11-22"},
            "out_of_range",
            ("cert_expiry",),
            "カードそのものの有効期限",
        ),
        ("cert_expiry", {"cert_expiry": "2032-02-23"}, "out_of_range", ("cert_expiry",), "5年3か月"),
        ("card_expiry", {"card_expiry": "2066-11-22"}, "out_of_range", ("card_expiry",), "10年"),
        (
            "cert_expiry",
            {"cert_expiry": "2028-05-10", "card_expiry": "2027-05-10"},
            "contradiction",
            ("card_expiry", "cert_expiry"),
            "逆かもしれません",
        ),
        (
            "cert_expiry_by_birthday",
            {"birth_date": "2022-06-02", "issue_date": "2022-06-01"},
            "contradiction",
            None,
            "生年月日",
        ),
        (
            "cert_expiry_by_birthday",
            {"birth_date": "2027-01-01", "issue_date": "2022-06-01"},
            "out_of_range",
            None,
            "生年月日",
        ),
        ("loss_express", {"loss_reported": "2024-12-01"}, "not_in_force", (), "2024年12月2日（月）から"),
        (
            "overseas_continued_use",
            {"departure_planned": "2024-05-27"},
            "not_in_force",
            (),
            "2024年5月28日（火）から",
        ),
        ("cert_insurance_grace", {"cert_expiry": "2024-12-01"}, "not_in_force", (), "2024年12月2日"),
        ("cert_expiry_before_grace", {"cert_expiry": "2024-12-02"}, "not_in_force", (), "より前の日付だけ"),
        (
            "online_moving_out",
            {"move_in_online": "2023-02-05"},
            "out_of_range",
            ("move_in_online",),
            "まだなかった",
        ),
        (
            "card_expiry_adult",  # 18 between application and production: pages differ
            {"birth_date": "2004-07-15", "issue_date": "2022-08-01", "card_applied": "2022-07-01"},
            "unclear",
            ("card_expiry",),
            "印刷された有効期限",
        ),
        (
            "card_expiry_adult",
            {"birth_date": "2003-01-10", "issue_date": "2022-06-01"},
            "missing",
            ("card_applied",),
            "年齢",
        ),
        (
            "card_expiry_minor",
            {"birth_date": "1980-01-10", "issue_date": "2022-06-01"},
            "not_applicable",
            (),
            "当てはまりません",
        ),
    ],
)
def test_refuses_with_a_question(rule: str, told: dict[str, str], why: str, needed: tuple[str, ...] | None, says: str) -> None:
    error = refused(rule, told)
    assert (error.why, error.needed if needed is not None else None) == (why, needed)
    assert says in error.reason


def test_renewal_on_the_expiry_day_itself_is_refused_because_readings_differ() -> None:
    told = {
        "birth_date": "1985-11-30",
        "old_cert_expiry": "2026-11-30",
        "renewed_on": "2026-11-30",
        "card_expiry": "2035-11-30",
    }
    assert refused("cert_expiry_renewed_early", told).candidates == (date(2031, 11, 30), date(2032, 11, 30))


def test_leap_day_birth_with_a_printed_date_is_computed() -> None:
    told = {"cert_expiry": date(2027, 2, 28), "birth_date": date(2000, 2, 29), "issue_date": date(2022, 6, 1)}
    found = evaluate_topic("certificate", told, rules=RULES, today=TODAY, is_closed=IS_CLOSED)
    assert next(one.due for one in found if one.id == "cert_insurance_grace") == date(2027, 5, 31)


def test_leap_day_birth_without_a_printed_date_gives_no_certificate_date_at_all() -> None:
    told = {"birth_date": date(2000, 2, 29), "issue_date": date(2022, 6, 1)}
    with pytest.raises(NotComputable, match="2月29日生まれ"):
        evaluate_topic("certificate", told, rules=RULES, today=TODAY, is_closed=IS_CLOSED)


@pytest.mark.parametrize(
    ("applied", "issued", "birth", "rule"),
    [
        ("2022-03-31", "2022-05-10", "2003-01-10", "card_expiry_minor"),  # 19 then: 20 was the limit
        ("2022-04-01", "2022-05-10", "2003-01-10", "card_expiry_adult"),  # 19, limit 18
        ("2025-04-01", "2025-05-10", "2010-01-10", "card_expiry_minor"),
    ],
)
def test_age_limit_follows_the_day_of_application(applied: str, issued: str, birth: str, rule: str) -> None:
    told = {
        "card_applied": date.fromisoformat(applied),
        "issue_date": date.fromisoformat(issued),
        "birth_date": date.fromisoformat(birth),
    }
    years = 10 if rule == "card_expiry_adult" else 5
    got = evaluate(RULES[rule], told, today=TODAY, is_closed=IS_CLOSED)
    born = date.fromisoformat(birth)
    assert got.due == date(2022 + years if issued < "2023" else 2025 + years, born.month, born.day)


def test_every_anchor_says_where_it_is_found() -> None:
    assert [anchor.id for anchor in load_anchors().values() if not anchor.where.endswith("。")] == []


@pytest.mark.parametrize("rule", sorted(RULES))
def test_without_any_day_the_first_missing_one_is_asked_for(rule: str) -> None:
    missing = missing_anchors(RULES[rule], {})
    if not missing:
        assert all(term.fixed for term in RULES[rule].due)
        return
    error = refused(rule, {})
    assert error.needed == missing
    assert load_anchors()[missing[0]].name in error.reason
