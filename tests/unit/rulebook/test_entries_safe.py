"""What people at risk and people in a hurry must be told, in every form: content that would harm them when it is left out."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.model import Entry

TODAY = date(2026, 11, 29)
NOW = [entry for entry in load_rules().entries if entry.in_force(TODAY)]
FORMS = ("text", "easy", "speech")


def bare(words: str) -> str:
    """Without readings, spaces and line breaks."""
    return re.sub(r"（[ぁ-んー。（）]+）|\s", "", words)


def forms(*topics: str, insurers: tuple[str, ...] = ("general", "kitamura", "kitaku"), case: str = "usual") -> list[tuple[Entry, str]]:
    return [(e, form) for e in NOW if e.topic in topics and e.insurer in insurers and e.case == case for form in FORMS]


def named(cases: list[tuple[Entry, str]]) -> list[str]:
    return [f"{entry.id}-{form}" for entry, form in cases]


PAPER = forms("eligibility_certificate", "loss_visit_soon", "dv_use_with_restriction")


@pytest.mark.parametrize(("entry", "form"), PAPER, ids=named(PAPER))
def test_a_paper_goes_to_the_head_of_the_household_or_the_insured_person(entry: Entry, form: str) -> None:
    said = bare(getattr(entry, form))
    assert "世帯主" in said and "本人" in said and "申し込む前に" in said and "電話" in said


REISSUE = forms("dv_use_with_restriction")


@pytest.mark.parametrize(("entry", "form"), REISSUE, ids=named(REISSUE))
def test_a_new_card_is_announced_to_the_registered_address(entry: Entry, form: str) -> None:
    assert re.search(r"住民票.{0,10}住所に(?:届|送)", bare(getattr(entry, form)))


RESTRICTION = forms("dv_restriction")


@pytest.mark.parametrize(("entry", "form"), RESTRICTION, ids=named(RESTRICTION))
def test_a_card_left_behind_and_a_proxy_are_two_situations(entry: Entry, form: str) -> None:
    lines = [bare(line) for line in getattr(entry, form).splitlines()]
    stop = [line for line in lines if "0120" in line]
    proxy = [line for line in lines if "代理人" in line]
    assert stop and proxy and not set(stop) & set(proxy)


NOTICE = forms("dv_restriction", case="expense_notice")


@pytest.mark.parametrize(("entry", "form"), NOTICE, ids=named(NOTICE))
def test_the_notice_of_expenses_names_the_hospital_and_there_are_two_ways_out(entry: Entry, form: str) -> None:
    said = bare(getattr(entry, form))
    assert said.startswith("はい") and "病院" in said and re.search("載せない|書かない", said) and "扶養" in said and "国民健康保険" in said


WARD = forms("eligibility_certificate", insurers=("kitaku",))


@pytest.mark.parametrize(("entry", "form"), WARD, ids=named(WARD))
def test_over_75_is_not_the_wards_insurance(entry: Entry, form: str) -> None:
    said = bare(getattr(entry, form)).replace("、", "-")
    assert "75歳" in said and "高齢医療係" in said and "03-3908-9069" in said


PIN = forms("pin_lock", "pin_forgotten")


@pytest.mark.parametrize(("entry", "form"), PIN, ids=named(PIN))
def test_the_four_digit_pin_names_the_shop(entry: Entry, form: str) -> None:
    assert re.search("セブン-?イレブン", getattr(entry, form))


EXPIRY = forms("cert_expiry")


@pytest.mark.parametrize(("entry", "form"), EXPIRY, ids=named(EXPIRY))
def test_a_proxy_needs_the_form_in_the_envelope(entry: Entry, form: str) -> None:
    assert "照会書兼回答書" in bare(getattr(entry, form))


PHONE = forms("reception_how", case="smartphone")


@pytest.mark.parametrize(("entry", "form"), PHONE, ids=named(PHONE))
def test_a_phone_is_set_up_again_and_cleared_before_it_leaves(entry: Entry, form: str) -> None:
    said = bare(getattr(entry, form))
    assert "更新" in said or "新しくしたら" in said
    assert "引っ越し" in said and "売る" in said
