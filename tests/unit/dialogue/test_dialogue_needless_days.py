"""A day is asked for only when a deadline was asked for. Today is 2026-11-22, a Sunday."""

from __future__ import annotations

import pytest
from talk import Talk

NO_DAY_NEEDED = [
    ("来月引っ越します。手続きは？", "moving", "家族全員"),
    ("来月引っ越します。手続きは？", "moving_deadline", "家族全員"),
    ("来週引っ越すけどカードは持って行く？", "moving", "家族全員"),
    ("春に引っ越す予定です。何をすればいいですか", "moving_deadline", "家族全員"),
    ("来年から留学します", "overseas", "国外転出予定日の前日"),
    ("来年から留学します。カードはどうなりますか", "overseas_deadline", "国外転出予定日の前日"),
    ("先月通知書をなくしました。有効期限通知書がないと更新できない？", "cert_expiry", "通知がなくても更新できます"),
    ("日曜日でも更新できますか", "cert_expiry", "土日と祝日"),
    ("日曜に更新できますか", "cert_expiry", "土日と祝日"),
    ("土曜日は転入届を出せますか", "moving", "土日と祝日"),
    ("土日しか行けないんですが更新できますか", "cert_expiry", "土日と祝日"),
    ("前の日が日曜ならどうなりますか", "overseas_deadline", "前日が窓口の休みなら"),
    ("出発の前の日が日曜だったら締め切りはどうなりますか", "overseas_deadline", "前日が窓口の休みなら"),
]
DAY_NEEDED = [
    ("来月引っ越します。いつまでに届ければいい？", "moving_deadline"),
    ("来年から留学するので手続きの期限を知りたい", "overseas_deadline"),
    ("来月切れます。いつまで使えますか", "cert_expiry"),
    ("日曜日に引っ越します。期限は", "moving_deadline"),
]


@pytest.mark.parametrize(("words", "topic", "part"), NO_DAY_NEEDED)
def test_what_asks_for_no_deadline_is_answered_without_a_day(words: str, topic: str, part: str) -> None:
    talk = Talk()
    talk.say(words, topic)
    assert part in talk.text and "どちらの日" not in talk.text and "何月何日" not in talk.text


@pytest.mark.parametrize(("words", "topic"), DAY_NEEDED)
def test_a_deadline_asked_for_still_needs_its_day(words: str, topic: str) -> None:
    talk = Talk()
    talk.say(words, topic)
    assert talk.belief.question


@pytest.mark.parametrize(
    "words",
    ["11月10日に転出予定日で届けて、12月5日から新しい家に住みます。転入届はいつまで？", "転出予定日を11月10日で届けています。12月5日に新居に住みます", "11月10日を転出予定日として届け出て、12月5日に移ります"],
)
def test_a_planned_day_that_was_filed_is_this_years(words: str) -> None:
    talk = Talk()
    talk.say(words, "moving_deadline")
    assert talk.due == {"": "2026-12-10"} and "2027" not in talk.text


@pytest.mark.parametrize("words", ["日曜です", "次の日曜"])
def test_a_weekday_in_answer_to_the_question_for_a_day_counts(words: str) -> None:
    talk = Talk()
    talk.say("引っ越しの期限を知りたい", "moving_deadline")
    talk.say(words)
    assert talk.belief.options or talk.due


def test_a_rough_day_that_was_not_understood_is_not_asked_for() -> None:
    talk = Talk()
    talk.say("来年から留学します", "out_of_scope", 0.35, verdict="outside")
    assert "国外転出予定日の前日" in talk.text and "何月何日" not in talk.text
