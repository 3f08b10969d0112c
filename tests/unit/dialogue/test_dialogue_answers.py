"""Which answer a message gets: the insurer, follow-ups, several questions, the old card on a day, what is outside."""

from __future__ import annotations

import pytest
from talk import Talk, the_context

INSURER_BUTTONS = ["キタムラ健康保険組合", "北区の国民健康保険", "75歳以上（後期高齢者医療）", "そのほか・わからない"]


def asking_topics() -> list[str]:
    """Topics whose usual answer for nobody's insurer asks which one it is."""
    book = the_context().rulebook
    return [topic for topic in book.rules.topics if getattr(book.answer(topic, None, on=the_context().today), "asks_insurer", False)]


ASKING = asking_topics()
NOT_ASKING = ["registration_how", "cert_expiry", "loss", "greeting", "dv_emergency", "pin_lock"]


def test_some_topics_depend_on_the_insurer() -> None:
    assert len(ASKING) >= 3


@pytest.mark.parametrize("topic", ASKING)
def test_the_insurer_is_asked_when_the_answer_depends_on_it(topic: str) -> None:
    talk = Talk()
    talk.say("教えてください", topic)
    assert talk.buttons[-4:] == INSURER_BUTTONS


@pytest.mark.parametrize("topic", [topic for topic in NOT_ASKING if topic not in ASKING])
def test_the_insurer_is_not_asked_when_it_makes_no_difference(topic: str) -> None:
    talk = Talk()
    talk.say("教えてください", topic)
    assert not set(INSURER_BUTTONS) & set(talk.buttons)


@pytest.mark.parametrize("topic", ASKING)
@pytest.mark.parametrize("name", ["キタムラ健康保険組合", "北区の国民健康保険"])
def test_a_known_insurer_is_not_asked_again(topic: str, name: str) -> None:
    talk = Talk()
    talk.say(name)
    talk.say("教えてください", topic)
    assert not set(INSURER_BUTTONS) & set(talk.buttons)


TELLING = [
    ("キタムラです", "kitamura"),
    ("北区の国保です", "kitaku"),
    ("キタムラ健康保険組合", "kitamura"),
    ("北区の国民健康保険", "kitaku"),
    ("ほかの健保です", "other"),
    ("協会けんぽ", "other"),
]


@pytest.mark.parametrize(("words", "insurer"), TELLING)
def test_telling_the_insurer_gives_the_answer_that_waited(words: str, insurer: str) -> None:
    talk = Talk()
    talk.say("資格確認書はどこに頼みますか", "eligibility_certificate")
    talk.say(words)
    assert talk.belief.insurer == insurer
    assert talk.topics[-1] == "eligibility_certificate" and len(talk.messages) >= 2
    assert not set(INSURER_BUTTONS) & set(talk.buttons)


def test_the_two_insurers_answers_differ_and_each_names_its_own_office() -> None:
    said = {}
    for words in ("キタムラです", "北区の国保です"):
        talk = Talk()
        talk.say("資格確認書はどこに頼みますか", "eligibility_certificate")
        said[words] = talk.say(words)
    assert "088-804-3038" in said["キタムラです"] and "088-804-3038" not in said["北区の国保です"]
    assert "03-3908-1131" in said["北区の国保です"] and "03-3908-1131" not in said["キタムラです"]


def test_another_insurer_is_sent_to_its_issuer() -> None:
    talk = Talk()
    talk.say("資格確認書はどこに頼みますか", "eligibility_certificate")
    assert "発行元" in talk.say("協会けんぽです")


def test_the_insurer_can_be_changed_and_the_answer_changes_with_it() -> None:
    talk = Talk()
    talk.say("キタムラです")
    first = talk.say("資格確認書はどこに頼みますか", "eligibility_certificate")
    second = talk.say("北区の国保です")
    assert talk.belief.insurer == "kitaku" and first not in second and "03-3908-1131" in second


def test_an_insurer_named_in_a_question_counts_from_then_on() -> None:
    talk = Talk()
    talk.say("北区の国保ですが、資格確認書がほしい", "eligibility_certificate")
    assert talk.belief.insurer == "kitaku" and not set(INSURER_BUTTONS) & set(talk.buttons)


# ---- follow-ups without a subject


@pytest.mark.parametrize("words", ["どこで?", "いくらかかる?", "何を持っていけばいい?", "いつまで?", "どのくらいかかる?", "ネットでできる?", "代理でいい?", "それはなぜ"])
@pytest.mark.parametrize("topic", ["loss", "registration_how", "pin_lock", "eligibility_certificate"])
def test_a_follow_up_stays_with_the_topic(topic: str, words: str) -> None:
    talk = Talk()
    talk.say("教えてください", topic)
    talk.say(words)
    assert set(talk.topics) == {topic}


