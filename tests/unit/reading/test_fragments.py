"""A short message goes on about what was answered, or has a subject of its own."""

from __future__ import annotations

import pytest

from bot.reading.read import nouns


def has_own_subject(text: str, said: str) -> bool:
    """Whether a noun of the text does not stand in what was said."""
    return any(noun not in said for noun in nouns(text))


@pytest.mark.parametrize("text", ["どこに いけば いいですか", "おかねは いくらですか", "でんわばんごうを おしえて ください", "12月3日", "令和9年7月7日です", "十二月三日の予定です", "電話番号は", "本人じゃないとだめ", "何を持って行けばいいですか", "土日も開いていますか", "費用はいくらかかりますか", "代わりに行ってもいい", "どこに電話すればいい", "スマホでもできる", "連絡先は", "何時までやってますか", "家族が代わりに行ってもいい", "写真はいる?", "いくら", "平日だけですか", "かぞくが かわりに いっても いいですか", "もちものは なんですか"])
def test_words_that_go_on_have_no_subject(text: str) -> None:
    assert not has_own_subject(text, "")


@pytest.mark.parametrize("text", ["ほいくえんの もうしこみは いつですか", "としょかんは どこですか", "クレカ落とした、どこに電話", "甲子園のチケット どこで", "避難所はどこ", "子どもが誤飲しました", "食べるものがない", "傘を忘れた、どこに聞けば", "自転車の鍵を落とした、どこに電話", "野球のチケットはどこで買える", "救急車はいくら", "水道が止まった", "ねこの よぼうちゅうしゃは いつですか"])
def test_another_noun_is_a_subject(text: str) -> None:
    assert has_own_subject(text, "カードを止めるには、個人番号カードコールセンターに電話してください。")


def test_a_noun_of_the_answer_is_not() -> None:
    assert has_own_subject("照会書をなくした", "") and not has_own_subject("照会書をなくした", "照会書を持って行きます。")
