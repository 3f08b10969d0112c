"""A contact is that of the insurer named, told or chosen; another town's people never get a number of ours."""

from __future__ import annotations

import pytest
from talk import Talk

from bot.dialogue.belief import Belief

KITAKU, KITAMURA = "03-3908-1131", "088-804-3038"
TOWNS = (
    "札幌市", "札幌市北区", "仙台市", "川口市", "さいたま市北区", "船橋市", "板橋区", "足立区", "港区", "八王子市", "横浜市", "川崎市", "新潟市北区",
    "金沢市", "甲府市", "浜松市", "名古屋市", "名古屋市北区", "京都市", "大阪市", "大阪市北区", "堺市", "神戸市", "岡山市北区", "広島市", "松山市",
    "福岡市", "熊本市", "那覇市", "軽井沢町", "北本市", "北区以外の荒川区",
)
WORDINGS = (
    "{}の国保の連絡先", "{}の国保資格係の電話番号", "{}の国民健康保険の窓口はどこですか", "{}の国保に電話したい", "{}役所の保険の係の電話番号は",
    "{}の国保です。問い合わせ先を教えて", "{}に住んでいます。国保の窓口の電話番号は", "{}の保険の窓口は何時までですか", "国保の連絡先、{}です",
    "{}の国民健康保険に入っています。どこに聞けばいいですか", "{} 国保 電話", "{}の健康保険の問い合わせ先", "{}国保の所在地",
)


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("guess", ["contact_kitaku", "contact_kitamura", "human_handoff"])
def test_another_town_never_gets_a_number_of_ours(town: str, guess: str) -> None:
    for wording in WORDINGS:
        talk = Talk()
        said = talk.say(wording.format(town), guess)
        assert KITAKU not in said and KITAMURA not in said, wording
        assert "役所" in said or "発行元" in said, wording


@pytest.mark.parametrize("guess", ["contact_kitaku", "contact_kitamura", "human_handoff"])
@pytest.mark.parametrize("told", ["横浜市の国民健康保険です", "札幌市北区の国保です", "板橋区の国保なんですけど", "協会けんぽです"])
def test_it_stays_so_for_the_conversation(told: str, guess: str) -> None:
    talk = Talk()
    talk.say(told, "contact_kitaku")
    assert talk.belief.insurer == "other"
    for words in ("連絡先を教えて", "電話番号を知りたいです", "窓口に電話したい"):
        said = talk.say(words, guess)
        assert KITAKU not in said and KITAMURA not in said


@pytest.mark.parametrize("words", ["連絡先を教えて", "問い合わせ先は", "健康保険の連絡先は", "保険の窓口の連絡先を教えてください", "健保の番号", "電話したい"])
@pytest.mark.parametrize("guess", ["contact_kitaku", "contact_kitamura"])
@pytest.mark.parametrize(("insurer", "number", "other"), [("kitaku", KITAKU, KITAMURA), ("kitamura", KITAMURA, KITAKU)])
def test_a_contact_follows_the_insurer_chosen(words: str, guess: str, insurer: str, number: str, other: str) -> None:
    talk = Talk()
    talk.belief = Belief(insurer=insurer)
    said = talk.say(words, guess)
    assert number in said and other not in said


def test_a_contact_of_nobody_named_or_told_is_both() -> None:
    said = Talk().say("連絡先を教えてください", "contact_kitamura")
    assert KITAKU in said and KITAMURA in said


def test_an_office_named_goes_before_the_insurer_told() -> None:
    talk = Talk()
    talk.say("北区の国保です")
    assert KITAMURA in talk.say("キタムラ健保の電話番号は", "contact_kitamura")


@pytest.mark.parametrize("words", ["キタムラ健保は土曜もやっていますか", "キタムラ健保の所在地は", "キタムラ健保は何曜日に開いてますか", "キタムラ健保の休みは"])
@pytest.mark.parametrize("before", [("こんにちは", "greeting"), ("カードをなくした", "loss"), ("登録の方法は", "registration_how")])
def test_place_and_hours_are_contact_questions_after_anything(words: str, before: tuple[str, str]) -> None:
    talk = Talk()
    talk.say(*before)
    talk.say(words, "contact_kitamura")
    assert talk.topics == ["contact_kitamura"]


@pytest.mark.parametrize(("words", "guess"), [("北とぴあ", "contact_kitaku"), ("カメラのキタムラ", "contact_kitamura"), ("飛鳥山", "contact_kitaku")])
def test_a_hall_or_a_shop_is_no_office(words: str, guess: str) -> None:
    talk = Talk()
    said = talk.say(words, guess)
    assert KITAKU not in said and KITAMURA not in said and talk.topics == ["out_of_scope"]


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (("カードをなくしました", "loss"), "クレカ落とした、どこに電話?"),
        (("カードをなくしました", "loss"), "避難所はどこ"),
        (("カードをなくしました", "loss"), "お金がなくて食べるものがない"),
        (("登録の方法は", "registration_how"), "甲子園のチケットはどこで買える"),
        (("電子証明書の更新は", "cert_expiry"), "映画はいつまで"),
    ],
)
def test_what_is_outside_does_not_become_a_further_question(before: tuple[str, str], words: str) -> None:
    talk = Talk()
    talk.say(*before)
    talk.say(words, "out_of_scope", 0.97, verdict="outside")
    assert set(talk.topics) == {"out_of_scope"}


@pytest.mark.parametrize("words", ["電話番号は", "費用はいくら", "本人じゃないとだめ?"])
def test_a_fragment_still_is_one(words: str) -> None:
    talk = Talk()
    talk.say("カードをなくしました", "loss")
    talk.say(words, "out_of_scope", 0.97, verdict="outside")
    assert "out_of_scope" not in talk.topics


def test_the_state_never_holds_the_town() -> None:
    talk = Talk()
    talk.say("横浜市の国保の連絡先", "contact_kitaku")
    assert "横浜" not in str(talk.belief.as_json())
