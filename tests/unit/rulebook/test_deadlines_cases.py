"""The 25 worked acceptance cases (today = Sunday 2026-11-22; 2026-11-23 is a holiday): legal, safe and rolled-over days."""

from __future__ import annotations

from datetime import date

import pytest

from bot.rulebook.deadlines.closed_days import adapt, closed_days
from bot.rulebook.deadlines.counts import load_elderly_certificate
from bot.rulebook.deadlines.evaluate import evaluate
from bot.rulebook.deadlines.group import evaluate_topic
from bot.rulebook.deadlines.model import Deadline, NotComputable
from bot.rulebook.deadlines.reckoning import last_day_of_month
from bot.rulebook.deadlines.rules import load_rules
from tests.unit.rulebook.acceptance_cases import CASES, DEFAULT, TODAY, Case

RULES = load_rules()
IS_CLOSED = closed_days(DEFAULT)


def day(text: str) -> date:
    return date.fromisoformat(text)


def run(case: Case) -> Deadline:
    told = {name: day(value) for name, value in case.told.items()}
    rule = adapt(RULES[case.rule], case.office)
    return evaluate(rule, told, today=case.today, is_closed=IS_CLOSED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.number)
def test_acceptance_case(case: Case) -> None:
    got = run(case)
    shown = {name: value.isoformat() if isinstance(value := getattr(got, name), date) else value for name in case.expected}
    assert shown == case.expected


def words(number: str) -> str:
    got = run(next(case for case in CASES if case.number == number))
    return " ".join([got.consequence, got.action, *got.notes])


def test_case_5_expired_says_what_still_works_and_what_does_not() -> None:
    got = words("5 E")
    assert "2026年11月30日（月）まで、保険の資格の確認だけ" in got and "薬や診療の情報" in got
    assert "マイナポータル" in got and "コンビニ交付" in got


def test_case_6_after_the_grace_names_all_three_things_to_do() -> None:
    got = words("6")
    assert "取り消され" in got and "新しい電子証明書" in got
    assert "利用登録をもう一度" in got and "資格確認書" in got


def test_case_12_leap_day_birth_is_refused_with_both_readings() -> None:
    told = {"birth_date": day("2000-02-29"), "issue_date": day("2022-06-01")}
    with pytest.raises(NotComputable, match="2月29日生まれ") as caught:
        evaluate(RULES["cert_expiry_by_birthday"], told, today=TODAY, is_closed=IS_CLOSED)
    assert caught.value.why == "unclear"
    assert caught.value.needed == ("cert_expiry",)
    assert caught.value.candidates == (day("2027-02-28"), day("2027-03-01"))
    assert [last_day_of_month(one, 3) for one in caught.value.candidates] == [
        day("2027-05-31"),
        day("2027-06-30"),
    ]


def test_case_14_without_rollover_the_later_day_is_only_a_possibility() -> None:
    assert "2027年1月4日（月）まで受け付ける自治体もあります" in words("14 safe")


def test_case_15_says_that_the_office_is_closed_today_and_to_call() -> None:
    got = words("15")
    assert "2026年11月24日（火）まで受け付けます" in got and "電話" in got


def test_case_18_lapsed_without_rollover_sends_to_the_counter_by_phone() -> None:
    got = words("18 no rollover")
    assert "電話" in got and "2026年11月24日（火）まで受け付ける自治体もあります" in got


def test_case_19_names_the_day_on_which_card_and_signature_lapse() -> None:
    assert "カードと署名用の電子証明書は2027年1月4日（月）に使えなくなります" in words("19")


def test_case_22_old_card_names_the_end_of_the_tolerance() -> None:
    assert "2026年3月31日（火）までの特別な扱いも終わりました" in words("22")


@pytest.mark.parametrize(("birth", "sent"), [("1941-08-01", True), ("1941-08-02", None), ("1941-08-03", False)])
def test_case_23_certificate_for_everyone_of_85(birth: str, sent: bool | None) -> None:
    assert load_elderly_certificate().sent_to_all(day(birth)) is sent


def test_case_25_signature_lapses_but_the_insurance_use_goes_on() -> None:
    got = words("25")
    assert "署名用の電子証明書は、住所が変わると使えなくなります" in got and "マイナ保険証はそのまま使えます" in got


def test_all_25_cases_are_present() -> None:
    in_table = {int(case.number.split()[0]) for case in CASES}
    assert in_table | {12, 23} == set(range(1, 26))


def test_reckoned_expiry_is_used_for_what_builds_on_it() -> None:
    told = {"birth_date": day("1985-11-30"), "issue_date": day("2021-11-30")}
    found = evaluate_topic("certificate", told, rules=RULES, today=TODAY, is_closed=IS_CLOSED)
    grace = next(one for one in found if one.id == "cert_insurance_grace")
    assert grace.due == day("2027-02-28")
    assert "発行日より後の5回目の誕生日：2026年11月30日（月）" in grace.derivation
