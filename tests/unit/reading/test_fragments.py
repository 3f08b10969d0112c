"""A short message goes on about what was answered, or has a subject of its own."""

from __future__ import annotations

import pytest

from bot.reading.fragments import FragmentWordsFaulty, nouns, read_words


def has_own_subject(text: str, said: str) -> bool:
    """Whether a noun of the text does not stand in what was said."""
    return any(noun not in said for noun in nouns(text))


@pytest.mark.parametrize("text", ["連絡先は", "何時までやってますか", "家族が代わりに行ってもいい", "写真はいる?", "いくら", "平日だけですか", "かぞくが かわりに いっても いいですか", "もちものは なんですか"])
def test_words_that_go_on_have_no_subject(text: str) -> None:
    assert not has_own_subject(text, "")


@pytest.mark.parametrize("text", ["自転車の鍵を落とした、どこに電話", "野球のチケットはどこで買える", "救急車はいくら", "水道が止まった", "ねこの よぼうちゅうしゃは いつですか"])
def test_another_noun_is_a_subject(text: str) -> None:
    assert has_own_subject(text, "カードを止めるには、個人番号カードコールセンターに電話してください。")


def test_a_noun_of_the_answer_is_not() -> None:
    assert has_own_subject("照会書をなくした", "") and not has_own_subject("照会書をなくした", "照会書を持って行きます。")


@pytest.mark.parametrize("change", [{"words": []}, {"must": ["宝くじは"]}, {"must_not": ["電話番号は"]}])
def test_a_faulty_list_is_refused(change: dict[str, list[str]]) -> None:
    good = {"words": ["電話(?:番号)?"], "kana": ["でんわ"], "must": ["電話番号は"], "must_not": ["宝くじは"]}
    assert read_words(good)
    with pytest.raises(FragmentWordsFaulty):
        read_words(good | change)
