"""Careful mode: it lasts, it answers what somebody at risk asks, it sends nobody elsewhere."""

from __future__ import annotations

import pytest
from talk import Talk, reading

from bot.dialogue.phrases import load_phrases
from bot.reading.model import Risk

FLED = "夫から逃げてきました"
ASKED = [
    ("どこの病院に行ったか見られるってことですか", "dv_restriction.who_sees"),
    ("夫に通知が行きますか", "dv_restriction.notified"),
    ("手紙は誰に届きますか", "dv_restriction.mail"),
    ("医療費のお知らせに病院が載りますか", "dv_restriction.expense_notice"),
    ("カードを置いてきました", "dv_restriction.abuser_has_card"),
    ("暗証番号も知られています", "dv_restriction.knows_pin"),
    ("あの人、病院で働いてるんです", "dv_restriction.works_clinic"),
    ("子どものカードはどうなりますか", "dv_restriction.children"),
    ("保険が変わったら届け出はどうなりますか", "dv_restriction.insurer_change"),
    ("扶養から抜けたい", "dv_restriction.leave_dependant"),
    ("制限してもカードは使えますか", "dv_use_with_restriction.use_card"),
    ("電話できないんです", "dv_emergency.cannot_speak"),
    ("この画面は残りますか", "dv_emergency.traces"),
]


@pytest.mark.parametrize(("words", "need"), ASKED)
@pytest.mark.parametrize(("topic", "verdict"), [("", "unclear"), ("third_party", "answer"), ("out_of_scope", "outside")])
@pytest.mark.parametrize("turns_between", [0, 3])
def test_what_is_asked_next_is_answered_however_it_was_understood(words: str, need: str, topic: str, verdict: str, turns_between: int) -> None:
    talk = Talk()
    talk.say(FLED)
    for _turn in range(turns_between):
        talk.say("ありがとうございます", "thanks")
    talk.say(words, topic, verdict=verdict)
    assert talk.messages[0].need == need, talk.text
    assert len(talk.messages[0].text) <= 330 and "ほかの方" not in talk.text


def test_the_opposite_side_stays_refused_after_telling_of_danger() -> None:
    talk = Talk()
    talk.say("妻に殴られています")
    assert "お答えできません" in talk.say("妻の新しい住所を教えてください", "third_party")


def test_whoever_is_afraid_of_being_found_is_told_how_not_to_be() -> None:
    talk = Talk()
    talk.say("前の夫に新しい住所を教えないでください", "third_party")
    assert talk.belief.careful == "danger" and talk.topics[0].startswith("dv_")
    assert "0120-279-889" in talk.text and "ほかの方" not in talk.text


@pytest.mark.parametrize("verdict", ["outside", "unclear", "choose"])
def test_nobody_in_careful_mode_is_sent_elsewhere(verdict: str) -> None:
    talk = Talk()
    talk.say(FLED)
    talk.say("カードの更新はいつですか", "cert_expiry")
    assert "この窓口ではお答えできません" not in talk.say("もうどうしたら", verdict=verdict)
    assert "0120-279-889" in talk.text


def test_two_messages_that_nearly_tell_of_a_crisis_tell_of_it_together() -> None:
    from dataclasses import replace

    talk = Talk()
    nearly = replace(reading("ただ眠れない夜が続いています"), risk=Risk(nearly="crisis"))
    talk.hear(nearly)
    assert not talk.belief.careful
    talk.hear(reading("カードの更新はどこですか", "cert_expiry"))
    talk.hear(nearly)
    assert talk.belief.careful == "crisis" and "0120-279-338" in talk.text
    again = Talk()
    again.hear(nearly)
    for _turn in range(3):
        again.hear(reading("カードの更新はどこですか", "cert_expiry"))
    again.hear(nearly)
    assert not again.belief.careful


def test_small_talk_is_not_offered_to_somebody_at_risk() -> None:
    talk = Talk()
    talk.say(FLED)
    talk.say("ありがとうございます", "thanks")
    assert not [one for message in talk.messages for one in message.buttons if one.payload in ("topic:chitchat", "topic:greeting")]


