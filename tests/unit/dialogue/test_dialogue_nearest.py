"""Where nothing was understood though a thing of ours is named: the nearest topic is answered, offered, or stands first."""

from __future__ import annotations

import pytest
from talk import Talk

HEAD = "お尋ねのことそのものは"


def outside(talk: Talk, words: str, **more: object) -> str:
    return talk.say(words, "out_of_scope", verdict="outside", **more)


def test_what_a_topic_answers_is_answered() -> None:
    talk = Talk()
    said = outside(talk, "カードを置いても認識しません")
    assert talk.topics[0] == "reader_failure" and HEAD not in said and "お答えできません" not in said
    assert talk.belief.topic == "reader_failure" and talk.belief.misses == 0


def test_what_is_only_near_is_said_to_be_so_in_all_three_forms() -> None:
    talk = Talk()
    outside(talk, "鍼灸院でも使えるんですか")
    first = talk.messages[0]
    assert first.topic == "reception_how"
    assert first.text.startswith(HEAD) and first.speech.startswith(HEAD) and first.easy.startswith("それは、ここの")


def test_where_several_are_meant_they_are_offered() -> None:
    talk = Talk()
    said = outside(talk, "つかえへんわ")
    assert "お答えできません" not in said and talk.buttons == ["topic:reader_failure", "topic:cert_expiry", "topic:pin_lock"]


def test_what_understanding_thought_likely_stands_before_what_any_word_may_mean() -> None:
    talk = Talk()
    outside(talk, "カードが少し欠けた", choices=("reader_failure", "third_party", "chitchat"))
    assert talk.buttons == ["topic:reader_failure", "topic:loss", "topic:cert_expiry"]
    talk = Talk()
    talk.say("カードが少し欠けた", verdict="choose", choices=("loss", "moving"))
    assert talk.buttons == ["topic:loss", "topic:moving"]


@pytest.mark.parametrize(("words", "first"), [("カードを返却したい", "topic:eligibility_certificate"), ("旧姓を書き足したい", "topic:moving"), ("協会けんぽから国保に替わる", "topic:registration_how")])
def test_another_offices_business_keeps_its_pointer_with_ours_first(words: str, first: str) -> None:
    talk = Talk()
    said = outside(talk, words)
    assert talk.topics == ["out_of_scope"] and "お問い合わせ" in said and talk.buttons[0] == first


def test_under_a_pointer_without_an_office_the_nearest_is_also_said() -> None:
    talk = Talk()
    said = outside(talk, "カードを返却したい")
    assert "「資格確認書」をご案内できます" in said and "資格確認書" in talk.messages[0].speech


@pytest.mark.parametrize("words", ["マイナンバーカードの暗証番号とパスポートの更新", "マイナンバーカードで住民票を取りたい", "在留カードの期限"])
def test_a_pointer_to_a_named_office_stays(words: str) -> None:
    talk = Talk()
    outside(talk, words)
    assert talk.topics == ["out_of_scope"] and HEAD not in talk.text


def test_beside_business_of_others_a_thing_of_ours_is_only_named_under_the_decline() -> None:
    talk = Talk()
    said = outside(talk, "マイナ保険証の制度に反対です", choices=("privacy",))
    assert talk.topics == ["out_of_scope"] and "「個人情報保護」をご案内できます" in said
    assert talk.buttons[0] == "topic:privacy"


def test_english_is_answered_in_japanese_with_a_word_about_it() -> None:
    talk = Talk()
    said = outside(talk, "the reader can't scan my card")
    assert talk.topics[0] == "reader_failure" and "日本語" in said
    outside(talk, "what is an insurance card")
    assert talk.buttons and "日本語" in talk.text


def test_what_names_nothing_of_ours_is_declined() -> None:
    talk = Talk()
    assert "お答えできません" in outside(talk, "台風は来ますか") and talk.topics == ["out_of_scope"]
