"""What the ranked statements decide: which leads, what stands beside it, what is offered where nothing was understood."""

from __future__ import annotations

from dataclasses import replace

import pytest
from talk import Talk, reading, the_statements

from bot.dialogue.likely import BESIDE
from bot.dialogue.policy.plainly import PLAINLY
from bot.reading.model import Need, Point, Reading

RENEWING = "電子証明書の更新のしかたを教えて"


def ranked(text: str, *points: tuple[str, float], topic: str = "", need: str = "", **more: object) -> Reading:
    """A reading of the text with these statements ranked, heard as the need of the first after an answer."""
    read = reading(text, topic, 0.6)
    shares = {name.rpartition(".")[0]: share for name, share in reversed(points)}
    heard = tuple(Need(one.partition(".")[0], share, None, one, share=share) for one, share in reversed(shares.items()))
    if need:
        read = replace(read, needs=(Need(topic, 0.6, None, need, share=1.0),))
    return replace(read, points=tuple(Point(*one) for one in points), heard=heard, **more)  # type: ignore[arg-type]


def said(talk: Talk) -> list[str]:
    """The ids of the statements of the last reply."""
    return [part.id for message in talk.messages for part in message.parts if part.kind == "statement" and part.id]


def first(need: str) -> str:
    """The need's first statement."""
    return next(one.id for one in the_statements().book.statements if one.need == need)


def test_what_is_likely_of_another_need_stands_beside_and_what_is_not_does_not() -> None:
    likely, faint = ("card_renewal.waiting.first", BESIDE), ("refund.amount.how", BESIDE / 2)
    talk = Talk()
    talk.say(RENEWING, "cert_expiry")
    talk.hear(ranked("カードができるまで病院はどうする", ("damaged_card.visit.first", 0.3), likely, faint))
    assert said(talk)[:2] == ["damaged_card.visit.first", "card_renewal.waiting.first"] and "refund.amount.how" not in said(talk)


@pytest.mark.parametrize("other", ["dv_restriction.who_sees.first", "loss.stop.first", "crisis.tired.first"])
def test_nothing_of_danger_or_of_a_loss_without_a_word_of_it_stands_beside(other: str) -> None:
    talk = Talk()
    talk.say(RENEWING, "cert_expiry")
    told = ranked("カードが割れています", ("damaged_card.visit.first", 0.3), (other, 0.2))
    talk.hear(replace(told, unfounded=frozenset({"loss", "loss_visit_soon", "dv_restriction"})))
    assert said(talk)[0] == "damaged_card.visit.first" and other not in said(talk)


def test_what_was_said_is_said_again_only_where_it_is_likely() -> None:
    talk = Talk()
    talk.say(RENEWING, "cert_expiry")
    talk.hear(ranked("割れたカード", ("damaged_card.visit.first", 0.5)))
    talk.hear(ranked("割れたままでもいいですか", ("damaged_card.reissue.cost", 0.12), ("damaged_card.visit.first", 0.1)))
    assert "damaged_card.visit.first" not in said(talk)
    talk.hear(ranked("割れたままで病院に行けますか", ("damaged_card.visit.first", 0.6)))
    assert "damaged_card.visit.first" in said(talk)


def test_what_is_plainly_asked_is_answered_though_deadlines_were_reckoned() -> None:
    talk = Talk()
    talk.say("電子証明書の期限は2027年4月5日です", "cert_expiry")
    assert talk.belief.known
    talk.hear(ranked("代わりに行けますか", ("cert_expiry.proxy.first", PLAINLY), topic="cert_expiry"))
    assert "cert_expiry.proxy.first" in said(talk) and not talk.due


def test_in_a_first_message_a_statement_that_stands_out_answers_unless_its_topic_is_certain_to_be_another() -> None:
    talk = Talk()
    home = ("overseas.temporary.depends", 0.9)
    talk.hear(ranked("海外から一時帰国中。12/2〜12/20。保険証ない", home, topic="overseas_deadline"))
    assert said(talk)[0] == home[0] and not talk.due
    talk = Talk()
    certain = ranked("解除のデメリット", ("benefits.advantages.first", 0.9))
    talk.hear(replace(certain, verdict="answer", needs=(Need("deregistration", 0.95, None, "deregistration.cancel", share=1.0),)))
    assert talk.topics[0] == "deregistration"


