"""A guess of the classifier that changes the subject needs words of that subject."""

from __future__ import annotations

import pytest
from talk import Talk
from talk import reading as heard

from bot.dialogue.belief import Belief
from bot.dialogue.view import resolve as grounded

MOVING = Belief(topic="moving_deadline", kind="moving", known={"": {"move_date": "2026-12-03"}})

FREE = [
    ("当日でもいい?", "overseas_deadline"),
    ("すみません、4月30日です", "overseas"),
    ("カードは もっていきますか", "overseas"),
    ("やっぱりいいです", "greeting"),
    ("12月1日にします", "goodbye"),
    ("いくらですか", "cert_expiry"),
    ("娘は私と一緒です", "third_party"),
]
CARRIED = [
    ("海外に行くときは?", "overseas"),
    ("12月20日に日本を出ます", "overseas_deadline"),
    ("電子証明書は?", "cert_expiry"),
    ("ありがとう", "thanks"),
    ("こんにちは", "greeting"),
    ("妻が登録しているか教えて", "third_party"),
    ("カードをなくした", "loss"),
    ("引っ越し先でどこへ", "moving"),
]


@pytest.mark.parametrize(("text", "topic"), FREE)
def test_a_guess_without_its_words_is_taken_away(text: str, topic: str) -> None:
    assert grounded(heard(text, topic), MOVING).verdict == "unclear"


@pytest.mark.parametrize(("text", "topic"), CARRIED)
def test_a_guess_with_its_words_stays(text: str, topic: str) -> None:
    one = heard(text, topic)
    assert grounded(one, MOVING) == one


def test_nothing_is_taken_from_a_first_message_that_is_sure() -> None:
    one = heard("手続きはいつまで", "overseas_deadline", 0.95)
    assert grounded(one, Belief()) == one
    assert grounded(heard("手続きはいつまで", "overseas_deadline", 0.8), Belief()).verdict == "unclear"


def test_danger_needs_no_certainty_unless_nothing_speaks_of_it() -> None:
    assert grounded(heard("ごめんなさい、今年でした", "dv_emergency", 0.4), MOVING).verdict == "unclear"
    assert grounded(heard("こわいです", "dv_emergency", 0.4), MOVING).verdict == "answer"
    assert grounded(heard("ごめんなさい、今年でした", "dv_emergency", 0.95), MOVING).verdict == "answer"


@pytest.mark.parametrize(
    ("text", "choices"),
    [("国外転出で手続きを忘れました", ("overseas_deadline", "overseas")), ("閲覧制限の手続きを忘れました", ("dv_restriction", "dv_use_with_restriction"))],
)
def test_undecided_inside_one_family_is_decided(text: str, choices: tuple[str, ...]) -> None:
    chosen = grounded(heard(text, choices[0], 0.5, verdict="choose", choices=choices), Belief())
    assert chosen.verdict == "answer" and chosen.needs[0].topic == choices[0]


def test_undecided_between_families_stays_undecided() -> None:
    one = heard("カードのこと", "loss", 0.4, verdict="choose", choices=("loss", "overseas"))
    assert grounded(one, Belief()) == one


def test_a_wrong_guess_gives_no_wrong_day() -> None:
    talk = Talk()
    talk.say("電子証明書が40年後に切れます", "cert_expiry")
    talk.say("すみません2027年4月30日です", "overseas_deadline", 0.7)
    assert talk.due == {"": "2027-04-30"}


def test_a_sure_guess_about_a_corrected_day_is_not_followed() -> None:
    talk = Talk()
    talk.say("4月5日に海外へ行きます", "overseas_deadline")
    talk.say("間違えた4月6日", "pin_lock", 0.97)
    assert talk.due == {"": "2027-04-05"}


@pytest.mark.parametrize("words", ["引っ越しの期限", "海外転出の締切", "電子証明書の期限"])
def test_a_deadline_named_in_plain_words_is_answered_though_not_understood(words: str) -> None:
    talk = Talk()
    talk.say(words, "out_of_scope", 0.45, verdict="outside")
    assert talk.topics[0] in ("moving_deadline", "overseas_deadline", "cert_expiry")


def test_moving_to_another_country_is_no_move_inside_japan() -> None:
    talk = Talk()
    talk.say("12月15日からアメリカに引っ越します", "moving_deadline")
    assert talk.due == {"": "2026-12-14"}


# ---- people in danger


@pytest.mark.parametrize("words", ["夫から逃げてきました。カードを家に置いてきてしまった", "夫に殴られています。保険証を取られた"])
def test_who_left_the_card_behind_hears_how_to_stop_it(words: str) -> None:
    talk = Talk()
    talk.say(words, "dv_emergency")
    assert talk.topics[0] == "dv_emergency" and "110" in talk.messages[0].text and "0120-95-0178" in talk.text


def test_who_is_in_hiding_hears_help_and_the_restriction() -> None:
    talk = Talk()
    talk.say("子どもと避難しています。マイナ保険証を使うと居場所がわかりますか")
    assert talk.topics[:2] == ["dv_emergency", "dv_restriction"]


@pytest.mark.parametrize("words", ["地震で避難しています。保険証がありません", "住所を知られずにカードを使いたい", "居場所を知られたくない"])
def test_no_alarm_where_nobody_is_in_danger(words: str) -> None:
    talk = Talk()
    talk.say(words, "dv_use_with_restriction")
    assert talk.topics[0] != "dv_emergency"


def test_staying_unseen_after_an_emergency_is_answered_with_the_restriction() -> None:
    talk = Talk()
    talk.say("夫に殺される")
    talk.say("落ち着きました。住所を知られずにカードを使えますか", "moving", 0.73)
    assert talk.topics[0] == "dv_restriction"


# ---- other offices' business stays outside, also in the middle of ours

OTHERS = [
    "運転免許の住所変更はどこでできますか",
    "引っ越し業者はいくら?",
    "銀行の暗証番号を3回間違えた",
    "水道はいつから使える?",
    "パスポートの期限はいつまで",
    "海外旅行保険の期限はいつまで",
    "12月10日に粗大ごみを出したい",
]


@pytest.mark.parametrize("words", OTHERS)
@pytest.mark.parametrize("confidence", [0.5, 0.95])
def test_other_offices_business_is_not_answered(words: str, confidence: float) -> None:
    talk = Talk()
    talk.say("12月3日に引っ越します。転出予定日は12月1日です", "moving_deadline")
    talk.say(words, "out_of_scope", confidence, verdict="outside")
    assert talk.topics[0] == "out_of_scope" and not any(message.deadlines for message in talk.messages)
    fresh = Talk()
    fresh.say(words, "out_of_scope", confidence, verdict="outside")
    assert fresh.topics[0] == "out_of_scope"


@pytest.mark.parametrize("text", ["明日の天気は", "今日は何曜日?", "明日の電車の時間は?", "あさってのおすすめの映画を教えて"])
def test_a_question_about_something_else_with_a_day_in_it_is_no_answer(text: str) -> None:
    talk = Talk()
    talk.say("12月3日に引っ越すけど締切は?", "moving_deadline")
    talk.say(text, "out_of_scope", 0.97, verdict="outside")
    assert not talk.due


@pytest.mark.parametrize("text", ["明日", "明日です", "明日かな?", "転出予定日は明日ですか"])
def test_a_day_is_an_answer_even_when_the_guess_is_outside(text: str) -> None:
    talk = Talk()
    talk.say("12月3日に引っ越すけど締切は?", "moving_deadline")
    talk.say(text, "out_of_scope", 0.97, verdict="outside")
    assert talk.due
