"""Days: asked for, told, corrected, impossible, ambiguous, of several people. Today is 2026-11-22, a Sunday."""

from __future__ import annotations

import pytest
from talk import Talk


def asked(topic: str = "moving_deadline") -> Talk:
    """A conversation in which the day has just been asked for."""
    talk = Talk()
    talk.say("期限を計算してほしい", topic)
    assert talk.belief.question is not None
    return talk


@pytest.mark.parametrize(("topic", "anchor"), [("moving_deadline", "move_date"), ("overseas_deadline", "departure_planned")])
def test_the_day_is_asked_for(topic: str, anchor: str) -> None:
    talk = asked(topic)
    assert talk.belief.question and talk.belief.question.anchor == anchor
    assert "いつ" in talk.text


TOLD = ["12月3日", "12/3", "2026年12月3日", "令和8年12月3日", "R8.12.3", "十二月三日です", "2026-12-03", "来月3日", "１２月３日に引っ越します", "11日後"]


@pytest.mark.parametrize("words", TOLD)
@pytest.mark.parametrize("topic", ["", "moving_deadline", "moving"])
def test_a_day_in_any_writing_is_reckoned_with(words: str, topic: str) -> None:
    talk = asked()
    talk.say(words, topic)
    assert talk.belief.known[""]["move_date"] == "2026-12-03"
    assert talk.due == {"": "2026-12-17"}
    assert "【数え方】" in talk.text


def test_a_day_told_with_the_question_is_not_asked_for() -> None:
    talk = Talk()
    talk.say("12月3日に引っ越します。期限はいつですか", "moving_deadline")
    assert talk.due == {"": "2026-12-17"}


def test_every_deadline_shown_has_its_derivation_and_sources() -> None:
    talk = asked()
    talk.say("12月3日")
    for message in talk.messages:
        assert all(one.derivation for one in message.deadlines)
        assert bool(message.sources) == bool(message.deadlines)


def test_the_planned_day_is_asked_after_the_move_and_changes_the_deadline() -> None:
    talk = asked()
    talk.say("12月3日")
    assert talk.belief.question and talk.belief.question.anchor == "moving_out_planned"
    talk.say("11月10日")
    assert talk.belief.known[""] == {"move_date": "2026-12-03", "moving_out_planned": "2026-11-10"}
    assert talk.belief.question is None
    assert talk.due == {"": "2026-12-10"}


CORRECTIONS = ["違う、12月5日でした", "すみません、12月5日です", "引っ越しは12月5日に変更になりました", "引っ越しは12月5日でした"]


@pytest.mark.parametrize("words", CORRECTIONS)
def test_a_corrected_day_replaces_the_first(words: str) -> None:
    talk = asked()
    talk.say("引っ越しは12月3日、転出予定日は12月1日")
    talk.say(words)
    assert talk.belief.known[""] == {"move_date": "2026-12-05", "moving_out_planned": "2026-12-01"}
    assert talk.due == {"": "2026-12-19"}


@pytest.mark.parametrize("words", ["2月30日", "13月1日", "11月31日", "2027年2月29日"])
def test_an_impossible_day_is_said_to_be_and_asked_again(words: str) -> None:
    talk = asked()
    talk.say(words)
    assert "ない" in talk.text and not talk.belief.known
    talk.say("12月3日")
    assert talk.due == {"": "2026-12-17"}


@pytest.mark.parametrize("words", ["来月", "12月", "来月の上旬", "春ごろ"])
def test_less_than_a_day_is_not_reckoned_with(words: str) -> None:
    talk = asked()
    talk.say(words)
    assert not talk.belief.known and talk.belief.question is not None


@pytest.mark.parametrize(("words", "choice", "day"), [("再来週の木曜", "2026年12月10日（木）", "2026-12-10"), ("火曜日", "2026年11月24日（火）", "2026-11-24"), ("3日", "2026年12月3日（木）", "2026-12-03"), ("3日", "2026年11月3日（火）", "2026-11-03")])
def test_an_ambiguous_day_is_offered_as_a_choice_and_the_chosen_one_counts(words: str, choice: str, day: str) -> None:
    talk = asked()
    talk.say(words)
    assert choice in talk.buttons and choice in talk.text and not talk.belief.known
    talk.say(choice)
    assert talk.belief.known[""]["move_date"] == day


