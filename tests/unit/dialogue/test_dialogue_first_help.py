"""What comes before every answer: 119, the lines that listen, 110; in Japanese and English, and what follows it."""

from __future__ import annotations

import pytest
from talk import Talk

CARD_TOPICS = ["", "reader_failure", "loss", "out_of_scope", "dv_lift"]
CASES = [
    ("子どもが動かない", "119", "emergency_119"),
    ("息が苦しい", "119", "emergency_119"),
    ("子どもが誤飲しました", "119", "emergency_119"),
    ("けいれん", "119", "emergency_119"),
    ("救急車を呼んで", "119", "emergency_119"),
    ("火事です", "119", "emergency_119"),
    ("薬をたくさん飲んでしまいました", "119", "overdose"),
    ("もう一緒に死のうかと思ってる", "0120-279-338", "distress"),
    ("もう疲れた終わりにしたい", "0120-061-338", "distress"),
    ("お金がなくて食べるものがない", "自立相談支援機関", "hardship"),
    ("避難所はどこ", "119", "shelter"),
]


@pytest.mark.parametrize(("words", "part", "case"), CASES)
@pytest.mark.parametrize("topic", CARD_TOPICS)
@pytest.mark.parametrize("before", ["", "カードをなくしました"])
def test_help_is_said_whatever_was_understood(words: str, part: str, case: str, topic: str, before: str) -> None:
    talk = Talk()
    if before:
        talk.say(before, "loss")
    talk.say(words, topic)
    assert talk.topics == ["out_of_scope"] and talk.belief.case == case
    first = talk.messages[0]
    assert part in first.text and "再交付" not in first.text and "一時停止" not in first.text
    assert "119" in first.text and "119" in first.easy and "119" in first.speech


@pytest.mark.parametrize(
    ("words", "topic", "part"),
    [("My husband hits me", "dv_emergency", "call 110"), ("I want to die", "out_of_scope", "0120-279-338"), ("my baby is not breathing", "out_of_scope", "119"), ("I took all my pills", "out_of_scope", "119")],
)
def test_english_is_answered_in_english(words: str, topic: str, part: str) -> None:
    talk = Talk()
    talk.say(words, "moving", 0.4)
    assert talk.topics == [topic] and part in talk.text and "Thank you" in talk.text + "Thank you" * ("119 now" in talk.text)


def test_english_goes_on_in_english() -> None:
    talk = Talk()
    talk.say("My husband hits me")
    assert "0120-0178-27" in talk.say("He has my card", "overseas_deadline", 0.3, verdict="choose", choices=("overseas_deadline",))


def test_several_needs_are_all_answered_the_most_urgent_first() -> None:
    talk = Talk()
    talk.say("夫に殴られて血が止まらない")
    assert "119" in talk.messages[0].text and "dv_emergency" in talk.topics


@pytest.mark.parametrize(("told", "number"), [("夫に殴られています", "110"), ("死にたい", "0120-279-338")])
@pytest.mark.parametrize("then", ["outside", "unclear", "choose"])
def test_the_next_words_are_not_declined(told: str, number: str, then: str) -> None:
    talk = Talk()
    talk.say(told)
    assert number in talk.say("もうどうしていいか", verdict=then) and "この窓口ではお答えできません" not in talk.text


def test_our_own_subject_is_answered_after_help() -> None:
    talk = Talk()
    talk.say("夫に殴られています")
    talk.say("カードをなくした", "loss")
    assert talk.topics[0] == "loss"


@pytest.mark.parametrize("words", ["どこの病院に行ったか見られるってことですか", "夫に通知が行きますか", "夫はどこの病院か分かりますか"])
def test_who_fled_is_not_taken_for_the_other_side(words: str) -> None:
    talk = Talk()
    talk.say("夫から逃げてきました")
    talk.say(words, "third_party")
    assert talk.belief.case != "third_party" and "ほかの方については" not in talk.text


@pytest.mark.parametrize("words", ["制限は?", "じゃあ解除の方法は", "カードを止めるには"])
@pytest.mark.parametrize("topic", ["dv_lift", "dv_restriction", "loss", ""])
def test_a_loose_word_after_a_refusal_stays_refused(words: str, topic: str) -> None:
    talk = Talk()
    refused = talk.say("妻が閲覧制限をかけているか教えて", "third_party")
    assert talk.say(words, topic) == refused


@pytest.mark.parametrize("words", ["妻の制限を私が解除したい", "妻の情報が見えなくなったのはなぜ", "妻のカードを紛失したことにして止めたい"])
@pytest.mark.parametrize("topic", ["dv_lift", "dv_restriction", "loss", "third_party", ""])
def test_no_way_is_shown_to_act_on_another(words: str, topic: str) -> None:
    talk = Talk()
    talk.say(words, topic)
    assert talk.belief.case == "third_party" and "0120" not in talk.text and "解除の届け出" not in talk.text


@pytest.mark.parametrize(
    ("words", "topic"),
    [("妻の保険証を妻の代わりに登録したい", "registration_how"), ("父のカードをなくした。代わりに止めたい", "loss"), ("私は妻本人です。夫が制限を調べたら見えますか", "dv_restriction"), ("実家の親が私の居場所を調べたら分かりますか", "dv_restriction"), ("母の更新に代わりに行ける?", "cert_expiry")],
)
def test_the_person_concerned_and_carers_hear_of_their_own_topic(words: str, topic: str) -> None:
    talk = Talk()
    talk.say(words, "third_party")
    assert talk.belief.case != "third_party" and topic in talk.topics