@pytest.mark.parametrize(("words", "number"), [("隣の子どもが毎晩叩かれて泣いています", "189"), ("おとうさんに たたかれる", "189"), ("友達が死にたいと言っています", "0120-279-338")])
def test_the_line_that_fits_comes_with_the_help(words: str, number: str) -> None:
    talk = Talk()
    talk.say(words)
    assert number in talk.text


def test_english_is_told_of_the_chat_in_other_languages() -> None:
    talk = Talk()
    talk.say("My husband hits me")
    assert "soudanplus" in talk.text and "ten languages" in talk.text


DENIALS = ["いや、危険とかじゃないです", "死ぬ話じゃないですよ", "こわい人はいません", "冗談です", "殴られたわけではなく、転んだだけです", "I'm not in danger"]


OF_BOTH = {"冗談です"}
OF_CRISIS = {"死ぬ話じゃないですよ"}


@pytest.mark.parametrize("words", DENIALS)
@pytest.mark.parametrize("alarm", [FLED, "もう死にたいです", "夫に居場所を知られたくない"])
@pytest.mark.parametrize("topic", ["", "dv_emergency", "third_party", "out_of_scope"])
def test_a_denial_after_an_alarm_ends_the_careful_mode_of_that_danger_alone(words: str, alarm: str, topic: str) -> None:
    talk = Talk()
    talk.say(alarm)
    mode = talk.belief.careful
    assert mode
    assert "0120" not in talk.say(words, topic) or mode == talk.belief.careful
    meant = words in OF_BOTH or (mode == "crisis") == (words in OF_CRISIS)
    assert talk.belief.careful == ("" if meant else mode)
    # the desk keeps the conversation short still; that begins no mode anew
    talk.hear(reading("カードの更新はいつですか", "cert_expiry", open_=talk.belief.open(careful=True)))
    assert talk.belief.careful == ("" if meant else mode)
    assert not meant or "0120-279" not in talk.text


def test_who_asked_about_another_stays_refused_after_a_denial() -> None:
    talk = Talk()
    talk.say("元妻の住所を知りたい", "third_party")
    talk.say("ストーカーではありません", "third_party")
    refused = talk.say("妻の今の病院だけ教えて", "third_party")
    assert talk.belief.probe and "お答えできません" in refused


@pytest.mark.parametrize("words", ["誤解です", "そういう意味じゃないです", "打ち間違いです"])
def test_an_ordinary_correction_is_no_denial_of_danger(words: str) -> None:
    talk = Talk()
    talk.say("カードをなくしました", "card_lost")
    talk.say(words, "")
    assert not talk.belief.denied and load_phrases().get("denied").text not in talk.text


def test_who_denies_and_asks_is_answered() -> None:
    talk = Talk()
    talk.say(FLED)
    talk.say("いや、危険とかじゃないです。カードをなくしました", "card_lost")
    plain = Talk()
    plain.say("カードをなくしました", "card_lost")
    assert talk.topics == plain.topics and not talk.belief.careful


@pytest.mark.parametrize("words", ["死にたいのではなく、消えたいんです", "殴られたわけではないのですが、夫が怖くて家にいられません", "暴力じゃないと夫は言いますが、毎日物を投げられます"])
def test_danger_told_beside_a_denial_counts(words: str) -> None:
    talk = Talk()
    talk.say(FLED)
    talk.say(words)
    assert talk.belief.careful
    fresh = Talk()
    fresh.say(words)
    assert fresh.belief.careful


@pytest.mark.parametrize("words", ["電話はいりません", "もう大丈夫です", "心配しないで", "警察を呼ばないで", "DVではないでしょうか", "これって暴力じゃないですか"])
def test_refusing_help_or_doubting_is_no_denial(words: str) -> None:
    talk = Talk()
    talk.say(FLED)
    talk.say(words)
    assert talk.belief.careful


def test_danger_told_again_after_a_denial_is_heard() -> None:
    talk = Talk()
    for words in (FLED, "いや、危険とかじゃないです", "夫に殴られています"):
        talk.say(words)
    assert talk.belief.careful == "danger" and not talk.belief.denied
