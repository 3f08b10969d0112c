"""Which day a message tells, and which days in it tell nothing. Today is 2026-11-22, a Sunday."""

from __future__ import annotations

from datetime import date

import pytest
from talk import TODAY, Talk

from bot.reading.marks import Said, load_marks
from bot.reading.mentions import Mentions, persons
from bot.reading.telling import told_dates


def anchors(text: str, group: str = "moving", asked: str = "", last: str = "") -> list[tuple[str, str]]:
    """(person, anchor) of each day told."""
    return [(one.person, one.anchor) for one in told_dates(Mentions(text, TODAY), group, asked=asked, last=last)]


NAMED = [
    ("11月8日に引っ越したけど転入届をまだ出してません", ["move_date"]),
    ("11月8日に越してきて転入届はまだ出していない", ["move_date"]),
    ("11月20日に転入届を出しました", ["moving_in_filed"]),
    ("転入届は12月1日です", ["moving_in_filed"]),
    ("12月1日に転入届を出す予定です", ["moving_in_filed"]),
    ("あさって転入届を出す", ["moving_in_filed"]),
    ("ひっこし 12/26 転出予定 11/30", ["move_date", "moving_out_planned"]),
    ("12/26引っ越し 11/30転出予定", ["move_date", "moving_out_planned"]),
    ("引っ越し日 十二月二十日 転出予定日 十二月十八日", ["move_date", "moving_out_planned"]),
    ("引っ越し日：12/20、転出予定日：12/18", ["move_date", "moving_out_planned"]),
    ("転入届はもう出した。11月2日。手続きはまだ間に合う?", ["moving_in_filed"]),
    ("予定日は12月10日、引っ越しは12月6日", ["moving_out_planned", "move_date"]),
    ("海外から帰国して12月1日に転入届を出します", ["return_filed"]),
    ("帰国しました。転入届は12月1日に出します", ["return_filed"]),
    ("11月16日に帰国して新しい家に入りました", ["move_date"]),
    ("同じ市内で11月20日に引っ越しました", ["relocation_date"]),
    ("おなじ まちの なかで ひっこしました。11がつ15にちです", ["relocation_date"]),
    ("転出届をネットで出したい。12月20日に引っ越す", ["move_in_online"]),
    ("12月17日までに引っ越さないといけない", []),
    ("締切を12月15日だと思っていた", []),
    ("さっき引っ越した。転入届は今日中?", []),
    ("もし2月になったら?", []),
    ("12月3日に引っ越す。年末年始は開いていますか", ["move_date"]),
]


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_the_nearest_words_say_what_day_it_is(text: str, expected: list[str]) -> None:
    assert [anchor for _person, anchor in anchors(text)] == expected


CERTIFICATE = [
    ("電子証明書は2026年11月30日まで", ["cert_expiry"]),
    ("ざいりゅうきかんは 2027年3月31日まで", ["stay_limit"]),
    ("在留カードの期限が2026年12月20日", ["stay_limit"]),
    ("カード自体の有効期限が2027年3月10日", ["card_expiry"]),
    ("わたしの カードの きげんは 2026ねん 12がつ 25にち です", ["card_expiry"]),
    ("7月31日に切れました。10月20日に病院に行ったときは使えた?", ["cert_expiry", "visit_day"]),
    ("2027年1月31日が期限。年明けでも病院で使える?", ["cert_expiry", "visit_day"]),
    ("発行日が2021年11月30日です", ["other_day"]),
    ("11月1日に電子証明書を更新しました", ["other_day"]),
]


@pytest.mark.parametrize(("text", "expected"), CERTIFICATE)
def test_a_day_of_a_visit_or_of_issue_is_no_expiry(text: str, expected: list[str]) -> None:
    assert [anchor for _person, anchor in anchors(text, "certificate")] == expected


DOUBTED = ["12月19日じゃないんですか", "12月20日に行っても間に合う?", "1月4日に行ったらだめ?", "20日でもいい?", "今日更新すればいい?", "12月30日に行けばいい?"]


@pytest.mark.parametrize("text", DOUBTED)
def test_a_day_held_against_the_answer_tells_nothing(text: str) -> None:
    assert anchors(text, asked="moving_out_planned", last="move_date") == []


@pytest.mark.parametrize(
    ("text", "day"),
    [("先月じゃなくて今月の20日です", "今月の20日"), ("12月3日から12月10日に延びました", "12月10日"), ("12月3日ではなく12月5日", "12月5日")],
)
def test_the_day_that_no_longer_holds_is_left_out(text: str, day: str) -> None:
    (one,) = told_dates(Mentions(text, TODAY), "moving", last="move_date")
    assert one.mention.text == day and one.anchor == "move_date"


def test_a_day_of_another_deadline_is_not_taken_over() -> None:
    assert anchors("2027年1月31日までです", "certificate", asked="moving_out_planned", last="move_date") == [("", "cert_expiry")]


WHOSE = [("夫だけ12月10日に来ます", "夫"), ("妻さんは12月10日", "妻"), ("大丈夫、12月10日です", ""), ("子どもと私は12月1日", "")]


