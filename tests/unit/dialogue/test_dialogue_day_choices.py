"""Days asked back about: two for one thing, a choice by words, days that cannot be. Today is 2026-11-22."""

from __future__ import annotations

import pytest
from talk import Talk


@pytest.mark.parametrize("words", ["引っ越しは12月3日か12月4日になります。期限は", "12月3日または12月4日に引っ越します"])
def test_two_days_for_one_thing_are_never_chosen_from(words: str) -> None:
    talk = Talk()
    talk.say(words, "moving_deadline")
    assert not talk.belief.known and "2026年12月3日（木）" in talk.text and "2026年12月4日（金）" in talk.text
    talk.say("4日に決まりました")
    assert talk.due == {"": "2026-12-18"}


CHOICES = [("14日のほうです", "2026-11-14"), ("前のほう", "2026-11-14"), ("あとの方です", "2026-11-21"), ("2026年11月21日（土）", "2026-11-21")]


@pytest.mark.parametrize(("words", "day"), CHOICES)
def test_a_choice_in_one_s_own_words(words: str, day: str) -> None:
    talk = Talk()
    talk.say("先週の土曜日に引っ越しました。期限は", "moving_deadline")
    assert len(talk.belief.options) == 2
    talk.say(words)
    assert talk.belief.known[""]["move_date"] == day


def test_a_choice_by_the_year() -> None:
    talk = Talk()
    talk.say("引っ越したのは12月3日です。期限は", "moving_deadline")
    assert len(talk.belief.options) == 2
    talk.say("2026年のほうです")
    assert talk.due == {"": "2026-12-17"}


def test_another_word_while_a_choice_is_open_shows_the_choice_again() -> None:
    talk = Talk()
    talk.say("先週の土曜日に引っ越しました。期限は", "moving_deadline")
    talk.say("ええとですね")
    assert "2026年11月14日（土）" in talk.text and talk.buttons == ["2026年11月14日（土）", "2026年11月21日（土）"]


@pytest.mark.parametrize(("words", "topic", "part"), [("1990年に引っ越しました", "moving_deadline", "カードが始まる前"), ("電子証明書が40年後に切れます", "cert_expiry", "5年3か月")])
def test_a_rough_day_that_cannot_be_is_said_so(words: str, topic: str, part: str) -> None:
    talk = Talk()
    talk.say(words, topic)
    assert part in talk.text and not talk.belief.known


def test_of_two_days_that_contradict_each_other_one_is_told_again() -> None:
    talk = Talk()
    talk.say("転出予定日は12月20日で、引っ越したのは10月1日です。期限は", "moving_deadline")
    assert "30日より離れて" in talk.text and not talk.messages[0].deadlines
    talk.say("すみません、転出予定日は10月2日でした", "moving_deadline")
    assert talk.due == {"": "2026-10-15"}


def test_a_day_that_contradicts_what_was_known_is_not_kept() -> None:
    talk = Talk()
    talk.say("12月3日に引っ越します", "moving_deadline")
    talk.say("出国は12月1日です", "overseas_deadline")
    assert talk.belief.known[""] == {"move_date": "2026-12-03"}


def test_issue_day_and_renewal_day_are_answered_with_the_printed_day() -> None:
    for words in ("発行日が2021年11月30日です。いつまで", "11月1日に更新しました。次はいつまで"):
        talk = Talk()
        talk.say(words, "cert_expiry")
        assert "カードの表" in talk.text and not talk.belief.known
        talk.say("2026年11月30日と書いてあります")
        assert talk.due == {"": "2026-11-30"}


# ---- a day before it is known what it is of, and days of several kinds


@pytest.mark.parametrize(
    ("answer", "topic", "due"),
    [("引っ越しの日です", "moving_deadline", "2026-12-17"), ("電子証明書の期限", "cert_expiry", "2026-12-03"), ("日本を出る日", "overseas", "2026-12-02")],
)
def test_a_bare_day_is_asked_about_and_kept(answer: str, topic: str, due: str) -> None:
    talk = Talk()
    talk.say("12/3", verdict="outside")
    assert "何の日付" in talk.text and "topic:moving_deadline" in talk.buttons
    talk.say(answer, topic)
    assert talk.due == {"": due}


def test_days_of_two_kinds_in_one_message() -> None:
    talk = Talk()
    talk.say("電子証明書が2027年1月15日、引っ越しが12月1日", "moving_deadline")
    assert talk.belief.known[""] == {"cert_expiry": "2027-01-15", "move_date": "2026-12-01"}
    assert [message.deadlines[0].id for message in talk.messages if message.deadlines] == ["cert_expiry", "moving_in_move_only"]


def test_a_day_told_by_its_words_needs_no_understanding() -> None:
    talk = Talk()
    talk.say("在留期間が2026年12月10日まで。延長の申請中")
    assert talk.due == {"": "2026-12-10"} and "特例" in talk.text


def test_a_card_s_own_expiry_is_reckoned_without_the_certificate_s() -> None:
    talk = Talk()
    talk.say("カード自体の有効期限が2027年3月10日です", "cert_expiry")
    assert talk.due == {"": "2027-03-10"}


def test_one_day_for_card_and_certificate() -> None:
    talk = Talk()
    talk.say("カードの有効期限が2026年12月1日、電子証明書も同じです", "cert_expiry")
    assert talk.belief.known[""] == {"card_expiry": "2026-12-01", "cert_expiry": "2026-12-01"}
