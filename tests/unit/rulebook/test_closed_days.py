"""Closed days, office settings and counts: what they give, and how bad settings are refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.rulebook.deadlines.book import load_deadline_book
from bot.rulebook.deadlines.closed_days import adapt, closed_days, load_offices, with_office
from bot.rulebook.deadlines.counts import load_attempts, load_elderly_certificate
from bot.rulebook.deadlines.evaluate import evaluate
from bot.rulebook.deadlines.rules import load_rules
from bot.rulebook.statements.model import RulebookError
from tests.unit.rulebook.small_deadlines import GOOD, written


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("closed_weekdays: [土, 日]", "closed_weekdays: [土, sunday]", "'sunday' is unknown; allowed: 土"),
        ("year_end: {from: 12-29", "year_end: {from: 13-29", "must be like 12-29"),
        ("closed: [2026-12-28]", "closed: [x-mas]", "'x-mas' is not a date like 2026-12-28"),
        ("rollover: [moving]", "rollover: [flying]", "'flying' is unknown; allowed: moving"),
        ("counts_first_day: {moving: true}", "counts_first_day: {flying: true}", "'flying' is unknown; allowed: moving"),
        ("counts_first_day: {moving: true}", "counts_first_day: {moving: 1}", "must be true or false"),
        ("id: default", "id: kita", "an office with the id default is required"),
        ("public_holidays: true", "public_holidays: sometimes", "must be true or false"),
    ],
)  # fmt: skip
def test_broken_office_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    broken = GOOD.replace(old, new)
    assert broken != GOOD
    with pytest.raises(RulebookError) as caught:
        load_offices(written(tmp_path, broken))
    message = str(caught.value).replace("allowed: 日, 月, 木, 水, 火, 金, 土", "allowed: 土")
    assert says in message or says.split(";")[0] in message


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        ("2026-11-20", False),
        ("2026-11-21", True),  # Saturday
        ("2026-11-22", True),  # Sunday
        ("2026-11-23", True),  # holiday
        ("2026-11-24", False),
        ("2026-12-26", False),  # this office's own open Saturday
        ("2026-12-28", True),  # this office's own closed Monday
        ("2026-12-29", True),
        ("2026-12-31", True),
        ("2027-01-03", True),
        ("2027-01-04", False),
        ("2026-09-22", True),  # between two holidays
        ("2026-05-06", True),  # substitute holiday
    ],
)
def test_closed_days_of_an_office(tmp_path: Path, day: str, closed: bool) -> None:
    is_closed = closed_days(load_offices(written(tmp_path, GOOD))["default"])
    assert is_closed(date.fromisoformat(day)) is closed


def test_office_settings_change_rollover_and_count(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    office = load_offices(path)["default"]
    rules = load_rules(path)
    adapted = with_office(rules, office)["moving"]
    assert adapted == adapt(rules["moving"], office)
    got = evaluate(adapted, {"moved": date(2026, 12, 20)}, today=date(2026, 12, 20), is_closed=closed_days(office))
    assert (got.due, got.accepted_until) == (date(2027, 1, 2), date(2027, 1, 4))


def test_an_office_without_opinion_leaves_the_rule_alone() -> None:
    rules = load_rules()
    assert with_office(rules, load_offices()["default"]) == rules


@pytest.mark.parametrize(
    ("pin", "misses", "left"),
    [
        ("digital_signature", 0, 5),
        ("digital_signature", 5, 0),
        ("user_authentication", 2, 1),
        ("user_authentication", 3, 0),
        ("user_authentication", 9, 0),
        ("resident_register", 1, 2),
        ("card_info_input", 0, 3),
    ],
)
def test_tries_left(pin: str, misses: int, left: int) -> None:
    assert load_attempts()[pin].left(misses) == left


def test_negative_misses_are_refused() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        load_attempts()["digital_signature"].left(-1)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [("limit: 5", "limit: 0", "limit: 0 is not allowed"), ("  digital_signature: {name: 署名用の暗証番号, limit: 5}\n", "", "attempts: missing")],
)  # fmt: skip
def test_broken_attempts_are_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(RulebookError, match=says):
        load_attempts(written(tmp_path, GOOD.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [("as_of: 2026-08-01", "as_of: summer", "'summer' is not a date"), ("elderly_certificate:", "fees2:", "elderly_certificate: missing")],
)  # fmt: skip
def test_broken_elderly_certificate_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(RulebookError, match=says):
        load_elderly_certificate(written(tmp_path, GOOD.replace(old, new)))


# ---- the equinox days of a year are fixed in February of the year before

PROVISIONAL = "正式に決まります"


@pytest.mark.parametrize(
    ("move", "today", "part"),
    [
        (date(2028, 3, 6), date(2026, 11, 22), "2028年の春分の日"),  # due 20 March 2028, a Monday and the holiday itself
        (date(2028, 3, 7), date(2026, 11, 22), "2028年の春分の日"),  # due on the day after: open only if the equinox stays
        (date(2028, 9, 8), date(2026, 11, 22), "2028年の秋分の日"),
        (date(2028, 3, 6), date(2027, 3, 1), ""),  # published by then
        (date(2027, 3, 7), date(2026, 11, 22), ""),
        (date(2028, 5, 1), date(2026, 11, 22), ""),
    ],
)
def test_a_closed_day_that_rests_on_an_equinox_to_come_is_said_to_be_provisional(move: date, today: date, part: str) -> None:
    (found, *_) = load_deadline_book().reckon("moving_without_plan", {"move_date": move}, today=today)
    said = [note for note in found.notes if PROVISIONAL in note]
    assert len(said) == (1 if part else 0) and (not part or said[0].startswith(part))


def test_a_deadline_that_knows_no_closed_days_says_nothing_of_equinoxes() -> None:
    found = load_deadline_book().reckon("certificate", {"cert_expiry": date(2028, 3, 20)}, today=date(2026, 11, 22))
    assert not [note for one in found if one.id == "cert_insurance_grace" for note in one.notes if PROVISIONAL in note]
