"""Learners and children are answered in easy Japanese from the message on that shows it, and everybody else never by mistake."""

from __future__ import annotations

import pytest
from talk import Talk, reading

from bot.dialogue.reply import Message
from bot.reading.language import language_of
from bot.reading.marks import Said
from bot.rulebook.statements.render import without_readings
from bot.text import normalise

LEARNERS = ["びょういんに いきたいです", "まいなかーど なくした", "カードを なくしました", "ほけんしょうは どこで もらいますか", "ぱすわーど わすれました"]
WISHES = ["かんたんな ことばで おしえてください", "やさしい にほんごで おねがいします", "簡単な言葉で説明してください", "言葉が難しいです", "漢字が読めません"]
OTHERS = ["まいなんばーかーどなくしてしもうたんやけどどないしたらええやろか", "かーどがみつからんのじゃ", "マイナカード 紛失 電話", "ありがとう ございます", "はい そうです", "病院に 行きたいです", "登録は簡単にできますか", "手続きは難しいですか"]


def is_easy(one: Message) -> bool:
    """Whether doors show the easy form, and the text has its words without the readings."""
    return one.language == "easy" == one.as_json()["language"] and one.text == without_readings(one.easy)


@pytest.mark.parametrize("words", LEARNERS + WISHES)
def test_learners_writing_and_the_wish_for_simple_words_are_easy(words: str) -> None:
    assert language_of(Said(normalise(words))) == "easy"


@pytest.mark.parametrize("words", OTHERS)
def test_other_writing_is_not(words: str) -> None:
    assert language_of(Said(normalise(words))) == "ja"


def test_a_learner_is_answered_in_easy_words_and_told_so_once_with_a_way_back() -> None:
    talk = Talk()
    usual = Talk()
    usual.say("カードをなくしました", "loss")
    said = talk.say("かーどを なくしました", "loss")
    assert is_easy(talk.messages[0]) and talk.messages[0].text != usual.messages[0].text
    assert "やさしい 日本語" in said and "ふつうの ことばに もどす" in talk.buttons
    assert talk.belief.language == "easy"
    said = talk.say("引っ越しました", "moving")
    assert all(map(is_easy, talk.messages))
    assert "やさしい 日本語" not in said and "ふつうの ことばに もどす" not in talk.buttons
    said = talk.say("ふつうの ことばに もどす")
    assert talk.belief.language == "" and "ふつうの日本語" in said
    assert not is_easy(talk.messages[-1]) and talk.belief.topic == "moving"


def test_a_wish_beside_a_question_answers_the_question() -> None:
    talk = Talk()
    talk.say("カードをなくしました。かんたんな ことばで おしえてください", "loss")
    assert talk.topics[0] == "loss" and is_easy(talk.messages[0])


def test_a_wish_after_an_answer_says_it_again_and_keeps_to_it() -> None:
    talk = Talk()
    talk.say("カードをなくしました", "loss")
    talk.say("もっとやさしく言って")
    assert talk.messages[0].topic == "loss" and is_easy(talk.messages[0])
    talk.say("期限は", "cert_expiry")
    assert all(map(is_easy, talk.messages))


def test_kana_without_spaces_stays_in_everybodys_japanese() -> None:
    talk = Talk()
    talk.say("かーどをなくしてしもうたんやけど", "loss")
    assert talk.belief.language == "" and not is_easy(talk.messages[0])


def test_a_reading_keeps_its_language_through_the_engine() -> None:
    assert reading("びょういんに いきたいです").as_json()["language"] == "easy"
