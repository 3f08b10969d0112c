"""A further message is read as the need it has after what was answered, and only where nothing weightier decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from talk import Talk, reading, the_context

from bot.dialogue.belief import Belief, Question
from bot.dialogue.evidence import by_evidence, hear_words
from bot.dialogue.hearing import (
    CLEARLY_HEARD,
    LEAST_HEARD,
    PLAINLY_HEARD,
    RULE,
    STANDS_OUT,
    SUSPECTED,
    as_heard,
    by_its_need,
    of_another,
    thing_alone,
)
from bot.dialogue.turn import decide
from bot.reading.model import Day, Days, Need, Point, Reading, Risk, Told, pressed

RENEWED = Belief(topic="cert_expiry", need="cert_expiry.renew")
PROXY = Need("cert_expiry", 0.5, None, "cert_expiry.proxy", share=0.5)
UNCLEAR = Reading(verdict="unclear", heard=(PROXY,), length=6)
DAY = Day("day", (date(2026, 12, 3),))


def test_a_fragment_is_read_as_the_need_it_has_here() -> None:
    read = as_heard(UNCLEAR, RENEWED)
    assert read.verdict == "answer" and read.top and read.top.need == "cert_expiry.proxy" and read.top.share == 1.0


def test_it_outweighs_a_topic_that_the_words_share() -> None:
    guessed = replace(UNCLEAR, verdict="answer", needs=(Need("moving", 0.97),))
    assert as_heard(guessed, RENEWED).answered() == "cert_expiry"


def test_faintly_heard_it_yields_to_a_certain_topic_but_not_twice() -> None:
    faint = replace(PROXY, share=(LEAST_HEARD + CLEARLY_HEARD) / 2)
    certain = replace(UNCLEAR, verdict="answer", needs=(Need("moving", 0.97),), heard=(faint,))
    assert as_heard(certain, RENEWED) is certain
    assert as_heard(certain, RENEWED.but(misses=1)).answered() == "cert_expiry"


def test_what_asks_why_or_where_of_the_answer_is_a_question_as_well() -> None:
    read = as_heard(replace(UNCLEAR, act="follow_up", detail="where"), RENEWED)
    assert read.act == "" and read.answered() == "cert_expiry"


@pytest.mark.parametrize(
    "reading",
    [
        replace(UNCLEAR, heard=(replace(PROXY, share=LEAST_HEARD / 2),)),
        replace(UNCLEAR, heard=()),
        replace(UNCLEAR, button=True),
        replace(UNCLEAR, act="affirm"),
        replace(UNCLEAR, bare="name_change.procedure"),
        replace(UNCLEAR, risk=Risk(("danger",))),
        replace(UNCLEAR, risk=Risk(other="asks")),
        replace(UNCLEAR, days=Days(named=(DAY,), only=True)),
        replace(UNCLEAR, days=Days(named=(DAY,), told={"moving": (Told(event="moved", day=DAY),)})),
        replace(UNCLEAR, heard=(Need("out_of_scope", 0.9, None, "out_of_scope.visa", share=0.9),)),
    ],
)
def test_weightier_things_are_heard_first(reading: Reading) -> None:
    assert as_heard(reading, RENEWED) is reading


def test_not_while_a_day_is_asked_for_unless_plainly_heard() -> None:
    asked = RENEWED.but(question=Question("certificate", "cert_expiry"))
    faint = replace(UNCLEAR, heard=(replace(PROXY, share=PLAINLY_HEARD - 0.1),))
    assert as_heard(faint, asked) is faint and as_heard(UNCLEAR, asked).answered() == "cert_expiry"
    dated = replace(UNCLEAR, says=frozenset({"last_day"}))
    assert as_heard(dated, asked) is dated


PLAIN = replace(UNCLEAR, heard=(Need("newborn", 0.5, None, "newborn.card", share=0.6),), length=24)


def test_a_need_without_days_of_ours_that_is_heard_plainly_goes_before_an_open_question_and_days_told() -> None:
    asked = RENEWED.but(question=Question("certificate", "cert_expiry"))
    told = replace(PLAIN, days=Days(named=(DAY,), told={"moving": (Told(event="moved", day=DAY),)}))
    assert as_heard(PLAIN, asked).answered() == "newborn" == as_heard(told, RENEWED).answered()
    assert as_heard(replace(told, days=Days(named=(DAY,), only=True)), asked).answered() == ""  # a day and nothing else


OTHERS = Need("third_party", 0.6)
MAKE = Need("card_application", 0.4, None, "card_application.apply")


def test_who_is_taken_for_asking_about_another_by_the_topic_alone_is_answered_what_the_words_ask() -> None:
    guessed = Reading(verdict="answer", needs=(OTHERS,), nearest=(MAKE,), length=20)
    assert of_another(guessed, RENEWED).answered() == "card_application"
    kept = (
        replace(guessed, needs=(replace(OTHERS, confidence=0.8),)),
        replace(guessed, risk=Risk(other="asks")),
        replace(guessed, risk=Risk(leans=True)),
        replace(guessed, nearest=(OTHERS,)),
        replace(guessed, nearest=()),
        replace(guessed, button=True),
    )
    assert all(of_another(one, RENEWED) is one for one in kept)


RULE_TOLD = Point("employers.check.first", RULE)


def test_what_only_a_list_takes_for_a_question_about_another_is_answered_by_the_rule_that_stands_out() -> None:
    """「会社は社員の登録を見られますか」"""
    asked = replace(UNCLEAR, risk=Risk(other="asks", doubted=True), points=(RULE_TOLD, Point("third_party.look.first", 0.05)))
    assert of_another(asked, Belief()).risk.other == ""
    kept = (
        replace(asked, risk=Risk(other="asks")),
        replace(asked, points=(replace(RULE_TOLD, share=RULE / 2),)),
        replace(asked, points=(RULE_TOLD, Point("third_party.look.first", SUSPECTED * 2))),
        replace(asked, points=(Point("dv_restriction.who_sees.first", 0.9),)),
        replace(asked, points=()),
    )
    assert all(of_another(one, Belief()).risk.other == "asks" for one in kept)
    assert of_another(asked, Belief(probe=True)).risk.other == "asks"


def test_at_risk_only_what_is_heard_clearly() -> None:
    faint = replace(UNCLEAR, heard=(replace(PROXY, share=(LEAST_HEARD + CLEARLY_HEARD) / 2),))
    at_risk = RENEWED.but(careful="danger")
    assert as_heard(faint, at_risk) is faint and as_heard(UNCLEAR, at_risk).answered() == "cert_expiry"


def test_a_day_named_by_the_way_is_no_hindrance_but_one_of_a_deadline_is() -> None:
    visit = replace(UNCLEAR, days=Days(named=(DAY,)))
    assert as_heard(visit, RENEWED).answered() == "cert_expiry"
    assert as_heard(visit, RENEWED.but(kind="certificate")) is visit


def test_the_name_of_our_thing_alone_is_asked_back_unless_something_is_under_discussion() -> None:
    guessed = Reading(verdict="answer", needs=(Need("loss", 0.9),), says=frozenset({"thing_alone"}), length=3)
    assert thing_alone(guessed, Belief()).verdict == "unclear"
    assert thing_alone(guessed, RENEWED) is guessed


def test_what_is_denied_is_not_heard_and_a_card_at_hand_is_not_lost() -> None:
    lost = Need("loss", 0.6, None, "loss.stop", share=0.6)
    both = replace(UNCLEAR, heard=(lost, PROXY))
    assert as_heard(both, RENEWED).answered() == "loss"
    for one in (replace(both, denied=frozenset({"loss"})), replace(both, says=frozenset({"card_at_hand"}))):
        assert as_heard(one, RENEWED).answered() == "cert_expiry"
    assert as_heard(both, RENEWED.but(dismissed=("loss",))).answered() == "cert_expiry"


def test_a_first_message_whose_need_stands_out_is_no_small_talk() -> None:
    lend = Need("borrowed_card", STANDS_OUT, None, "borrowed_card.lend")
    joked = Reading(verdict="answer", needs=(Need("chitchat", 0.9),), nearest=(lend,), length=9)
    assert by_its_need(joked, Belief()).answered() == "borrowed_card"
    assert by_its_need(joked, RENEWED) is joked
    faint = replace(joked, nearest=(replace(lend, confidence=STANDS_OUT / 2),))
    assert by_its_need(faint, Belief()) is faint


def test_whoever_says_no_word_of_loss_is_not_told_to_stop_the_card() -> None:
    leaving = Need("insurer_change", 0.1, None, "insurer_change.gap")
    guessed = Reading(verdict="answer", needs=(Need("loss_visit_soon", 0.85),), nearest=(leaving,), unfounded=frozenset({"loss", "loss_visit_soon"}))
    assert by_evidence(guessed, Belief()).answered() == "insurer_change"
    assert by_evidence(guessed, Belief(topic="loss")).answered() == "loss_visit_soon"
    assert by_evidence(replace(guessed, unfounded=frozenset()), Belief()).answered() == "loss_visit_soon"


def test_what_was_answered_before_the_last_answer_is_known() -> None:
    talk = Talk()
    talk.press("loss")
    talk.press("cert_expiry")
    assert talk.belief.earlier == "loss"
    talk.say("期限は", "cert_expiry")
    assert talk.belief.earlier == "loss"
    talk.press("moving")
    assert talk.belief.earlier == "cert_expiry"


@pytest.mark.parametrize("need", ["dv_restriction.expense_notice", "moving.before_move_in", "cert_expiry.proxy", "insurer_change.meanwhile"])
def test_the_button_of_a_need_is_answered_by_its_statements_and_not_by_a_page(need: str) -> None:
    talk = Talk()
    talk.press(need.partition(".")[0])
    talk.hear(pressed(f"need:{need}"))
    said = [part.id for message in talk.messages for part in message.parts if part.kind == "statement"]
    assert said and all(one.startswith(need) for one in said if one) and talk.belief.need == need


def test_people_of_75_and_over_are_not_asked_for_their_insurance_again() -> None:
    talk = Talk()
    talk.say("カードをなくした。火曜に手術です", "loss_visit_soon")
    answer = talk.say("75歳以上（後期高齢者医療）", "kouki")
    assert talk.belief.insurer == "kouki" and "どちらの保険" not in answer


@pytest.mark.parametrize(("topic", "confidence"), [("dv_emergency", 0.95), ("third_party", 0.7), ("child_danger", 0.7)])
def test_nothing_takes_the_place_of_danger_or_of_another_person(topic: str, confidence: float) -> None:
    told = replace(UNCLEAR, verdict="answer", needs=(Need(topic, confidence),))
    assert as_heard(told, RENEWED) is told
    nearest = replace(told, nearest=(Need("borrowed_card", STANDS_OUT, None, "borrowed_card.lend"),))
    assert by_its_need(nearest, Belief()) is nearest


def test_in_a_talk_about_ours_danger_must_be_certain_or_have_a_word() -> None:
    """「母は82歳です」 after a question about a certificate brought the hotlines."""
    guessed = replace(UNCLEAR, verdict="answer", needs=(Need("dv_emergency", 0.7),))
    assert as_heard(guessed, RENEWED).answered() == "cert_expiry"
    for spoken in (replace(guessed, says=frozenset({"danger_words"})), replace(guessed, risk=Risk(("danger",)))):
        assert as_heard(spoken, RENEWED) is spoken


def test_veiled_words_do_not_bring_the_hotlines_again_where_help_was_said() -> None:
    veiled = replace(UNCLEAR, risk=Risk(("danger",), veiled=True))
    assert as_heard(veiled, RENEWED) is veiled
    assert as_heard(veiled, RENEWED.but(careful="danger")).answered() == "cert_expiry"


def test_no_danger_and_no_other_person_is_guessed() -> None:
    """「分からない」 while a day was asked for brought the refusal to speak of others: of its needs that one was nearest."""
    nearest = tuple(Need(one, 0.02, None, f"{one}.x") for one in ("third_party", "crisis", "insurer_change"))
    unknown = Reading(verdict="outside", needs=(Need("out_of_scope", 0.36),), nearest=nearest, length=5)
    assert by_evidence(unknown, RENEWED).answered() == "insurer_change"
    assert by_evidence(replace(unknown, nearest=nearest[:2]), RENEWED).verdict == "unclear"
    assert by_evidence(replace(unknown, act="dont_know"), RENEWED).verdict == "outside"


def test_two_corrections_let_a_family_go() -> None:
    fee = Need("card_renewal", 0.3, None, "card_renewal.fee", share=0.3)
    corrects = replace(UNCLEAR, heard=(PROXY, fee), says=frozenset({"not_asked"}))
    once = hear_words(corrects, RENEWED)
    assert once.corrected == 1 and as_heard(corrects, once).answered() == "cert_expiry"  # another need of it may be meant
    twice = hear_words(corrects, once)
    faint = replace(corrects, heard=(replace(PROXY, share=PLAINLY_HEARD - 0.1), fee))
    assert as_heard(faint, twice).answered() == "card_renewal" and as_heard(corrects, twice).answered() == "cert_expiry"
    assert hear_words(UNCLEAR, twice).corrected == 0


def test_circumstances_must_be_told_once() -> None:
    baby = Need("newborn", 0.5, None, "newborn.bills", share=0.5)
    lacking = replace(UNCLEAR, heard=(baby, PROXY), unfounded=frozenset({"newborn"}))
    assert as_heard(lacking, RENEWED).answered() == "cert_expiry"
    told = hear_words(replace(UNCLEAR, circumstances=frozenset({"newborn"})), RENEWED)
    assert as_heard(lacking, told).answered() == "newborn"


def test_after_a_greeting_nothing_is_under_discussion_yet() -> None:
    greeted = Belief(topic="greeting")
    assert as_heard(UNCLEAR, greeted) is UNCLEAR
    alone = Reading(verdict="answer", needs=(Need("loss", 0.9),), says=frozenset({"thing_alone"}), length=3)
    assert thing_alone(alone, greeted).verdict == "unclear"


def test_several_questions_are_not_heard_as_one() -> None:
    faint = (replace(PROXY, share=PLAINLY_HEARD - 0.1),)
    two = replace(UNCLEAR, verdict="answer", needs=(Need("loss", 0.9), Need("pin_lock", 0.9)), heard=faint)
    assert as_heard(two, RENEWED) is two


def test_how_a_lost_card_is_stopped_comes_before_whatever_is_nearest() -> None:
    talk = Talk()
    lost = reading("カードをなくしました", "loss")
    need = Need("loss", 0.9, None, "loss.stop", share=1.0)
    talk.hear(replace(lost, needs=(need,), points=(Point("loss.stop.hours", 0.5), Point("loss.stop.first", 0.3))))
    said = [part.id for message in talk.messages for part in message.parts if part.kind == "statement"]
    assert said[:2] == ["loss.stop.first", "loss.stop.hours"]


@pytest.mark.parametrize("text", ["もう一度言ってください", "もっと簡単に言って"])
def test_who_asks_for_the_same_once_more_starts_no_other_subject(text: str) -> None:
    asked = Belief(topic="moving_deadline", kind="moving", question=Question("moving", "move_date"))
    read = reading(text, "eligibility_notice_reissue", 0.9)
    assert read.act in ("again", "simpler")
    assert decide(read, asked, the_context()).view.belief.question and decide(read, asked, the_context()).name != "another subject first"
