"""As of another day, wrong PIN entries, and deadlines that only some words ask for. Today is 2026-11-22."""

from __future__ import annotations

import pytest
from talk import Talk

# ---- visits


@pytest.mark.parametrize(
    ("words", "part", "never"),
    [
        ("電子証明書が2026年7月31日に切れました。10月20日に病院に行ったときは使えたはずですか", "2026年10月31日（土）までは", "2027年1月31日"),
        ("電子証明書は2025年10月15日まででした。今年の1月は病院で使えましたか", "2026年1月31日（土）までは", "2026年4月30日"),
        ("9月30日で切れていました。来年の1月5日に病院の予約があります", "2026年12月31日（木）を過ぎた", "2027年4月30日"),
        ("来年3月に手術です。電子証明書が来月20日に切れます。使えますか", "2027年3月31日（水）までは", "6月30日"),
    ],
)
def test_a_visit_is_answered_as_of_its_day(words: str, part: str, never: str) -> None:
    talk = Talk()
    talk.say(words, "cert_expiry")
    assert "の時点での答え" in talk.text and part in talk.text and never not in talk.text
    assert "今日" not in talk.text and talk.messages[0].sources


@pytest.mark.parametrize("words", ["4月中なら大丈夫ってこと?", "4月はまだ使える?"])
def test_a_month_of_use_after_the_answer(words: str) -> None:
    talk = Talk()
    talk.say("電子証明書は2027年1月31日まで", "cert_expiry")
    talk.say(words, "privacy", 0.59)
    assert "2027年4月30日" in talk.text and talk.belief.known[""] == {"cert_expiry": "2027-01-31"}


def test_a_visit_without_an_expiry_asks_for_the_expiry() -> None:
    talk = Talk()
    talk.say("1月5日に病院に行くときは使えますか", "cert_expiry")
    assert talk.belief.question and talk.belief.question.anchor == "cert_expiry"


# ---- the old card


def test_the_day_asked_about_is_kept_when_the_insurer_is_told() -> None:
    talk = Talk()
    talk.say("去年の10月なら古い保険証は使えた?", "old_card")
    assert "2025年10月1日の時点" in talk.text
    talk.say("北区の国保です", "contact_kitaku")
    assert "2025年10月1日の時点" in talk.text and "2025年9月30日" in talk.text
    talk.say("じゃあ今年の3月は?", "chitchat", 0.48)
    assert "2026年3月1日の時点" in talk.text
    talk.say("今月はどうですか", "chitchat", 0.97)
    assert "の時点" not in talk.text and "使えません" in talk.text


def test_from_a_past_day_on_is_about_today() -> None:
    talk = Talk()
    talk.say("古い保険証は12月1日以降も使えますか", "old_card")
    assert "の時点" not in talk.text


@pytest.mark.parametrize(("words", "topic"), [("北区に変わったのは今年の1月", "contact_kitaku"), ("いや、北区の国保になった", ""), ("転職して北区国保になった場合は?", "contact_kitaku")])
def test_another_insurer_midway(words: str, topic: str) -> None:
    talk = Talk()
    talk.say("キタムラの保険証はいつまで使えたんですか", "old_card")
    talk.say(words, topic, 0.84)
    assert talk.belief.insurer == "kitaku" and "2025年9月30日" in talk.text


# ---- PIN


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("暗証番号を2回間違えました。あと何回ですか", "あと1回"),
        ("署名用のパスワードを4回続けて間違えた", "あと1回"),
        ("暗証番号を3回まちがえた", "もうロック"),
        ("署名用電子証明書の暗証番号は何回まで間違えられますか", "続けて5回"),
        ("住民基本台帳用は何回間違えるとロック?", "続けて3回"),
        ("番号は何回まで間違えていい?", "続けて3回"),
    ],
)
@pytest.mark.parametrize("topic", ["pin_lock", ""])
def test_entries_left_of_the_pin_meant(words: str, part: str, topic: str) -> None:
    talk = Talk()
    talk.say(words, topic)
    assert part in talk.messages[0].text


def test_another_pin_is_answered_shortly() -> None:
    talk = Talk()
    talk.say("暗証番号は何回間違えるとロック?", "pin_lock")
    talk.say("署名用は?", "data_kept", 0.27, verdict="choose")
    assert "続けて5回" in talk.text and len(talk.messages) == 1


def test_one_more_wrong_entry_is_not_counted_on_a_guess() -> None:
    talk = Talk()
    talk.say("暗証番号を1回間違えた。あと何回?", "pin_lock")
    talk.say("もう一回間違えちゃった", "eligibility_notice_reissue", 0.37, verdict="choose")
    assert "続けて3回" in talk.text and "あと2回" not in talk.text


@pytest.mark.parametrize("words", ["明日になったら回数は戻りますか", "待てば回数は消えますか"])
def test_whether_the_count_goes_away_is_answered_in_full(words: str) -> None:
    talk = Talk()
    talk.say("暗証番号を2回間違えました", "pin_lock")
    talk.say(words, "pin_lock")
    assert "消えません" in talk.text


# ---- express re-issue and support measures


def test_express_reissue_asks_for_the_day_of_the_report() -> None:
    talk = Talk()
    talk.say("昨日カードをなくしました", "loss")
    talk.say("特急で作りたいです。いつまでに頼めばいいですか", "overseas_deadline", 0.95)
    assert "30日以内" in talk.text and talk.belief.question and talk.belief.question.anchor == "loss_reported"
    talk.say("役所にはあさって届けます", "dv_restriction", 0.43)
    assert talk.due == {"": "2026-12-24"}


def test_how_long_express_takes_asks_for_no_day() -> None:
    talk = Talk()
    talk.say("特急発行ならどのくらいでできる?", "loss")
    assert talk.belief.question is None and "1週間" in talk.text


@pytest.mark.parametrize("topic", ["dv_lift", "overseas_deadline", "out_of_scope", ""])
def test_support_measures_are_reckoned_by_their_name(topic: str) -> None:
    talk = Talk()
    talk.say("支援措置の期限がいつ切れるのか知りたい", topic, 0.5)
    assert "1年ごと" in talk.text and talk.belief.question and talk.belief.question.anchor == "dv_support_start"
    talk.say("2026年1月15日に始まりました", "moving_deadline", 0.56)
    assert talk.due == {"": "2027-01-15"} and str(talk.messages[0].deadlines[0].opens) == "2026-12-15"


def test_how_to_ask_for_support_measures_is_no_registration() -> None:
    talk = Talk()
    talk.say("支援措置ってどうやって申し込むの", "registration_how", 0.98)
    assert talk.topics[0] == "dv_restriction"


def test_the_end_of_support_measures_as_the_office_wrote_it() -> None:
    talk = Talk()
    talk.say("支援措置を受けています。2027年2月10日までと言われました。延長はいつから", "dv_restriction")
    assert talk.due == {"": "2027-02-10"} and str(talk.messages[0].deadlines[0].opens) == "2027-01-10"
