"""People of another town, or of another insurer, never get a number of our two offices, whatever they ask."""

from __future__ import annotations

import re

import pytest
from talk import Talk, the_context

from bot.dialogue import say
from bot.dialogue.belief import Belief
from bot.rulebook.statements.our_offices import without_ours

OUR_NUMBERS = re.compile(r"3908[-、]\s?1131|804[-、]\s?3038")
OUR_BUTTONS = {"topic:contact_kitaku", "topic:contact_kitamura"}
TOPICS = sorted({entry.topic for entry in the_context().rulebook.rules.entries} - {"contact_kitaku", "contact_kitamura"})


def forms(talk: Talk) -> str:
    return "\n".join(part for one in talk.messages for part in (one.text, one.easy, one.speech))


@pytest.mark.parametrize("topic", TOPICS)
def test_no_answer_for_another_insurer_holds_our_numbers(topic: str) -> None:
    context = the_context()
    for case in context.rulebook.cases(topic):
        for one in say.answer(context, topic, Belief(insurer="other"), case=case):
            assert one.text.strip() and one.easy.strip() and one.speech.strip()
            assert not OUR_NUMBERS.search("\n".join((one.text, one.easy, one.speech)))
            assert not OUR_BUTTONS & {button.payload for button in one.buttons}


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("盛岡市民です。資格確認書はどこに申し込むの", "eligibility_certificate"),
        ("奈良県の生駒市ですが、お知らせを破ってしまいました", "eligibility_notice_reissue"),
        ("祖母は津市に住んでいます。登録をやめるには", "deregistration"),
        ("わたしの まちは くらしきです。おしらせを なくしました", "eligibility_notice_reissue"),
        ("I live in Kumamoto. How can I cancel it?", "deregistration"),
        ("きたくって名古屋のほうです。資格確認書がほしい", "eligibility_certificate"),
        ("松江の方ですが、だれかと話したい", "human_handoff"),
    ],
)
def test_a_town_told_as_ones_own_is_asked_there(words: str, topic: str) -> None:
    talk = Talk()
    said = talk.say(words, topic)
    assert not OUR_NUMBERS.search(forms(talk)) and not OUR_BUTTONS & set(talk.buttons)
    assert any(asked in said for asked in ("役所", "国民健康保険の窓口", "the health insurance you are in now"))
    assert talk.belief.insurer == "other"
    talk.say("お知らせをなくした", "eligibility_notice_reissue")
    assert not OUR_NUMBERS.search(forms(talk))


@pytest.mark.parametrize("words", ["長崎市に引っ越します。資格確認書はどうなる", "長崎市の病院に行きます。資格確認書がほしい", "長崎市から越してきました。資格確認書がほしい"])
def test_a_town_gone_to_visited_or_left_changes_nothing(words: str) -> None:
    talk = Talk()
    talk.say(words, "eligibility_certificate")
    assert talk.belief.insurer == ""


def test_a_companys_insurance_is_not_changed_by_a_town() -> None:
    talk = Talk()
    talk.belief = Belief(insurer="kitamura")
    assert "キタムラ健康保険組合" in talk.say("松江市ですが、資格確認書がほしい", "eligibility_certificate")


def test_only_what_is_said_to_ours_is_left_out() -> None:
    text = "申請できます。\n・キタムラ健康保険組合の方：組合へ\n・そのほかの方：発行元へ\n組合は088-804-3038です。無料です。"
    assert without_ours(text) == "申請できます。\n・発行元へ\n無料です。"
