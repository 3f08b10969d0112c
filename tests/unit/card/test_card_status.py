"""The facts that leave, their JSON form, their silence when printed, and the verdict by date."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.card.status import JST, CardStatus, Kind, Pin, Reading, State, Verdict, judge

STATUS = CardStatus(
    kind=Kind.MY_NUMBER,
    certificate_expires_on=date(2029, 5, 14),
    ca_generation=3,
    tries_left={Pin.AUTHENTICATION: 2, Pin.SIGNATURE: None},
    read_at=datetime(2026, 11, 22, 10, 0, 0, 999, tzinfo=JST),
)


def test_facts_are_plain_json_values() -> None:
    assert STATUS.facts() == {
        "kind": "mynumber",
        "certificate_expires_on": "2029-05-14",
        "ca_generation": 3,
        "tries_left": {"user_authentication": 2, "digital_signature": None},
        "read_at": "2026-11-22T10:00:00+09:00",
    }


def test_what_is_not_known_is_null() -> None:
    facts = CardStatus(Kind.FELICA, None, None, None, STATUS.read_at).facts()
    assert [facts[name] for name in ("certificate_expires_on", "ca_generation", "tries_left")] == [None] * 3


@pytest.mark.parametrize("shown", [repr(STATUS), str(STATUS), f"{Reading(State.READ, STATUS)}"])
def test_a_status_does_not_print_the_date(shown: str) -> None:
    assert "2029" not in shown and "5" not in shown


@pytest.mark.parametrize(
    ("clock", "verdict"),
    [
        (datetime(2029, 5, 14, 14, 59, 58, tzinfo=UTC), Verdict.VALID),
        (datetime(2029, 5, 14, 14, 59, 59, tzinfo=UTC), Verdict.VALID),
        (datetime(2029, 5, 14, 15, 0, 0, tzinfo=UTC), Verdict.EXPIRED),
        (datetime(2029, 5, 13, 15, 0, 0, tzinfo=UTC), Verdict.VALID),
        (datetime(2020, 1, 1, tzinfo=UTC), Verdict.CLOCK_WRONG),
    ],
)
def test_the_certificate_holds_to_the_last_second_of_its_last_day_in_japan(
    clock: datetime, verdict: Verdict
) -> None:
    assert judge(date(2029, 5, 14), clock.astimezone(JST).date()) is verdict
