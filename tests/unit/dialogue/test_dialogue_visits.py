"""A day in a doctor's office after an expiry was told, and a correction that speaks in the past of a day to come."""

from __future__ import annotations

import pytest

from tests.unit.dialogue.talk import Talk


@pytest.mark.parametrize("words", ["12月2日に病院の予約があって、それまでに役所へ行けません", "12月5日に歯医者に行きます。カードは手元にあります"])
def test_a_visit_is_no_lost_card(words: str) -> None:
    talk = Talk()
    talk.say("電子証明書は2026年11月30日までです", "cert_expiry")
    said = talk.say(words, "loss_visit_soon")
    assert "2027年2月28日" in said and "一時停止" not in said


def test_a_card_said_to_be_lost_is() -> None:
    talk = Talk()
    talk.say("電子証明書は2026年11月30日までです", "cert_expiry")
    assert "一時停止" in talk.say("12月2日に病院に行きます。カードを落としました", "loss_visit_soon")


def test_a_correction_keeps_the_year_of_the_day_it_corrects() -> None:
    talk = Talk()
    talk.say("電子証明書は3月10日までです", "cert_expiry")
    talk.say("間違えた、3月1日でした", "cert_expiry")
    assert talk.due[""] == "2027-03-01"


def test_a_restriction_kept_is_no_question_for_its_end() -> None:
    talk = Talk()
    talk.say("支援措置を続けたまま、カードを保険証にできますか", "dv_use_with_restriction")
    assert talk.topics[0] == "dv_use_with_restriction" and "始まった日" not in talk.text
