"""A second, slow opinion on every deadline, written from the rules in words (docs/deadlines.md), not from the program.
It counts day by day (reference_calendar.py) and shares no code with bot/."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tests.unit.rulebook.reference_calendar import (
    ONE,
    birthday_after,
    count_from_next_day,
    count_from_same_day,
    end_of_third_month,
    last_open,
    months_back,
    months_on,
    walk_back,
)


@dataclass(frozen=True)
class Expected:
    """What a rule must give: last day, first day, strictest safe day before asking for open offices."""

    due: date | None
    opens: date | None = None
    safe: date | None = None


def soonest(*days: date | None) -> date:
    return min(day for day in days if day is not None)


def age_on(birth: date, day: date) -> int:
    """Completed years, counting the birthday itself as completed. Not for 29 February."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def moving_in(a: dict[str, date]) -> Expected:
    return Expected(soonest(count_from_next_day(a["move_date"], 14), count_from_next_day(a["moving_out_planned"], 30)))


def ninety_days(filed: date) -> Expected:
    return Expected(count_from_next_day(filed, 90), filed, count_from_same_day(filed, 90))


def online_moving_out(a: dict[str, date]) -> Expected:
    day = a["move_in_online"]
    return Expected(count_from_next_day(day, 10), walk_back(day, 30))


def renewal_start(expiry: date) -> date:
    return months_back(expiry, 3) + ONE


def first_issue(a: dict[str, date]) -> Expected:
    return Expected(soonest(birthday_after(a["birth_date"], a["issue_date"], 5), a.get("card_expiry"), a.get("stay_limit")))


def renewed_early(a: dict[str, date]) -> Expected | None:
    old, renewed = a["old_cert_expiry"], a["renewed_on"]
    if not renewal_start(old) <= renewed <= old:
        return None
    by_birthday = soonest(birthday_after(a["birth_date"], renewed, 6), a["card_expiry"])
    nothing_lost = soonest(months_on(old, 60), a["card_expiry"])
    return Expected(by_birthday) if by_birthday == nothing_lost else None


def renewed_other(a: dict[str, date]) -> Expected | None:
    old, renewed = a["old_cert_expiry"], a["renewed_on"]
    if renewal_start(old) <= renewed <= old:
        return None
    return Expected(soonest(birthday_after(a["birth_date"], renewed, 5), a["card_expiry"]))


def card(a: dict[str, date], adult: bool) -> Expected | None:
    """None when the person was not clearly of that age both when applying and when the card was made."""
    years = 20 if a["card_applied"] < date(2022, 4, 1) else 18
    grown = {
        age_on(a["birth_date"], a["card_applied"]) >= years,
        age_on(a["birth_date"], a["issue_date"]) >= years,
    }
    eve = {age_on(a["birth_date"], a[day] + ONE) >= years for day in ("card_applied", "issue_date")}
    if grown | eve != {adult}:
        return None
    return Expected(birthday_after(a["birth_date"], a["issue_date"], 10 if adult else 5))


def expiry(a: dict[str, date]) -> Expected:
    return Expected(a["cert_expiry"])


def support(start: date, renewal: bool) -> Expected:
    end = months_on(start, 12)
    return Expected(end, months_back(end, 1) if renewal else None, end - ONE)


REFERENCE: dict[str, Callable[[dict[str, date]], Expected | None]] = {
    "moving_in": moving_in,
    "moving_in_move_only": lambda a: Expected(count_from_next_day(a["move_date"], 14)),
    "moving_in_plan_only": lambda a: Expected(count_from_next_day(a["moving_out_planned"], 30)),
    "continued_use": lambda a: ninety_days(a["moving_in_filed"]),
    "return_continued_use": lambda a: ninety_days(a["return_filed"]) if a["return_filed"] > date(2024, 5, 26) else None,
    "relocation_same_town": lambda a: Expected(count_from_next_day(a["relocation_date"], 14), a["relocation_date"]),
    "online_moving_out": online_moving_out,
    "cert_expiry_by_birthday": first_issue,
    "cert_expiry_renewed_early": renewed_early,
    "cert_expiry_renewed_other": renewed_other,
    "cert_renewal_opens": lambda a: Expected(None, renewal_start(a["cert_expiry"])),
    "cert_expiry": lambda a: expiry(a) if a["cert_expiry"] > date(2024, 12, 1) else None,
    "cert_expiry_before_grace": lambda a: expiry(a) if a["cert_expiry"] <= date(2024, 12, 1) else None,
    "cert_insurance_grace": lambda a: Expected(end_of_third_month(a["cert_expiry"])) if a["cert_expiry"] > date(2024, 12, 1) else None,
    "card_expiry_adult": lambda a: card(a, True),
    "card_expiry_minor": lambda a: card(a, False),
    "card_expiry": lambda a: Expected(a["card_expiry"]),
    "stay_limit": lambda a: Expected(a["stay_limit"]),
    # Possible since 27 May 2024, on the eve at the latest.
    "overseas_continued_use": lambda a: Expected(walk_back(a["departure_planned"], 1)) if a["departure_planned"] > date(2024, 5, 27) else None,
    "overseas_free_reapply": lambda a: ninety_days(a["departure_planned"]) if a["departure_planned"] > date(2024, 5, 27) else None,
    "loss_express": lambda a: Expected(count_from_next_day(a["loss_reported"], 30), a["loss_reported"], count_from_next_day(a["loss_reported"], 29)) if a["loss_reported"] > date(2024, 12, 1) else None,
    "dv_support_renewal": lambda a: support(a["dv_support_start"], True),
    "dv_support_end": lambda a: support(a["dv_support_start"], False),
    "dv_support_renewal_printed": lambda a: Expected(a["dv_support_until"], months_back(a["dv_support_until"], 1)),
    "dv_support_end_printed": lambda a: Expected(a["dv_support_until"]),
    "old_card": lambda a: Expected(date(2025, 12, 1)),
    "old_card_kitaku": lambda a: Expected(date(2025, 9, 30)),
}
# An office's opening hours do not matter for these.
ANY_DAY = {"online_moving_out", "old_card", "old_card_kitaku"}


def recommended(rule: str, expected: Expected, today: date) -> date | None:
    """An earlier safe day that is still ahead."""
    if expected.due is None or today > expected.due:
        return None
    safe = expected.safe or expected.due
    if rule not in ANY_DAY:
        safe = last_open(safe)
    return safe if today <= safe < expected.due else None


def state(expected: Expected, today: date) -> str:
    if expected.due is not None and today > expected.due:
        return "over"
    if expected.opens is not None and today < expected.opens:
        return "not_yet"
    if expected.due is None:
        return "open"
    if today == expected.due:
        return "today"
    return "soon" if today in {walk_back(expected.due, days) for days in range(1, 15)} else "open"