@pytest.mark.parametrize("words", ["なぜ", "なんで聞くの", "それは何に使う"])
def test_why_the_day_is_needed_is_said_and_the_question_stays(words: str) -> None:
    talk = asked()
    talk.say(words)
    assert "計算" in talk.text and talk.belief.question is not None


@pytest.mark.parametrize("words", ["わからない", "覚えてません", "どこに書いてある", "未定です"])
def test_who_does_not_know_the_day_hears_where_it_stands(words: str) -> None:
    talk = asked("overseas_deadline")
    talk.say(words)
    assert talk.topics == ["overseas_deadline"] and len(talk.text) > 20


@pytest.mark.parametrize("words", ["やめる", "キャンセル", "もういいです", "中止"])
def test_the_question_can_be_stopped(words: str) -> None:
    talk = asked()
    talk.say(words)
    assert talk.belief.question is None
    talk.say("あれのこと")
    assert "日付" not in talk.text


def test_two_answers_without_a_day_offer_a_person() -> None:
    talk = asked()
    first = talk.say("ええと何だっけ")
    second = talk.say("えーとですね")
    assert first != second and "topic:human_handoff" in talk.buttons


def test_another_question_is_answered_and_the_day_still_waits() -> None:
    talk = asked()
    talk.say("カードをなくしたらどうしますか", "loss")
    assert talk.topics[0] == "loss" and talk.belief.question is not None
    talk.say("12月3日")
    assert talk.due == {"": "2026-12-17"}


def test_thanks_does_not_end_the_question() -> None:
    talk = asked()
    talk.say("ありがとう", "thanks")
    assert talk.topics == ["thanks"] and talk.belief.question is not None


# ---- several people


def test_the_family_has_the_same_days_and_each_their_own_deadline() -> None:
    talk = asked()
    talk.say("引っ越しは12月3日、転出予定日は12月1日")
    talk.say("夫と娘も")
    assert talk.due == {"夫": "2026-12-17", "娘": "2026-12-17"}
    assert "夫の" in talk.text and "娘の" in talk.text


def test_one_of_the_family_may_move_on_another_day() -> None:
    talk = asked()
    talk.say("引っ越しは12月3日、転出予定日は12月1日")
    talk.say("夫と娘も")
    talk.say("夫は12月7日")
    assert talk.due == {"夫": "2026-12-21"}
    assert talk.belief.known[""]["move_date"] == talk.belief.known["娘"]["move_date"] == "2026-12-03"


def test_a_partner_s_certificate_is_reckoned_apart() -> None:
    talk = Talk()
    talk.say("電子証明書の期限は2027年1月15日です", "cert_expiry")
    assert talk.due == {"": "2027-01-15"}
    talk.say("妻のはR9.2.20です", "third_party")
    assert talk.due == {"妻": "2027-02-20"}


def test_two_people_in_one_message() -> None:
    talk = Talk()
    talk.say("電子証明書の期限は夫が2027年1月15日、妻が2027年2月20日です", "cert_expiry")
    assert talk.due == {"夫": "2027-01-15", "妻": "2027-02-20"}


# ---- everything known, nearest first


def test_the_list_of_all_deadlines_is_nearest_first() -> None:
    talk = asked()
    talk.say("引っ越しは12月3日、転出予定日は12月1日")
    talk.say("電子証明書の期限は2027年1月15日です", "cert_expiry")
    talk.say("わたしの期限をまとめて", "my_deadline_status")
    (message,) = talk.messages
    days = [one.due or one.opens for one in message.deadlines]
    assert len(days) >= 2 and days == sorted(days, key=str)


def test_without_a_day_the_list_says_what_is_needed() -> None:
    talk = Talk()
    talk.say("わたしの期限は", "my_deadline_status")
    assert talk.topics[0] == "my_deadline_status" and not talk.messages[0].deadlines


def test_when_after_a_reckoning_repeats_the_day() -> None:
    talk = asked()
    talk.say("引っ越しは12月3日、転出予定日は12月1日")
    talk.say("いつまで?")
    assert talk.due == {"": "2026-12-17"}


@pytest.mark.parametrize(
    ("words", "due"),
    [("2026年11月23日に出国します", "2026-11-22"), ("2027年3月10日に海外へ引っ越します", "2027-03-09"), ("来年の3月10日", "2027-03-09")],
)
def test_leaving_the_country_is_due_the_day_before(words: str, due: str) -> None:
    talk = asked("overseas_deadline")
    talk.say(words)
    assert talk.due == {"": due}
