"""What changes without a new day: the same day, the same town, called off, another year, how an office counts."""

from __future__ import annotations

import pytest
from talk import Talk


def moved(words: str = "12月15日に引っ越します") -> Talk:
    talk = Talk()
    talk.say(words, "moving_deadline")
    return talk


@pytest.mark.parametrize("words", ["転出予定日も同じ日です", "同じです", "同日です"])
@pytest.mark.parametrize("topic", ["", "overseas_deadline"])
def test_the_planned_day_is_the_same_day(words: str, topic: str) -> None:
    talk = moved()
    talk.say(words, topic)
    assert talk.belief.known[""] == {"move_date": "2026-12-15", "moving_out_planned": "2026-12-15"}
    assert talk.due == {"": "2026-12-29"}


@pytest.mark.parametrize("words", ["いや、同じ市の中での引っ越しです", "市内での引っ越しです"])
def test_the_same_town_is_another_notice(words: str) -> None:
    talk = moved("11/15に引っ越しました")
    talk.say(words, "moving")
    assert talk.belief.known[""] == {"relocation_date": "2026-11-15"} and "転居届" in talk.text
    talk.say("すみません、別の市でした", "moving")
    assert talk.belief.known[""] == {"move_date": "2026-11-15"}


@pytest.mark.parametrize("words", ["引っ越しがなくなりました", "引っ越しは中止です", "転居はやめました"])
def test_a_move_called_off_is_forgotten(words: str) -> None:
    talk = moved()
    talk.say(words, "moving")
    assert not talk.belief.known and talk.belief.question is None and "消しました" in talk.text


def test_a_departure_put_off_is_asked_anew() -> None:
    talk = Talk()
    talk.say("海外赴任は2027年2月11日です", "overseas_deadline")
    talk.say("赴任が延期になりました")
    assert talk.belief.question and talk.belief.question.anchor == "departure_planned"
    talk.say("3月1日です")
    assert talk.due == {"": "2027-02-28"}


@pytest.mark.parametrize("words", ["ごめんなさい、今年でした", "今年です", "1年間違えた。2026年です"])
def test_another_year_of_the_day_told_last(words: str) -> None:
    talk = moved("引っ越しは来年の12月3日です")
    assert talk.due == {"": "2027-12-17"}
    talk.say(words, "dv_emergency", 0.4)
    assert talk.due == {"": "2026-12-17"}


@pytest.mark.parametrize(
    ("words", "due"),
    [("うちの市は届け出た日から数えるって言われました", "2027-02-17"), ("引っ越し先は初日算入だそうです", "2027-02-17"), ("翌日から数えるそうです", "2027-02-18")],
)
def test_ninety_days_as_the_person_s_office_counts_them(words: str, due: str) -> None:
    talk = moved("11月20日に転入届を出しました")
    assert talk.due == {"": "2027-02-18"} and talk.messages[0].deadlines[0].recommended_by is not None
    talk.say(words)
    assert talk.due == {"": due}


def test_asking_how_it_is_counted_changes_nothing() -> None:
    talk = moved("11月20日に転入届を出しました")
    talk.say("当日から数えるのですか?", "moving_deadline")
    assert not talk.belief.counts


def test_the_online_notice_has_its_own_window() -> None:
    talk = Talk()
    talk.say("転出届をネットで出したい。12月20日に引っ越します。いつからいつまで", "moving_deadline")
    (deadline,) = talk.messages[0].deadlines
    assert (deadline.id, str(deadline.opens), str(deadline.due)) == ("online_moving_out", "2026-11-20", "2026-12-30")


def test_the_online_notice_asks_for_the_day() -> None:
    talk = Talk()
    talk.say("転出届はオンラインで出せると聞きました。いつから出せますか", "online_qualification", 0.4, verdict="choose")
    talk.say("1月15日に入居です", "moving_deadline")
    assert talk.messages[0].deadlines[0].id == "online_moving_out" and talk.due == {"": "2027-01-25"}


def test_a_return_is_reckoned_by_its_own_rule() -> None:
    talk = Talk()
    talk.say("海外から帰国して12月1日に転入届を出します", "moving_deadline")
    assert talk.messages[0].deadlines[0].id == "return_continued_use" and talk.due == {"": "2027-03-01"}


# ---- several people


def test_who_is_named_with_the_speaker_has_the_same_day() -> None:
    talk = moved("12月3日に引っ越します。夫と子ども2人も一緒です")
    assert set(talk.belief.known) == {"", "夫", "子ども2人"}
    talk.say("夫だけ12月10日に来ます")
    assert talk.due == {"夫": "2026-12-24"} and talk.belief.known[""]["move_date"] == "2026-12-03"


@pytest.mark.parametrize(("words", "due"), [("娘は私と一緒です", "2026-12-17"), ("娘は夫と一緒です", "2026-12-12")])
def test_somebody_goes_with_somebody(words: str, due: str) -> None:
    talk = moved("夫は11月28日、私は12月3日に引っ越します")
    talk.say(words, "third_party", 0.54)
    assert talk.due == {"娘": due}


