"""Further questions about what was just answered, in words of their own. Today is 2026-11-22, a Sunday."""

from __future__ import annotations

import pytest
from talk import Talk

from bot.reading.marks import Said, load_marks
from bot.rulebook.statements.led import lines_with
from bot.rulebook.statements.render import without_readings

NAMES = {"when": "until", "unverified": "penalty"}  # aspects of the entries, and what is asked
ASPECTS = [
    ("なんでそんなに早いの?", "why"),
    ("12月19日じゃないんですか", "why"),
    ("転出予定日って何ですか", ""),
    ("私が代わりに行けますか", "who"),
    ("おかねは かかりますか", "cost"),
    ("2000円?", "cost"),
    ("それを過ぎたらいくら?", "over_cost"),
    ("転入届もネットでいい?", "online"),
    ("更新はもうできる?", "opens"),
    ("カードは もっていきますか", "bring"),
    ("当日でもいい?", "consequence"),
    ("今からでも届け出できますか", "consequence"),
    ("期限はいつでしたっけ", "when"),
    ("妻と子の分も必要?", "family"),
    ("大丈夫?", ""),
    ("土日も開いてる?", "closed"),
    ("罰金はありますか", "unverified"),
    ("90日は初日を含みますか", "counting"),
]


@pytest.mark.parametrize(("text", "aspect"), ASPECTS)
def test_what_a_short_message_asks(text: str, aspect: str) -> None:
    assert load_marks("asks").first(Said(text), "loose") == NAMES.get(aspect, aspect)


def moving() -> Talk:
    talk = Talk()
    talk.say("12月5日に引っ越します。転出予定日は11月10日です", "moving_deadline")
    assert talk.due == {"": "2026-12-10"}
    return talk


def certificate(day: str = "2026年8月22日") -> Talk:
    talk = Talk()
    talk.say(f"電子証明書は{day}までです", "cert_expiry")
    return talk


@pytest.mark.parametrize(
    ("words", "topic", "part"),
    [
        ("なんでそんなに早いの", "chitchat", "30日目"),
        ("12月19日じゃないんですか", "", "30日目"),
        ("当日でもいい?", "greeting", "過ぎて届けると"),
        ("もうカードは使えない?", "old_card", "使えなくなります"),
        ("子どものカードも持っていくんですか", "overseas", "全員"),
        ("土日も開いてる?", "chitchat", "閉まっている役所"),
        ("罰金はありますか", "out_of_scope", "確認できていない"),
        ("作り直しっていくら", "out_of_scope", "1,000円"),
    ],
)
def test_a_further_question_is_about_the_deadline_under_discussion(words: str, topic: str, part: str) -> None:
    talk = moving()
    talk.say(words, topic, 0.5)
    assert part in talk.text and talk.belief.known[""]["move_date"] == "2026-12-05"


COMPARED = [("12月10日に行っても大丈夫ですか", "はい"), ("12月11日だと間に合いますか", "いいえ"), ("12月6日に行けばいい?", "閉まる日"), ("11日だと?", "いいえ")]


@pytest.mark.parametrize(("words", "part"), COMPARED)
def test_a_day_held_against_the_last_day(words: str, part: str) -> None:
    talk = moving()
    talk.say(words, "overseas_deadline", 0.65)
    assert part in talk.text and talk.due == {"": "2026-12-10"}
    assert "【数え方】" in talk.text and talk.messages[0].sources


@pytest.mark.parametrize(
    ("words", "topic", "part"),
    [
        ("薬の情報は見てもらえますか", "reception_consent", "もう使えません"),
        ("更新にお金はかかりますか", "cert_expiry", "無料"),
        ("更新はどこで?", "cert_expiry", "市区町村の窓口"),
        ("いつから更新できたの", "cert_expiry", "2026年5月23日"),
        ("更新したら登録はそのまま?", "cert_expiry", "利用登録はそのまま"),
    ],
)
def test_what_was_told_is_never_asked_for_again(words: str, topic: str, part: str) -> None:
    talk = certificate()
    talk.say(words, topic, 0.8)
    assert part in talk.text and "日付を教えて" not in talk.text


def test_from_when_both_may_renew() -> None:
    talk = Talk()
    talk.say("主人の電子証明書は2027年6月1日、私のは2027年5月1日です", "cert_expiry")
    talk.say("どっちが先に更新できる?", "cert_expiry")
    assert "2027年3月2日" in talk.text and "2027年2月2日" in talk.text


@pytest.mark.parametrize("words", ["妻は中国籍です", "にほんじんじゃないです"])
def test_another_nationality_is_answered_from_the_rule(words: str) -> None:
    talk = Talk()
    talk.say("2027年3月10日に海外へ赴任します", "overseas_deadline")
    talk.say(words, "out_of_scope", 0.98, verdict="outside")
    assert "外国籍の人のカードは" in talk.text


def test_a_stay_that_was_prolonged() -> None:
    talk = Talk()
    talk.say("ざいりゅうきかんは 2027年3月31日までです", "cert_expiry")
    assert talk.due == {"": "2027-03-31"} and "6月30日" not in talk.text
    talk.say("のばしたら カードも のびますか", "cert_expiry")
    assert "自動では延びません" in talk.text


def test_the_ninety_days_are_explained_without_a_day() -> None:
    talk = Talk()
    talk.say("継続利用の90日は転入届を出した日を含みますか", "moving_deadline")
    assert "1日違う市区町村" in talk.text and len(talk.text) < 150


def test_easier_words_are_given_on_request() -> None:
    talk = moving()
    talk.say("むずかしいです。やさしく おねがいします", "greeting")
    assert talk.due == {"": "2026-12-10"} and all(message.text == without_readings(message.easy) for message in talk.messages)


def test_lines_of_an_answer_are_found_by_a_telling_word() -> None:
    answer = "電話で止めます。\n・見つかったら窓口で解除します。\n・再交付は有料です。"
    assert lines_with(answer, ("電話", "解除")) == ["・見つかったら窓口で解除します。"]
    assert lines_with(answer, ("電話",)) == []
    assert lines_with(answer, ("解除",), "解除は窓口です。") == []


# ---- while a day is being asked for


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("なんで日付を聞くの", "お聞きしています"),
        ("ちょっと待ってね", "ゆっくり"),
        ("少々お待ちください、確認します", "ゆっくり"),
        ("やっぱりいいです", "わかりました"),
        ("引っ越しの日って何の日ですか", "暮らし始めた日"),
        ("それはわからへんなあ", "暮らし始めた日"),
    ],
)
def test_words_inside_a_sentence_while_a_day_is_asked_for(words: str, part: str) -> None:
    talk = Talk()
    talk.say("期限を計算して", "moving_deadline")
    talk.say(words, "greeting", 0.6)
    assert part in talk.text and not talk.belief.known


def test_who_does_not_find_the_expiry_on_the_card_hears_where_else() -> None:
    talk = Talk()
    talk.say("電子証明書の有効期限はいつまで", "cert_expiry")
    talk.say("カードを見ても書いてない", "reader_failure", 0.24, verdict="choose")
    assert "マイナポータル" in talk.text and talk.belief.question and talk.belief.question.anchor == "cert_expiry"


def test_the_deadline_once_more_while_another_day_is_asked_for() -> None:
    talk = Talk()
    talk.say("12月3日に引っ越します", "moving_deadline")
    talk.say("ところでマイナ保険証って何がいいの?", "benefits")
    talk.say("さっきの期限もう一度", "moving_deadline", 0.5, verdict="unclear")
    assert talk.due[""] == "2026-12-17"
