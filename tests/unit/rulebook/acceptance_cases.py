"""The 25 worked acceptance cases as a table: rule, told days, and what must come out. Today = Sunday 2026-11-22;
2026-11-23 is a holiday. Cases 12 and 23 give no single date and stand in test_deadlines_cases.py."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from bot.rulebook.deadlines.closed_days import Office, load_offices

TODAY = date(2026, 11, 22)
DEFAULT = load_offices()["default"]
ROLLS_OVER = replace(DEFAULT, rollover=frozenset({"moving_in", "continued_use"}))
COUNTS_FIRST_DAY = replace(ROLLS_OVER, counts_first_day={"continued_use": True})


@dataclass(frozen=True)
class Case:
    """rule, told days, and the fields of the Deadline that the case fixes."""

    number: str
    rule: str
    told: dict[str, str]
    expected: dict[str, object] = field(default_factory=dict)
    office: Office = DEFAULT
    today: date = TODAY


def expiry(text: str) -> dict[str, str]:
    return {"cert_expiry": text}


CASES = [
    Case(
        "1 E",
        "cert_expiry",
        expiry("2026-11-30"),
        {"due": "2026-11-30", "state": "soon"},
    ),
    Case(
        "1 G",
        "cert_insurance_grace",
        expiry("2026-11-30"),
        {"due": "2027-02-28", "recommended_by": "2027-02-26"},
    ),
    Case(
        "1 start",
        "cert_renewal_opens",
        expiry("2026-11-30"),
        {"due": None, "opens": "2026-08-31", "state": "open"},
    ),
    Case("2", "cert_insurance_grace", expiry("2026-11-01"), {"due": "2027-02-28"}),
    Case("3", "cert_insurance_grace", expiry("2027-11-30"), {"due": "2028-02-29"}),
    Case("3 start", "cert_renewal_opens", expiry("2027-11-30"), {"opens": "2027-08-31"}),
    Case("4", "cert_insurance_grace", expiry("2027-02-01"), {"due": "2027-05-31"}),
    Case("4 start", "cert_renewal_opens", expiry("2027-02-01"), {"opens": "2026-11-02", "state": "open"}),
    Case("5 E", "cert_expiry", expiry("2026-08-22"), {"due": "2026-08-22", "state": "over", "days_left": -92}),
    Case(
        "5 G",
        "cert_insurance_grace",
        expiry("2026-08-22"),
        {"due": "2026-11-30", "days_left": 8, "state": "soon"},
    ),
    Case("6", "cert_insurance_grace", expiry("2026-07-31"), {"due": "2026-10-31", "state": "over"}),
    Case(
        "7",
        "cert_renewal_opens",
        expiry("2027-02-22"),
        {"opens": "2026-11-23", "first_open_day": "2026-11-24", "state": "not_yet"},
    ),
    Case("8 start", "cert_renewal_opens", expiry("2027-05-31"), {"opens": "2027-03-01", "certainty": "low"}),
    Case("8 G", "cert_insurance_grace", expiry("2027-05-31"), {"due": "2027-08-31"}),
    Case(
        "9 on the birthday",
        "cert_expiry_by_birthday",
        {"birth_date": "1985-11-30", "issue_date": "2021-11-30"},
        {"due": "2026-11-30"},
    ),
    Case(
        "9 on its eve",
        "cert_expiry_by_birthday",
        {"birth_date": "1985-11-30", "issue_date": "2021-11-29"},
        {"due": "2025-11-30"},
    ),
    Case(
        "10 early",
        "cert_expiry_renewed_early",
        {
            "birth_date": "1985-11-30",
            "old_cert_expiry": "2026-11-30",
            "renewed_on": "2026-09-01",
            "card_expiry": "2035-11-30",
        },
        {"due": "2031-11-30"},
    ),
    Case(
        "10 late",
        "cert_expiry_renewed_other",
        {
            "birth_date": "1985-11-30",
            "old_cert_expiry": "2026-11-30",
            "renewed_on": "2026-12-10",
            "card_expiry": "2035-11-30",
        },
        {"due": "2031-11-30"},
    ),
    Case(
        "11 early",
        "cert_expiry_renewed_early",
        {
            "birth_date": "1985-11-30",
            "old_cert_expiry": "2026-11-30",
            "renewed_on": "2026-09-01",
            "card_expiry": "2027-11-30",
        },
        {"due": "2027-11-30"},
    ),
    Case(
        "11 late",
        "cert_expiry_renewed_other",
        {
            "birth_date": "1985-11-30",
            "old_cert_expiry": "2026-11-30",
            "renewed_on": "2026-12-10",
            "card_expiry": "2027-11-30",
        },
        {"due": "2027-11-30"},
    ),
    Case(
        "13",
        "moving_in",
        {"moving_out_planned": "2026-11-10", "move_date": "2026-12-05"},
        {"due": "2026-12-10", "recommended_by": None},
    ),
    Case(
        "14 safe",
        "moving_in",
        {"moving_out_planned": "2026-12-15", "move_date": "2026-12-15"},
        {"due": "2026-12-29", "recommended_by": "2026-12-28", "accepted_until": None},
    ),
    Case(
        "14 rollover",
        "moving_in",
        {"moving_out_planned": "2026-12-15", "move_date": "2026-12-15"},
        {"due": "2026-12-29", "recommended_by": "2026-12-28", "accepted_until": "2027-01-04"},
        office=ROLLS_OVER,
    ),
    Case(
        "15",
        "moving_in",
        {"move_date": "2026-11-08", "moving_out_planned": "2026-11-07"},
        {"due": "2026-11-22", "accepted_until": "2026-11-24", "recommended_by": None},
        office=ROLLS_OVER,
    ),
    Case(
        "16 next day",
        "continued_use",
        {"moving_in_filed": "2026-11-24"},
        {"due": "2027-02-22", "recommended_by": "2027-02-19"},
    ),
    Case(
        "16 same day, rollover",
        "continued_use",
        {"moving_in_filed": "2026-11-24"},
        {"due": "2027-02-21", "accepted_until": "2027-02-22"},
        office=COUNTS_FIRST_DAY,
    ),
    Case(
        "17",
        "continued_use",
        {"moving_in_filed": "2026-12-16"},
        {"due": "2027-03-16", "recommended_by": "2027-03-15"},
    ),
    Case(
        "17 lapsed",
        "continued_use",
        {"moving_in_filed": "2026-12-16"},
        {"due": "2027-03-16", "state": "over", "days_left": -1},
        today=date(2027, 3, 17),
    ),
    Case(
        "18 rollover",
        "continued_use",
        {"moving_in_filed": "2026-08-24"},
        {"due": "2026-11-22", "accepted_until": "2026-11-24", "state": "soon"},
        office=ROLLS_OVER,
    ),
    Case(
        "18 no rollover",
        "continued_use",
        {"moving_in_filed": "2026-08-24"},
        {"due": "2026-11-22", "accepted_until": None, "state": "over"},
        today=date(2026, 11, 24),
    ),
    Case(
        "19",
        "overseas_continued_use",
        {"departure_planned": "2027-01-04"},
        {"due": "2027-01-03", "recommended_by": "2026-12-28", "accepted_until": None},
    ),
    Case(
        "20",
        "overseas_free_reapply",
        {"departure_planned": "2027-01-10"},
        {"due": "2027-04-10", "recommended_by": "2027-04-09", "opens": "2027-01-10"},
    ),
    Case(
        "21",
        "loss_express",
        {"loss_reported": "2026-12-04"},
        {"due": "2027-01-03", "recommended_by": "2026-12-28"},
    ),
    Case("22", "old_card", {}, {"due": "2025-12-01", "state": "over"}),
    Case(
        "24",
        "online_moving_out",
        {"move_in_online": "2026-12-20"},
        {"opens": "2026-11-20", "due": "2026-12-30", "recommended_by": None},
    ),
    Case(
        "25",
        "relocation_same_town",
        {"relocation_date": "2026-11-20"},
        {"due": "2026-12-04", "recommended_by": None},
    ),
    Case("25 E", "cert_expiry", expiry("2028-05-10"), {"due": "2028-05-10", "state": "open"}),
]