def test_speaker_and_child_apart_from_the_husband() -> None:
    talk = moved("子どもと私は12月1日、夫は12月20日に引っ越します")
    days = {person: known["move_date"] for person, known in talk.belief.known.items()}
    assert days == {"": "2026-12-01", "子ども": "2026-12-01", "夫": "2026-12-20"}


def test_another_s_certificate_is_asked_for() -> None:
    talk = Talk()
    talk.say("電子証明書は2026年12月5日までです", "cert_expiry")
    talk.say("夫のは?", "third_party")
    assert "夫の" in talk.text and talk.belief.question and talk.belief.question.person == "夫"
    talk.say("2027年1月7日です")
    assert talk.due == {"夫": "2027-01-07"}


def test_the_answer_for_another_deadline_does_not_change_this_one() -> None:
    talk = moved("12月3日に引っ越します")
    talk.say("電子証明書の更新もできますか", "cert_expiry")
    talk.say("2027年1月31日までです", "overseas_deadline", 0.5)
    assert talk.belief.known[""] == {"move_date": "2026-12-03", "cert_expiry": "2027-01-31"}
    talk.say("全部まとめて教えて", "loss", 0.39)
    assert [str(one.due) for one in talk.messages[0].deadlines][:2] == ["2026-12-17", "2027-01-31"]


# ---- a day put off: the old deadline no longer holds, for nobody who goes along


def test_a_move_put_off_without_a_day_forgets_the_old_one() -> None:
    talk = moved()
    talk.say("引っ越しが延期になりました", "moving")
    assert "move_date" not in talk.belief.known.get("", {}) and not talk.due
    talk.say("全部まとめて教えて", "my_deadline_status")
    assert not talk.due
    talk.say("1月10日です")
    assert talk.due == {"": "2027-01-24"}


def test_a_departure_moved_is_moved_for_who_goes_along() -> None:
    talk = Talk()
    talk.say("1月10日に出国します。妻と子どもも一緒です", "overseas_deadline")
    talk.say("出国が1月5日に変わりました", "overseas_deadline")
    assert {person: days["departure_planned"] for person, days in talk.belief.known.items()} == dict.fromkeys(("", "妻", "子ども"), "2027-01-05")
    talk.say("私だけ1月20日になりました", "overseas_deadline")
    assert talk.belief.known["妻"] == {"departure_planned": "2027-01-05"} and talk.belief.known[""] == {"departure_planned": "2027-01-20"}


def test_who_goes_along_follows_the_day_told_after_a_delay() -> None:
    talk = Talk()
    talk.say("1月10日に出国します。妻も一緒です", "overseas_deadline")
    talk.say("出国が延期になりました", "overseas_deadline")
    assert not any(talk.belief.known.values())
    talk.say("3月1日です")
    assert {person: days["departure_planned"] for person, days in talk.belief.known.items()} == dict.fromkeys(("", "妻"), "2027-03-01")


@pytest.mark.parametrize("words", ["退院は1月10日です", "11月30日で会社を辞めます", "12月20日に手術です", "1月10日に友達が来ます", "給料日は25日です", "12月24日が子どもの誕生日"])
@pytest.mark.parametrize("topic", ["", "cert_expiry", "overseas_deadline", "reception_how"])
def test_a_told_expiry_is_not_overwritten_by_another_event(words: str, topic: str) -> None:
    talk = Talk()
    talk.say("電子証明書は2026年12月5日までです", "cert_expiry")
    talk.say(words, topic)
    assert talk.belief.known == {"": {"cert_expiry": "2026-12-05"}}


UNREAD = ["5営業日後", "営業日で5日後です", "3営業日前に引っ越しました", "同月20日", "翌3日です", "12月3日の5営業日後に引っ越します"]


@pytest.mark.parametrize("words", UNREAD)
@pytest.mark.parametrize(("topic", "confidence"), [("", 0.1), ("moving_deadline", 0.9), ("out_of_scope", 0.97)])
def test_a_day_that_is_not_read_is_asked_back(words: str, topic: str, confidence: float) -> None:
    talk = Talk()
    talk.say("引っ越しの期限は", "moving_deadline")
    talk.say(words, topic, confidence, **({"verdict": "outside"} if topic == "out_of_scope" else {}))
    assert not talk.belief.known and "何月何日" in talk.text and talk.belief.question


@pytest.mark.parametrize(("words", "due"), [("翌月25日", "2027-01-08"), ("翌月末です", "2027-01-14"), ("次の月の20日", "2027-01-03"), ("来月の二十日", "2027-01-03")])
def test_the_next_month_is_read_as_the_answer(words: str, due: str) -> None:
    talk = Talk()
    talk.say("引っ越しの期限は", "moving_deadline")
    talk.say(words, "out_of_scope", 0.97, verdict="outside")
    assert talk.due == {"": due}
