"""What was denied is not answered, until it is spoken of again; nobody is told the very same words without being told so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from talk import Talk, reading

from bot.dialogue.policy import afresh
from bot.dialogue.turn import TIERS
from bot.reading.model import Need, Reading
from bot.reading.safety import read_risk

NO_MOVE = "引っ越しじゃないんです。仕事を辞めました"


def with_nearest(one: Reading, *needs: str) -> Reading:
    return replace(one, nearest=tuple(Need(need.partition(".")[0], 0.3, None, need) for need in needs))


def test_what_is_denied_gives_way_to_the_nearest_of_the_rest() -> None:
    talk = Talk()
    talk.hear(with_nearest(reading(NO_MOVE, "moving"), "moving.usual", "insurer_change.left_job"))
    assert talk.topics[0] == "insurer_change" and "moving" in talk.belief.dismissed


def test_it_stays_so_until_it_is_spoken_of_again_for_sure() -> None:
    talk = Talk()
    talk.say(NO_MOVE, "moving")
    assert "moving" not in talk.topics
    talk.say("いつまでに届けますか", "moving", 0.6)
    assert "moving" not in talk.topics
    talk.say("やっぱり来月引っ越します。届けはいつまで", "moving", 0.97)
    assert talk.topics[0] in ("moving", "moving_deadline") and not talk.belief.dismissed


def test_a_button_brings_it_back() -> None:
    talk = Talk()
    talk.say(NO_MOVE, "moving")
    talk.press("moving")
    assert "moving" in talk.topics and "moving" not in talk.belief.dismissed


def test_who_is_told_the_same_is_told_that_it_is_the_same() -> None:
    talk = Talk()
    first = talk.say("保険証の登録はどうしますか", "registration_how")
    assert first in talk.say("登録のしかたは", "registration_how") and "先ほどと同じ" in talk.text


def test_something_new_of_the_subject_goes_before_the_same_words() -> None:
    talk = Talk()
    first = talk.say("マイナ保険証を使いたくない", "overseas")
    again = talk.hear(with_nearest(reading("海外でも使えますか", "overseas"), "overseas.hospital_abroad"))
    assert again != first


BARE = [
    ("会社を辞めました", "insurer_change"), ("退職します", "insurer_change"), ("転職しました", "insurer_change"), ("結婚した", "name_change"),
    ("カードを作りたい", "card_application"), ("先月父が亡くなりました", "death"), ("機種変更した", "smartphone"), ("高額療養費", "benefits"),
    ("病院で使いたい", "reception_how"), ("お知らせが届いた", "eligibility_notice"), ("カードが割れました", "damaged_card"), ("カードを忘れた", "refund"),
    ("全額払わされた", "refund"), ("カードを拾った", "found_card"), ("本体の有効期限は", "card_renewal"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "topic"), BARE)
@pytest.mark.parametrize(("heard", "verdict"), [("out_of_scope", "outside"), ("goodbye", "answer"), ("loss", "answer"), ("", "unclear")])
def test_who_only_states_what_happened_is_answered_whatever_was_learned(text: str, topic: str, heard: str, verdict: str) -> None:
    talk = Talk()
    talk.say(text, heard, verdict=verdict)
    assert talk.topics[0] == topic


def test_while_a_day_is_asked_for_a_statement_may_be_the_answer() -> None:
    talk = Talk()
    talk.say("引っ越します。いつまでに届けますか", "moving_deadline")
    assert talk.belief.question
    talk.say("会社を辞めました", "moving_deadline")
    assert talk.topics[0] != "insurer_change"


@pytest.mark.parametrize("text", ["カード更新 10年 保険証 使えない", "カードの有効期限が切れそう。写真は要りますか", "カード本体の更新はネットでできますか"])
def test_the_years_of_the_card_are_not_those_of_its_certificate(text: str) -> None:
    talk = Talk()
    talk.hear(with_nearest(reading(text, "cert_expiry"), "cert_expiry.renew", "card_renewal.apply"))
    assert talk.topics[0] == "card_renewal"


@pytest.mark.parametrize("text", ["電子証明書の更新に写真は要りますか", "カードの更新はいつですか"])
def test_the_certificate_s_own_questions_stay(text: str) -> None:
    talk = Talk()
    talk.say(text, "cert_expiry")
    assert talk.topics[0] == "cert_expiry"


@pytest.mark.parametrize("text", ["Dec 5", "it's dec 5", "i'm moving on December 5th", "moving day = 2026-12-05", "It will be 5 December."])
def test_an_english_day_answers_the_question_for_it(text: str) -> None:
    talk = Talk()
    talk.say("im moving, what are the deadlines?", "moving_deadline")
    talk.say(text, "moving_deadline")
    assert talk.due == {"": "2026-12-19"}


@pytest.mark.parametrize("text", ["not dec 5", "my doctor's appointment is dec 5", "i called the office on dec 5", "my sister moves on dec 5", "the meeting is on dec 5"])
def test_an_english_day_of_something_else_does_not(text: str) -> None:
    talk = Talk()
    talk.say("im moving, what are the deadlines?", "moving_deadline")
    talk.say(text, "moving_deadline")
    assert not talk.due


def test_an_impatient_date_is_no_crisis() -> None:
    assert not read_risk("i wrote 12/3 and 12/5... why dont u get it. moving day = 2026-12-05").kinds


def test_a_restriction_is_not_offered_where_no_word_of_it_was_said() -> None:
    talk = Talk()
    talk.hear(with_nearest(reading("新しい会社の保険証はどうやって届きますか", "dv_restriction", 0.7), "dv_restriction.mail", "eligibility_notice.not_come"))
    assert talk.topics[0] == "eligibility_notice"
    talk = Talk()
    talk.hear(with_nearest(reading("夫に届け先を知られたくない", "dv_restriction", 0.7), "dv_restriction.mail"))
    assert talk.topics[0].startswith("dv")


def test_a_loud_denial_ends_what_was_begun_by_mistake() -> None:
    talk = Talk()
    talk.say("会社が変わって、夫に内緒で手続きしたい", "dv_restriction")
    talk.say("そんなこと聞いてない。DVとか関係ないから", "dv_emergency", 0.6)
    assert not talk.belief.careful and "110" not in talk.text


@pytest.mark.parametrize("topic", ["loss", "eligibility_certificate", "out_of_scope", "thanks"])
def test_who_asks_for_money_back_hears_no_fee(topic: str) -> None:
    talk = Talk()
    talk.say("資格確認書の再発行はいくらですか", "eligibility_certificate")
    talk.say("診察代のことです。全額払って後で返ってくる？", topic)
    assert talk.topics[0] == "refund" and "無料です" not in talk.text


def test_a_card_that_is_there_again_is_not_to_be_stopped() -> None:
    talk = Talk()
    talk.say("カードをなくしました", "loss")
    talk.say("カード家にあったわ 電話で止めてもうた", "loss")
    assert talk.topics[0] == "found_card" and "再発行" not in talk.text


@pytest.mark.parametrize("words", ["やっぱり夫に病院を知られたくないです", "閲覧制限はどこでできますか", "夫から逃げてきました"])
def test_who_denied_it_and_is_afraid_after_all_is_answered(words: str) -> None:
    talk = Talk()
    talk.say("DVとかじゃないです、会社が変わりました", "dv_restriction", 0.6)
    assert "dv_restriction" in talk.belief.dismissed
    talk.say(words, "dv_restriction", 0.7)
    assert "dv_restriction" not in talk.belief.dismissed and talk.topics[0].startswith("dv")


def test_the_tiers_that_say_nothing_twice_are_tiers() -> None:
    assert {tier.name for tier in TIERS} >= afresh.TIERS