@pytest.mark.parametrize("topic", ["loss", "registration_how", "pin_lock", "moving"])
def test_a_known_aspect_is_a_short_answer(topic: str) -> None:
    words = {"where": "どこで?", "cost": "いくら?", "bring": "何を持っていけばいい?", "when": "いつまで?"}
    answer = the_context().rulebook.answer(topic, None, on=the_context().today)
    known = [name for name in words if name in getattr(answer, "aspects", {})]
    assert known
    for name in known:
        talk = Talk()
        talk.say("教えてください", topic)
        assert talk.say(words[name]) == getattr(answer, "aspects")[name]  # noqa: B009


@pytest.mark.parametrize("words", ["どこで?", "いくら?", "なぜ", "もう一回", "わからない", "もっとやさしく"])
def test_a_follow_up_to_nothing_asks_what_it_is_about(words: str) -> None:
    talk = Talk()
    talk.say(words)
    assert ("どの手続き" in talk.text or "どの 手続き" in talk.text) and len(talk.buttons) >= 3


def test_again_says_the_same_answer() -> None:
    talk = Talk()
    first = talk.say("なくした", "loss")
    assert talk.say("もう一回言って") == first


# ---- several questions, the old card, the bot itself


def test_two_questions_get_two_answers_in_order() -> None:
    talk = Talk()
    talk.say("なくしました。古い保険証は使えますか", "loss", more=("old_card",))
    assert list(dict.fromkeys(talk.topics)) == ["loss", "old_card"]


def test_small_talk_beside_a_question_is_left_unsaid() -> None:
    talk = Talk()
    talk.say("こんにちは。なくしました", "greeting", more=("loss",))
    assert set(talk.topics) == {"loss"}


OLD_CARD_DAYS = ["2024年11月30日", "2025年6月1日", "2025年10月15日", "2026年2月1日"]


def test_the_old_card_has_five_different_answers_on_five_days() -> None:
    said = [Talk().say(f"{day}に古い保険証は使えましたか", "old_card") for day in OLD_CARD_DAYS] + [Talk().say("古い保険証は使えますか", "old_card")]
    answers = [text.split("\n", 1)[1] if "時点での答え" in text else text for text in said]
    assert len(set(answers)) == 5


@pytest.mark.parametrize("day", OLD_CARD_DAYS)
def test_an_answer_for_another_day_says_so_first(day: str) -> None:
    assert Talk().say(f"{day}に古い保険証は使えましたか", "old_card").startswith(f"{day}の時点")


@pytest.mark.parametrize("words", ["古い保険証は使えますか", "今日、保険証で受診できる?", "2026年11月22日に使えますか", "明日使えますか"])
def test_the_old_card_is_never_usable_today(words: str) -> None:
    assert "使えません" in Talk().say(words, "old_card") or "使うことはできません" in Talk().say(words, "old_card")


def test_the_greeting_says_that_it_is_a_machine() -> None:
    assert "自動" in Talk().say("こんにちは", "greeting")


@pytest.mark.parametrize("words", ["できること", "何ができる?", "ヘルプ", "使い方"])
def test_what_it_can_do_comes_with_choices(words: str) -> None:
    talk = Talk()
    talk.say(words)
    assert len(talk.buttons) >= 3 and set(talk.topics) == {"greeting"}


def test_starting_over_forgets_everything() -> None:
    talk = Talk()
    talk.say("キタムラです")
    talk.say("引っ越しの期限", "moving_deadline")
    talk.say("12月3日")
    talk.say("最初から")
    assert talk.belief == Talk().belief
    assert "消しました" in talk.text


@pytest.mark.parametrize("words", ["なくしてはいません。手元にあります", "カードは手元にあるんですが", "I didn't lose my card"])
@pytest.mark.parametrize("heard", ["loss", "loss_visit_soon"])
def test_a_card_at_hand_is_not_to_be_stopped(words: str, heard: str) -> None:
    talk = Talk()
    talk.say(words, heard, 0.9)
    told = "do not call to have it stopped" if words.isascii() else "止める電話はしないで"
    assert told in talk.text and "0120-95-0178" not in talk.text


def test_who_corrects_an_answer_about_a_loss_is_asked_what_happened() -> None:
    talk = Talk()
    talk.say("カードが大変です", "loss", 0.9)
    talk.say("いえ、なくしていません", "", 0.0, verdict="unclear")
    assert "カードがどうなっているか" in talk.text


def test_a_card_that_is_gone_is_still_stopped() -> None:
    talk = Talk()
    assert "0120-95-0178" in talk.say("財布の中にあったはずのカードが見つからない", "loss", 0.9)
