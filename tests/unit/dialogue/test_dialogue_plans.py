"""A day on which somebody means to go to the office is compared with the deadline; nothing known is changed by it."""

from __future__ import annotations

import pytest
from talk import TODAY, Talk

from bot.reading.days import planned_day
from bot.reading.mentions import Mentions

CERTIFICATE, MOVING, OVERSEAS = ("電子証明書は2026年12月31日まで", "cert_expiry"), ("12月25日に引っ越します", "moving_deadline"), ("1月10日に出国します", "overseas_deadline")
PLANS = [
    (CERTIFICATE, "年明けの4日に行く", "いいえ、2027年1月4日"),
    (CERTIFICATE, "1月15日に更新に行きます", "いいえ、2027年1月15日"),
    (CERTIFICATE, "12月15日に行こうと思います", "はい、2026年12月15日"),
    (CERTIFICATE, "1月15日に行っても間に合う?", "いいえ、2027年1月15日"),
    (CERTIFICATE, "年明けの4日に行っても間に合う?", "いいえ、2027年1月4日"),
    (MOVING, "年明けの4日に行く", "はい、2027年1月4日"),
    (MOVING, "1月12日に手続きします", "いいえ、2027年1月12日"),
    (MOVING, "12月20日に窓口に行きます", "引っ越した日（2026年12月25日"),
    (OVERSEAS, "1月5日に手続きします", "はい、2027年1月5日"),
    (OVERSEAS, "年明けの4日に窓口に行く", "はい、2027年1月4日"),
    (("電子証明書は2027年6月30日まで", "cert_expiry"), "12月15日に更新に行きます", "まだ更新できません。2027年3月31日"),
]
NO_PLANS = [
    ("12月20日に引っ越します", "moving"),
    ("やっぱり12月20日に行きます", "moving"),
    ("12月20日に転入届を出します", "moving"),
    ("夫は12月20日に行きます", "moving"),
    ("1月5日に行きます", "overseas"),
    ("1月5日に出国の手続きで空港に行きます", "overseas"),
    ("1月5日に病院に行きます", "certificate"),
    ("12月20日に切れます", "certificate"),
    ("12月20日か21日に行きます", "certificate"),
    ("今日行きました", "certificate"),
]


@pytest.mark.parametrize(("told", "words", "part"), PLANS)
@pytest.mark.parametrize("topic", ["moving_deadline", "cert_expiry", "greeting", ""])
def test_a_plan_is_compared_with_the_deadline(told: tuple[str, str], words: str, part: str, topic: str) -> None:
    talk = Talk()
    talk.say(*told)
    known = talk.belief.known
    talk.say(words, topic, 0.55)
    assert part in talk.text.split("\n")[0] and talk.belief.known == known


@pytest.mark.parametrize(("words", "group"), NO_PLANS)
def test_other_days_are_no_plans(words: str, group: str) -> None:
    assert planned_day(Mentions(words, TODAY), group) is None


@pytest.mark.parametrize("words", ["年明けの4日に引っ越します", "年明け4日に引っ越します"])
def test_a_day_after_new_year_is_one_day(words: str) -> None:
    talk = Talk()
    talk.say(words, "moving_deadline")
    assert talk.belief.known == {"": {"move_date": "2027-01-04"}}


def test_of_several_people_the_nearest_last_day_is_compared() -> None:
    talk = Talk()
    talk.say("電子証明書は2027年1月31日まで、夫は2026年12月31日まで", "cert_expiry")
    talk.say("年明けの4日に行く", "greeting", 0.4, verdict="choose")
    assert talk.text.startswith("いいえ、2027年1月4日") and "夫の電子証明書" in talk.text