def test_at_first_no_restriction_is_told_of_to_somebody_at_no_risk() -> None:
    talk = Talk()
    read = ranked("カードをなくしたけど今日受診したい", ("dv_use_with_restriction.see_doctor.today", 0.9), topic="loss_visit_soon")
    talk.hear(replace(read, unfounded=frozenset({"dv_use_with_restriction"})))
    assert talk.topics[0] == "loss_visit_soon"


def test_what_nothing_was_understood_of_is_answered_by_the_likeliest_statement_or_offered() -> None:
    talk = Talk()
    talk.hear(ranked("わがらね", ("damaged_card.visit.first", 0.2)))
    assert said(talk)[0] == "damaged_card.visit.first"
    talk = Talk()
    talk.hear(ranked("わがらね", ("damaged_card.visit.first", 0.06), ("card_renewal.waiting.first", 0.05)))
    assert talk.buttons == ["need:damaged_card.visit", "need:card_renewal.waiting"]
    titles = [button.title for message in talk.messages for button in message.buttons]
    assert titles == [the_statements().book.needs[one].name for one in ("damaged_card.visit", "card_renewal.waiting")]


def test_a_family_without_a_page_is_offered_by_its_name() -> None:
    talk = Talk()
    talk.say("わがらね", verdict="choose", choices=("insurer_change", "other_papers"))
    titles = [button.title for message in talk.messages for button in message.buttons]
    assert titles == [the_statements().book.families[one].name for one in ("insurer_change", "other_papers")]


def test_a_narrow_statement_that_the_words_do_not_ask_for_does_not_begin_the_matter() -> None:
    talk = Talk()
    need = "registration_check.see"
    talk.hear(ranked("登録できているかを確かめたいです", (f"{need}.cost", 0.9), topic="registration_check", need=need))
    assert said(talk)[0] == first(need)


def test_what_stands_beside_a_denial_is_answered() -> None:
    talk = Talk()
    talk.say("夫に殴られています", "dv_emergency")
    talk.hear(ranked("暴力とかじゃなくて、止めたカードの戻し方です", ("found_card.own.first", 0.3)))
    assert not talk.belief.careful and "found_card.own.first" in said(talk)


def test_who_is_sent_to_a_cash_machine_is_told_to_hang_up() -> None:
    talk = Talk()
    answer = talk.say("役所から電話で、医療費が戻るからATMに行ってくれって言われたんですけど", "refund")
    assert talk.topics[0] == "scam" and "切って" in answer


@pytest.mark.parametrize(("words", "day"), [("電子証明書が来月で切れます", "2027年3月31日"), ("電子証明書が5月に切れていました", "2026年8月31日"), ("証明書の期限は2027年3月です", "2027年6月30日")])
def test_of_a_certificate_the_month_is_enough(words: str, day: str) -> None:
    talk = Talk()
    assert day in talk.say(words, "cert_expiry") and not talk.due and talk.messages[0].sources


def test_a_visit_told_after_something_else_asks_for_no_expiry() -> None:
    talk = Talk()
    talk.say("引っ越したらカードはどうする", "moving")
    answer = talk.hear(ranked("明後日の病院はどうすればいい", ("insurer_change.meanwhile.show", 0.2)))
    assert "有効期限はいつですか" not in answer


def test_whoever_asked_for_usual_words_keeps_them() -> None:
    talk = Talk()
    talk.say("カードを なくしました。 どうしますか", "loss")
    assert talk.belief.language == "easy"
    talk.say("ふつうにはなしてください", "chitchat")
    talk.say("びょういんに いきたいです", "reception_how")
    assert talk.belief.language == ""
    talk.say("もっと簡単に言って", "reception_how")
    assert talk.belief.language == "easy"


def test_veiled_despair_of_somebody_in_danger_brings_the_help_for_both() -> None:
    from bot.reading.model import Risk

    talk = Talk()
    talk.say("夫に殴られています。子どもを連れて逃げました", "dv_emergency")
    talk.hear(replace(reading("なんかもういい"), risk=Risk(("crisis",), veiled=True)))
    assert talk.belief.careful == "danger" and "0120-279-889" in talk.text and "0120-279-338" in talk.text
