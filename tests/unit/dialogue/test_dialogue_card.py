"""A card lies on the kiosk's reader: its own dates answer, whatever words ask for them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.dialogue.talk import Talk


def with_card() -> Talk:
    return Talk(card={"cert_expiry": date(2027, 2, 10)}, channel="kiosk")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("私の期限は?", "my_deadline_status"),
        ("電子証明書の期限はいつですか", "cert_expiry"),
        ("私の電子証明書の期限を教えて", "my_deadline_status"),
        ("いつまでに更新すればいい?", "cert_expiry"),
    ],
)
def test_a_question_for_the_day_is_answered_from_the_card(text: str, topic: str) -> None:
    talk = with_card()
    said = talk.say(text, topic)
    assert "2027年2月10日" in said
    assert talk.due[""] == "2027-02-10"


def test_once_more_gives_the_card_s_dates_again() -> None:
    talk = with_card()
    talk.say("私の期限は?", "my_deadline_status")
    assert "2027年2月10日" in talk.say("もう一度")


def test_what_renewal_needs_is_not_answered_with_dates() -> None:
    talk = with_card()
    talk.say("更新に必要なものは何ですか", "cert_expiry")
    assert not talk.due


def test_a_told_day_of_someone_else_is_reckoned_for_them() -> None:
    talk = with_card()
    talk.say("夫の電子証明書は2026年12月20日までです", "cert_expiry")
    assert talk.due["夫"] == "2026-12-20"


@pytest.mark.parametrize(
    ("text", "said", "unsaid"),
    [
        ("暗証番号はあと何回入れられますか", "利用者証明用電子証明書の暗証番号は、あと2回", "署名用電子証明書の暗証番号は、あと"),
        ("署名用の暗証番号はあと何回ですか", "署名用電子証明書の暗証番号は、あと4回", "あと2回"),
    ],
)
def test_the_card_tells_the_tries_left_of_the_pin_that_is_meant(text: str, said: str, unsaid: str) -> None:
    talk = Talk(card={"cert_expiry": date(2027, 2, 10)}, channel="kiosk", tries_left={"user_authentication": 2, "digital_signature": 4})
    words = talk.say(text, "pin_lock")
    assert said in words and unsaid not in words