@pytest.mark.parametrize(("text", "person"), WHOSE)
def test_whose_day_it_is(text: str, person: str) -> None:
    assert anchors(text, asked="moving_out_planned")[0][0] == person


@pytest.mark.parametrize("text", ["大丈夫ですか", "大丈夫", "工夫して", "夫婦で"])
def test_words_with_a_person_s_letter_name_nobody(text: str) -> None:
    assert persons(text) == ()


def test_another_s_day_does_not_answer_what_was_asked() -> None:
    assert anchors("夫だけ12月10日に来ます", asked="moving_out_planned", last="move_date") == [("夫", "move_date")]


@pytest.mark.parametrize("text", ["すみません、4月30日です", "間違えた4月6日", "違った、一昨日だ", "12月3日"])
def test_a_message_that_is_only_a_day(text: str) -> None:
    assert Mentions(text, TODAY).only(text)


@pytest.mark.parametrize("text", ["12月3日に病院に行きます", "暗証番号を間違えた", "4月6日に暗証番号を忘れた"])
def test_a_message_that_says_more_than_a_day(text: str) -> None:
    assert not Mentions(text, TODAY).only(text)


@pytest.mark.parametrize(("text", "same"), [("同じ市の中で引っ越しました", True), ("市内で転居", True), ("同じ市から転出する", False), ("別の市へ", False)])
def test_a_move_inside_one_town(text: str, same: bool) -> None:
    assert ("same_town" in load_marks("marks").found(Said(text))) is same


# ---- the year of a day that is told without one


@pytest.mark.parametrize(
    ("words", "planned"),
    [("転出予定日は11月10日", "2026-11-10"), ("転出予定日は12/20", "2026-12-20"), ("転出予定日は今月20日です", "2026-11-20")],
)
def test_the_planned_day_lies_beside_the_move(words: str, planned: str) -> None:
    talk = Talk()
    talk.say("12月3日に引っ越します", "moving_deadline")
    talk.say(words, "moving_deadline")
    assert talk.belief.known[""]["moving_out_planned"] == planned


def test_across_the_turn_of_the_year() -> None:
    talk = Talk(today=date(2027, 1, 12))
    talk.say("1/10に引っ越しました。転入届は?", "moving_deadline")
    talk.say("転出予定日は12/20", "overseas_deadline")
    assert talk.due == {"": "2027-01-19"}


@pytest.mark.parametrize(("month", "day", "told"), [("12月に引っ越します", "10日です", "2026-12-10"), ("11月の中旬に引っ越しました", "15日", "2026-11-15")])
def test_the_month_told_before_holds_for_the_day(month: str, day: str, told: str) -> None:
    talk = Talk()
    talk.say(month + "。期限は", "moving_deadline")
    talk.say(day)
    assert talk.belief.known[""]["move_date"] == told


def test_the_year_told_before_holds_for_the_day() -> None:
    talk = Talk()
    talk.say("去年の12月で電子証明書が切れています", "cert_expiry")
    talk.say("12月10日")
    assert talk.belief.known[""]["cert_expiry"] == "2025-12-10"


@pytest.mark.parametrize(
    "text",
    [
        "12月5日に引っ越し、転出は11月30日で届けました",
        "転出は11月30日です。引っ越しは12月5日。期限は?",
        "11月30日で転出を届けました。引っ越しは12月5日です",
    ],
)
def test_a_moving_out_filed_for_a_day_tells_the_planned_day(text: str) -> None:
    talk = Talk()
    talk.say(text, "moving_deadline")
    assert talk.belief.known[""] == {"move_date": "2026-12-05", "moving_out_planned": "2026-11-30"}


def test_the_day_on_which_a_moving_out_was_filed_is_not_the_planned_day() -> None:
    talk = Talk()
    talk.say("12月5日に引っ越します。転出届は11月20日に出しました", "moving_deadline")
    assert talk.belief.known[""] == {"move_date": "2026-12-05"}


def test_both_parents_move() -> None:
    talk = Talk()
    talk.say("父と母が12月10日にうちの市へ引っ越してきます。期限は", "moving_deadline")
    assert {person: days["move_date"] for person, days in talk.belief.known.items()} == dict.fromkeys(("父", "母"), "2026-12-10")


def test_a_corrected_month_keeps_the_event_named_before_it() -> None:
    talk = Talk()
    talk.say("転入届の期限を計算して。引っ越しは来月の1日、転出予定日は先月の20日", "moving_deadline")
    talk.say("あ、転出予定日は先月じゃなくて今月の20日です", "moving_deadline")
    assert talk.due == {"": "2026-12-15"}


def test_support_measures_received_since_a_day() -> None:
    talk = Talk()
    talk.say("支援措置は去年の12月1日から受けています。いつまで？", "dv_restriction")
    assert talk.due == {"": "2026-12-01"}


@pytest.mark.parametrize("words", ["8月28日に出しました", "12月10日に届ける予定です"])
def test_a_notice_without_its_name_is_asked_about(words: str) -> None:
    talk = Talk()
    talk.say("引っ越しの期限は", "moving_deadline")
    talk.say(words, "out_of_scope", 0.95, verdict="outside")
    assert not talk.belief.known and talk.belief.question and "引っ越しの日は、何月何日" in talk.text
