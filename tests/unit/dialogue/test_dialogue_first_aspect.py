"""A question that asks for one thing of its subject hears that first, and loses nothing of the answer."""

from __future__ import annotations

import re

import pytest
from talk import Talk, reading

QUESTIONS = [
    ("カードの再発行はいくらかかる？", "loss", "再交付はふつう1,000円"),
    ("再発行は何日でできますか", "loss", "1か月から2か月ほど"),
    ("資格確認書は無料ですか", "eligibility_certificate", "無料です。"),
    ("資格確認書の期限はいつまで？", "eligibility_certificate", "有効期限は発行元が決めます"),
    ("利用登録に予約はいる？", "registration_how", "予約が要るかは、確かな資料で確認できていません"),
    ("病院の機械で登録するのに予約は必要？", "registration_hospital_reader", "予約が必要かどうかは、公表資料にありません"),
    ("更新の窓口は何時まで？", "cert_expiry", "開いている時間は、確かな資料で確認できていません"),
    ("ＡＴＭでの登録は何分かかる？", "registration_atm", "かかる時間は、確かな資料で確認できていません"),
    ("登録は本人じゃないとだめですか", "registration_how", "登録の手続きは、ご自身で行います"),
    ("父の代わりに私が登録してもいい？", "registration_atm", "登録の手続きは、ご自身で行います"),
    ("電子証明書の更新はいつからできますか", "cert_expiry", "期限の3か月前の日の、次の日から"),
    ("更新は日曜日でもできますか", "cert_expiry", "土日と祝日、年末年始"),
    ("転入届は土日でも出せる？", "moving", "土日と祝日、年末年始"),
    ("登録の取り消しはスマホでできる？", "deregistration", "マイナポータルでは解除できません"),
    ("ろっく は どこ で なおしますか", "pin_lock", "住民票のある市区町村の窓口"),
    ("お知らせの再交付は、お金と日数はどのくらいかかりますか", "eligibility_notice_reissue", "費用と、かかる時間は"),
]
NOTHING_SPECIAL = ["マイナ保険証の登録方法を教えて", "どこの病院でも使えますか", "いくつ方法がありますか", "財布をどこかに置き忘れました", "紙の代わりになりますか", ""]


@pytest.mark.parametrize(("words", "topic", "first"), QUESTIONS)
def test_what_is_asked_stands_first(words: str, topic: str, first: str) -> None:
    talk = Talk()
    talk.say(words, topic)
    assert first in talk.messages[0].text.split("\n")[0]
    assert talk.messages[0].sources and talk.messages[0].speech.find(first[:4]) >= 0


@pytest.mark.parametrize("words", NOTHING_SPECIAL)
def test_other_words_ask_for_nothing_special(words: str) -> None:
    assert reading(words).asks == ()


def sentences(text: str) -> list[str]:
    """The sentences of a text without list signs and the yes or no that a led answer drops."""
    bare = [re.sub(r"^(?:はい|いいえ)[、。]?", "", one.strip("・　 \n")) for one in re.split(r"。|\n", text)]
    return [one for one in bare if one]


TOPICS = sorted({"old_card", "human_handoff", *(topic for _words, topic, _first in QUESTIONS)})
DEADLINES = {("moving", "いつまで")}  # answered by the topic that reckons
ASKED = ["いくらですか", "予約はいる？", "土日は？", "何時まで？", "何日でできますか", "代理でもできる？", "持ち物は", "どこで", "ネットでできる？", "いつまで", "いつから", "なぜ"]


@pytest.mark.parametrize(("topic", "words"), [(topic, words) for topic in TOPICS for words in ASKED if (topic, words) not in DEADLINES])
def test_nothing_of_the_answer_is_lost_or_said_twice(topic: str, words: str) -> None:
    whole = sentences(Talk().say("教えてください", topic))
    told = sentences(Talk().say(words + "教えて", topic))
    assert set(whole) <= set(told)
    assert len([one for one in told if len(one) > 12]) == len({one for one in told if len(one) > 12})


def test_yes_to_the_rest_of_the_question_stays_first() -> None:
    first, second, *_rest = Talk().say("スマホで登録できる？料金は？", "registration_phone_pc").split("\n")
    assert first.startswith("はい") and second.startswith("費用は")


@pytest.mark.parametrize(("words", "part"), [("予約いる?", "予約"), ("何分かかる?", "かかる時間は"), ("どのくらい時間がかかりますか", "かかる時間は")])
def test_a_follow_up_about_going_there(words: str, part: str) -> None:
    talk = Talk()
    talk.say("登録の方法は", "registration_how")
    assert part in talk.say(words, "reception_how", 0.3, verdict="choose") and len(talk.text) < 80


def test_danger_is_answered_with_help_alone() -> None:
    assert Talk().say("どこに電話すればいい", "dv_emergency").startswith("話してくださって、ありがとうございます。今、危険を感じるなら、まず110番")


@pytest.mark.parametrize(
    "text", ["別れた夫がまだ私の代理人になっているかも。知られたくないです", "代理人から外したい", "代理人に設定されていませんか"]
)
def test_a_representative_in_the_portal_asks_for_nobody_to_go_instead(text: str) -> None:
    assert "who" not in reading(text).asks


@pytest.mark.parametrize("text", ["代理でもいい?", "代理人が行けますか", "代理人でも申請できますか"])
def test_a_representative_who_goes_is_asked_about(text: str) -> None:
    assert reading(text).asks == ("who",)
