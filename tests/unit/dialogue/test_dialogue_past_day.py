"""A question about the old card is answered for another day only when it asks about that day. Today is 2026-11-22."""

from __future__ import annotations

import pytest
from talk import TODAY, Talk

from bot.reading.days import day_asked_about
from bot.reading.mentions import Mentions
from bot.text import normalise

ABOUT_TODAY = [
    "有効期限が令和7年9月30日の保険証、今使える？",
    "去年の保険証、まだ使えますか",
    "保険証に令和7年9月30日と書いてあります。使えますか",
    "2025年12月1日まで有効の保険証は使えますか",
    "令和7年7月31日期限の保険証で受診できますか",
    "去年もらった保険証は使えますか",
    "去年もらった保険証は使えた？",
    "2024年に作った保険証で病院に行ける？",
    "令和6年4月1日交付の保険証があります。使えますか",
    "去年の10月に届いた保険証は使えるの",
    "9月30日で切れた保険証は使えますか",
    "去年の12月2日から使えなくなったんですか",
    "先月までは使えたのに使えないと言われました",
    "去年使えた保険証は今年も使えますか",
    "去年の紙の保険証って使えるの",
    "古い保険証は12月1日以降も使えますか",
    "今月まで使える？",
    "昨日、病院で保険証が使えませんと言われました",
    "去年の3月に退職しました。その会社の保険証は使えますか",
    "先月引っ越しました。古い保険証は使えますか",
    "2025年12月1日が期限と印字された保険証",
    "平成30年の保険証なんですが現在も使えますか",
    "去年の10月に使えたと聞いたけど本当はどう",
    "今年の3月31日までの経過措置はどうなった",
    "去年の10月に更新した国保の保険証、もう使えない？",
    "昨年の保険証が出てきました",
]
ABOUT_THAT_DAY = [
    ("去年の10月なら古い保険証は使えた?", "2025-10-01"),
    ("2026年2月1日に古い保険証は使えましたか", "2026-02-01"),
    ("2025年10月15日の時点で保険証は使えますか", "2025-10-15"),
    ("去年の12月に受診した時、古い保険証でよかったんですか", "2025-12-01"),
    ("令和7年12月10日に病院に行った場合は使えたはずですよね", "2025-12-10"),
    ("今年の3月なら使えましたか", "2026-03-01"),
    ("今年の1月は古い保険証が使えたんでしょうか", "2026-01-01"),
    ("去年の11月はまだ使えたんですか", "2025-11-01"),
    ("2025年11月3日に受診しました。その日に保険証は使えますか", "2025-11-03"),
    ("2025年6月1日時点では使えますか", "2025-06-01"),
    ("昨年12月5日は使えなかったんですか", "2025-12-05"),
    ("去年の8月に通院した場合、国保の保険証は有効だった？", "2025-08-01"),
    ("2026年4月2日に受診できましたか、古い保険証で", "2026-04-02"),
    ("去年の保険証は去年の10月に使えた？", "2025-10-01"),
    ("今年の2月に歯医者に行ったとき、保険証は使えたの？", "2026-02-01"),
    ("2024年11月30日に古い保険証は使えましたか", "2024-11-30"),
]


@pytest.mark.parametrize("words", ABOUT_TODAY)
def test_a_day_that_is_not_asked_about_leaves_todays_answer(words: str) -> None:
    said = Talk().say(words, "old_card")
    assert "の時点での答え" not in said and "使えません" in said


@pytest.mark.parametrize(("words", "day"), ABOUT_THAT_DAY)
def test_a_past_day_asked_about(words: str, day: str) -> None:
    assert str(day_asked_about(Mentions(normalise(words), TODAY))) == day


@pytest.mark.parametrize("words", ["じゃあ9月30日のは?", "有効期限は去年の9月30日です", "じゃあ去年の保険証は?", "今は?"])
def test_the_cards_own_day_after_an_answer_stays_with_today(words: str) -> None:
    talk = Talk()
    talk.say("古い保険証は使えますか", "old_card")
    assert "2026年3月31日で終わりました" in talk.say(words, "old_card") and "の時点での答え" not in talk.text


@pytest.mark.parametrize("words", ["じゃあ今年の3月は?", "2025年11月だとどう?", "去年の10月の時点では?"])
def test_a_day_alone_after_an_answer_is_asked_about(words: str) -> None:
    talk = Talk()
    talk.say("古い保険証は使えますか", "old_card")
    assert "の時点での答え" in talk.say(words, "old_card", 0.7)
