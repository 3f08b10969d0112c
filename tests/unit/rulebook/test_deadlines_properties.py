"""What must hold for any day: order, limits, and a derivation that leads to the result when one counts along."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rulebook.deadlines.closed_days import closed_days, load_offices
from bot.rulebook.deadlines.evaluate import evaluate
from bot.rulebook.deadlines.model import Deadline
from bot.rulebook.deadlines.rules import load_rules
from tests.unit.rulebook.reference_calendar import (
    birthday_after,
    count_from_next_day,
    count_from_same_day,
    end_of_third_month,
    last_open,
    months_back,
    months_on,
    next_open,
    walk_back,
)
from tests.unit.rulebook.test_deadlines_reference import SINGLE

WRITTEN = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日（[月火水木金土日]）")


def find_dates(text: str) -> tuple[date, ...]:
    return tuple(date(int(y), int(m), int(d)) for y, m, d in WRITTEN.findall(text))


RULES = load_rules()
IS_CLOSED = closed_days(load_offices()["default"])
# From 2025 on every rule but the one for older expiries is in force.
DAYS = st.dates(date(2025, 1, 1), date(2032, 12, 31))
ONE_DAY_RULES = sorted(set(SINGLE) - {"cert_expiry_before_grace"})
SHORT_MONTH = "。その日がない月なので月の最後の日"


def run(rule: str, told: dict[str, date], today: date | None = None) -> Deadline:
    return evaluate(RULES[rule], told, today=today or min(told.values()), is_closed=IS_CLOSED)


@given(st.sampled_from(ONE_DAY_RULES), DAYS, st.integers(0, 400))
def test_a_later_day_never_gives_an_earlier_deadline(rule: str, day: date, later: int) -> None:
    early = run(rule, {SINGLE[rule]: day}, day)
    late = run(rule, {SINGLE[rule]: day + timedelta(days=later)}, day + timedelta(days=later))
    if early.due and late.due:
        assert early.due <= late.due
    if early.opens and late.opens:
        assert early.opens <= late.opens


@given(DAYS, st.integers(-30, 30))
def test_moving_in_is_never_after_either_limit(move: date, behind: int) -> None:
    planned = move - timedelta(days=behind)
    due = run("moving_in", {"move_date": move, "moving_out_planned": planned}).due
    assert due in (move + timedelta(days=14), planned + timedelta(days=30))
    assert due is not None and due <= move + timedelta(days=14) and due <= planned + timedelta(days=30)


@given(st.sampled_from(ONE_DAY_RULES), DAYS, st.integers(0, 200))
def test_the_safe_day_is_open_ahead_and_before_the_legal_limit(rule: str, day: date, before: int) -> None:
    got = run(rule, {SINGLE[rule]: day}, day - timedelta(days=before) if before < 200 else None)
    if got.recommended_by is not None and got.due is not None:
        assert day - timedelta(days=before) <= got.recommended_by < got.due
        assert not IS_CLOSED(got.recommended_by)


@given(st.sampled_from(ONE_DAY_RULES), DAYS, st.integers(-30, 130))
def test_state_and_days_left_agree(rule: str, day: date, later: int) -> None:
    today = day + timedelta(days=later)
    got = run(rule, {SINGLE[rule]: day}, today)
    if got.due is not None:
        assert got.due == today + timedelta(days=got.days_left or 0)
        assert (got.state == "over") == ((got.days_left or 0) < 0)
        assert (got.state == "today") == (got.days_left == 0)


def follow(label: str, known: dict[str, date], before: date | None) -> date | None:
    """What one line of a derivation says, counted along from the lines above; None = a day that was told."""
    if before is not None and label == "その翌日":
        return before + timedelta(days=1)
    if before is not None and label == "その前の日":
        return before - timedelta(days=1)
    if before is not None and label == "その日までで、役所が開いている最後の日":
        return last_open(before)
    if label == "期限までで、役所が開いている最後の日":
        return last_open(known["期限"])
    if label == "期限のあとで、役所が次に開く日":
        return next_open(known["期限"])
    if label == "手続きを始められる日のあとで、役所が開く日":
        return next_open(known["手続きを始められる日"])
    if found := re.fullmatch(r"(.+)の翌日から数えて(\d+)日目", label):
        return count_from_next_day(known[found[1]], int(found[2]))
    if found := re.fullmatch(r"(.+)を1日目として数えて(\d+)日目", label):
        return count_from_same_day(known[found[1]], int(found[2]))
    if found := re.fullmatch(r"(.+)の(\d+)日前", label):
        return walk_back(known[found[1]], int(found[2]))
    if found := re.fullmatch(r"(.+)の前の日", label):
        return walk_back(known[found[1]], 1)
    if found := re.fullmatch(r"(.+)の月から3か月あとの月の最後の日", label):
        return end_of_third_month(known[found[1]])
    if found := re.fullmatch(rf"(.+)の(\d+)か月前(?:{SHORT_MONTH})?", label):
        return months_back(known[found[1]], int(found[2]))
    if found := re.fullmatch(rf"(.+)の(\d+)か月あと(?:{SHORT_MONTH})?", label):
        return months_on(known[found[1]], int(found[2]))
    if found := re.fullmatch(r"(.+)より後の(\d+)回目の誕生日", label):
        return birthday_after(known["生年月日"], known[found[1]], int(found[2]))
    return None


def recount(got: Deadline, told: dict[str, date]) -> None:
    """Every line parses back to a day; every reckoned line is right; the last day and the first day are among them."""
    known: dict[str, date] = {}
    reckoned: list[date] = []
    before: date | None = None
    for line in got.derivation:
        label, _, _ = line.rpartition("：")
        (day,) = find_dates(line)
        expected = follow(label, known, before)
        if expected is not None:
            assert day == expected, line
            reckoned.append(day)
        elif label == "早いほうの日":
            assert day == min(reckoned)
        elif label == "期限":
            assert day == got.due
            assert day in reckoned or day in told.values()
        elif label == "手続きを始められる日":
            assert day == got.opens
            assert day in reckoned or day in told.values()
        else:
            assert day in told.values(), line
        known[label] = before = day


@given(st.sampled_from(ONE_DAY_RULES), DAYS)
def test_derivation_recounts_to_the_result(rule: str, day: date) -> None:
    told = {SINGLE[rule]: day}
    recount(run(rule, told), told)


@given(st.sampled_from(ONE_DAY_RULES), DAYS, st.integers(-40, 130))
def test_every_date_shown_is_in_the_derivation(rule: str, day: date, later: int) -> None:
    got = run(rule, {SINGLE[rule]: day}, day + timedelta(days=later))
    shown = find_dates(" ".join([got.consequence, got.action, *got.notes]))
    derived = find_dates(" ".join(got.derivation))
    assert set(shown) <= set(derived)
    for one in (got.due, got.recommended_by, got.opens, got.first_open_day, got.accepted_until):
        assert one is None or one in derived


@given(DAYS, st.integers(-30, 30))
def test_derivation_of_two_limits_recounts_to_the_earlier(move: date, behind: int) -> None:
    told = {"move_date": move, "moving_out_planned": move - timedelta(days=behind)}
    recount(run("moving_in", told), told)


@given(st.dates(date(1950, 1, 1), date(1990, 12, 31)).filter(lambda day: (day.month, day.day) != (2, 29)), DAYS)
def test_derivation_of_a_birthday_recounts_to_the_result(birth: date, issued: date) -> None:
    told = {"birth_date": birth, "issue_date": issued}
    recount(run("cert_expiry_by_birthday", told, issued), told)


@given(DAYS)
@settings(max_examples=200)
def test_rollover_note_names_the_next_open_day(day: date) -> None:
    got = run("relocation_same_town", {"relocation_date": day})
    due = day + timedelta(days=14)
    rolled = [note for note in got.notes if "受け付ける自治体もあります" in note]
    assert bool(rolled) == (next_open(due) != due)
    if rolled:
        assert find_dates(rolled[0]) == (due, next_open(due))


@pytest.mark.parametrize(
    ("rule", "told", "due", "opens"),
    [
        ("cert_renewal_opens", "2028-02-29", None, "2027-11-30"),
        ("cert_renewal_opens", "2028-05-29", None, "2028-03-01"),
        ("cert_renewal_opens", "2028-05-30", None, "2028-03-01"),
        ("cert_renewal_opens", "2028-05-31", None, "2028-03-01"),
        ("cert_renewal_opens", "2027-05-28", None, "2027-03-01"),
        ("cert_renewal_opens", "2027-03-31", None, "2027-01-01"),
        ("cert_renewal_opens", "2027-01-01", None, "2026-10-02"),
        ("cert_insurance_grace", "2026-09-30", "2026-12-31", None),
        ("cert_insurance_grace", "2026-10-01", "2027-01-31", None),
        ("cert_insurance_grace", "2028-02-29", "2028-05-31", None),
        ("cert_insurance_grace", "2031-11-01", "2032-02-29", None),
        ("dv_support_renewal", "2028-02-29", "2029-02-28", "2029-01-28"),
        ("dv_support_renewal", "2026-03-31", "2027-03-31", "2027-02-28"),
        ("dv_support_end", "2026-01-15", "2027-01-15", None),
        ("overseas_continued_use", "2028-03-01", "2028-02-29", None),
        ("overseas_continued_use", "2027-01-01", "2026-12-31", None),
        ("relocation_same_town", "2028-02-20", "2028-03-05", "2028-02-20"),
        ("continued_use", "2027-12-01", "2028-02-29", "2027-12-01"),
        ("loss_express", "2028-01-31", "2028-03-01", "2028-01-31"),
        ("online_moving_out", "2028-03-01", "2028-03-11", "2028-01-31"),
    ],
)
def test_month_ends_leap_days_and_the_turn_of_the_year(rule: str, told: str, due: str | None, opens: str | None) -> None:
    got = run(rule, {SINGLE[rule]: date.fromisoformat(told)})
    assert (got.due and got.due.isoformat(), got.opens and got.opens.isoformat()) == (due, opens)


@pytest.mark.parametrize(
    ("moved", "due", "safe"),
    [
        ("2026-12-20", "2027-01-03", "2026-12-28"),  # turn of the year
        ("2027-04-20", "2027-05-04", "2027-04-30"),  # Golden Week 2027: 3-5 May
        ("2026-09-08", "2026-09-22", "2026-09-18"),  # 2026-09-22 lies between two holidays
        ("2026-04-22", "2026-05-06", "2026-05-01"),  # substitute holiday
        ("2027-02-09", "2027-02-23", "2027-02-22"),
        ("2027-03-07", "2027-03-21", "2027-03-19"),  # equinox on a Sunday
    ],
)
def test_closed_last_days(moved: str, due: str, safe: str) -> None:
    got = run("relocation_same_town", {"relocation_date": date.fromisoformat(moved)})
    assert (got.due, got.recommended_by) == (date.fromisoformat(due), date.fromisoformat(safe))


@pytest.mark.parametrize(
    ("today", "says"),
    [
        ("2027-03-15", ()),
        ("2027-03-16", ("数え方によっては2027年3月15日（月）まで",)),
    ],
)
def test_between_the_two_counts_the_stricter_one_is_named(today: str, says: tuple[str, ...]) -> None:
    got = run("continued_use", {"moving_in_filed": date(2026, 12, 16)}, date.fromisoformat(today))
    assert tuple(note[: len(says[0])] for note in got.notes if note.startswith("数え方")) == says if says else not [note for note in got.notes if note.startswith("数え方によって")]


def test_no_open_day_left_before_the_departure_is_said() -> None:
    got = run("overseas_continued_use", {"departure_planned": date(2027, 1, 4)}, date(2026, 12, 30))
    assert got.recommended_by is None
    assert "今日から2027年1月3日（日）まで、役所は閉まっています。先に電話で確かめてください。" in got.notes
