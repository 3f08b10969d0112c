"""「北区です」 is taken as the ward's insurance, and said to be so; offices that were not named are left out."""

from __future__ import annotations

import pytest
from talk import Talk

SOFT = "北区の国民健康保険に入っている方へのご案内です"


@pytest.mark.parametrize("words", ["北区です", "北区", "北区の者です", "東京都北区です", "きたくです"])
@pytest.mark.parametrize("topic", ["deregistration", "eligibility_certificate", "registration_how"])
def test_the_ward_alone_gives_the_topic_again_for_its_insurance(words: str, topic: str) -> None:
    talk = Talk()
    talk.say("教えてください", topic)
    talk.say(words, "contact_kitaku")
    assert talk.messages[0].text.startswith(SOFT) and set(talk.topics) == {topic}
    assert talk.belief.insurer == "kitaku" and not talk.belief.asked_insurer_for


def test_somebody_insured_elsewhere_corrects_it() -> None:
    talk = Talk()
    talk.say("登録を解除したい", "deregistration")
    talk.say("北区です", "contact_kitaku")
    assert "03-3908-1131" in talk.text
    talk.say("キタムラ健保です")
    assert talk.belief.insurer == "kitamura" and "088-804-3038" in talk.text


def test_living_in_the_ward_answers_the_question_for_the_insurer() -> None:
    talk = Talk()
    talk.say("資格確認書がほしい", "eligibility_certificate")
    talk.say("北区に住んでいます", "contact_kitaku")
    assert talk.text.startswith(SOFT) and talk.belief.insurer == "kitaku"


def test_living_in_the_ward_names_no_insurer_unasked() -> None:
    talk = Talk()
    talk.say("登録の方法は", "registration_how")
    talk.say("北区に住んでいます", "contact_kitaku")
    assert talk.text.startswith(SOFT) and talk.belief.insurer == ""


def test_a_known_insurer_is_not_overwritten_by_a_ward() -> None:
    talk = Talk()
    talk.say("キタムラ健保です")
    talk.say("登録を解除したい", "deregistration")
    talk.say("北区です", "contact_kitaku")
    assert talk.text.startswith(SOFT) and talk.belief.insurer == "kitamura"


def test_an_open_question_for_a_day_is_put_again() -> None:
    talk = Talk()
    talk.say("引っ越しの期限は", "moving_deadline")
    talk.say("北区です", "contact_kitaku")
    assert talk.text.startswith(SOFT) and "日付を教えて" in talk.text and talk.belief.question


def test_the_ward_as_a_first_message_offers_topics() -> None:
    talk = Talk()
    talk.say("北区です", "contact_kitaku")
    assert talk.text.startswith(SOFT) and len(talk.buttons) >= 3


@pytest.mark.parametrize("words", ["札幌市北区の国保です。解除したい", "大阪市北区の国民健康保険です。登録を取り消したい"])
def test_another_citys_ward_hears_no_office_of_ours(words: str) -> None:
    talk = Talk()
    talk.say(words, "contact_kitaku", more=("deregistration",))
    assert set(talk.topics) == {"deregistration"} and talk.belief.insurer == "other"


def test_another_citys_person_who_cancels_hears_how() -> None:
    talk = Talk()
    talk.say("札幌市北区の国保です。解除したい", "contact_kitaku")
    assert set(talk.topics) == {"deregistration"}


def test_another_citys_office_is_not_ours() -> None:
    talk = Talk()
    talk.say("札幌市北区の国保の電話番号は?", "contact_kitaku")
    assert set(talk.topics) == {"human_handoff"}


@pytest.mark.parametrize("office", ["contact_kitamura", "contact_kitaku"])
@pytest.mark.parametrize("first", [True, False])
def test_an_office_that_is_not_named_is_left_out_beside_another_topic(office: str, first: bool) -> None:
    topics = (office, "loss") if first else ("loss", office)
    talk = Talk()
    talk.say("カードを止めたい。電話番号は?", topics[0], more=topics[1:])
    assert set(talk.topics) == {"loss"} and "0120-95-0178" in talk.text


def test_an_office_that_is_named_is_given_beside_another_topic() -> None:
    talk = Talk()
    talk.say("カードを止めたい。キタムラ健保の電話番号は?", "loss", more=("contact_kitamura",))
    assert talk.topics == ["loss", "contact_kitamura"]
