"""In which language a message is written: two searched words are no learner's, an address is nobody's English."""

from __future__ import annotations

import pytest

from bot.reading.language import in_english, language_of
from bot.reading.marks import Said


@pytest.mark.parametrize("text", ["カード なくした", "ログイン できない", "マイナ保険証 使えない"])
def test_words_as_into_a_search_box_are_usual_japanese(text: str) -> None:
    assert language_of(Said(text)) == "ja"


@pytest.mark.parametrize("text", ["カードを なくしました", "カード なくしました", "さいふ おとした", "かーど なくした どうする", "カード とめて ください"])
def test_words_of_kana_with_spaces_are_a_learner_s(text: str) -> None:
    assert language_of(Said(text)) == "easy"


@pytest.mark.parametrize("text", ["https://www.mhlw.go.jp/stf/index.html", "www.example.or.jp/mynumber/card", "taro@example.jp", "OK"])
def test_an_address_tells_no_language(text: str) -> None:
    assert language_of(Said(text)) == "" and not in_english(text)


def test_a_sentence_beside_an_address_does() -> None:
    assert language_of(Said("I read https://www.example.jp/ but what is the PIN")) == "en"


@pytest.mark.parametrize("text", ["mynaportal", "myna", "MYNA", "MyNa-Portal"])
def test_the_name_of_our_things_in_latin_letters_is_no_english(text: str) -> None:
    assert language_of(Said(text)) != "en" and not in_english(text)


def test_our_name_inside_an_english_sentence_leaves_it_english() -> None:
    assert in_english("how do I use mynaportal")
