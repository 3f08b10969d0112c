"""Other people: whose day it is, what may be asked for, and what is never said."""

from __future__ import annotations

import pytest
from talk import Talk

REFUSED = "ほかの方については"


@pytest.mark.parametrize("words", ["夫の電子証明書は?", "夫の電子証明書の期限は?", "夫の証明書はいつまで?", "夫の電子証明書の更新はいつから?", "妻の期限は?"])
@pytest.mark.parametrize("topic", ["third_party", "cert_expiry", ""])
def test_anothers_certificate_is_asked_for_while_deadlines_are_reckoned(words: str, topic: str) -> None:
    talk = Talk()
    talk.say("電子証明書は2027年1月31日まで", "cert_expiry")
    talk.say(words, topic, 0.94)
    assert talk.text.startswith(f"{words[0]}の電子証明書の有効期限はいつですか") and talk.belief.question
    talk.say("2026年12月31日です")
    assert talk.due == {words[0]: "2026-12-31"} and talk.belief.known[""] == {"cert_expiry": "2027-01-31"}


def test_anothers_certificate_told_before_is_reckoned() -> None:
    talk = Talk()
    talk.say("電子証明書は2027年1月31日まで、夫は2026年12月31日まで", "cert_expiry")
    talk.say("夫の電子証明書は?", "third_party", 0.94)
    assert talk.due == {"夫": "2026-12-31"}


@pytest.mark.parametrize("words", ["夫のカードは登録されていますか", "夫が制限をかけているか教えて", "妻の住所の期限を調べて", "夫は電子証明書を登録していますか"])
def test_anothers_registration_is_refused_while_deadlines_are_reckoned(words: str) -> None:
    talk = Talk()
    talk.say("電子証明書は2027年1月31日まで", "cert_expiry")
    assert REFUSED in talk.say(words, "third_party", 0.94)


def test_anothers_certificate_out_of_the_blue_is_refused() -> None:
    assert REFUSED in Talk().say("夫の電子証明書の期限を知りたい", "third_party", 0.94)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("妻が登録しているか知りたい", "registration_check"),
        ("息子がマイナ保険証の登録をしたか分かりますか", "registration_check"),
        ("妻が閲覧制限を登録しているか知りたい", "dv_restriction"),
        ("別居中の妻が登録しているか調べて", "dv_restriction"),
        ("妻が届けを出したか教えて", "dv_restriction"),
    ],
)
def test_the_refusal_is_the_same_and_only_its_label_differs(words: str, label: str) -> None:
    talk, other = Talk(), Talk()
    other.say("妻が制限をかけているか教えて", "third_party")
    assert talk.say(words, "third_party") == other.text and talk.topics == [label]
    assert talk.belief.but(facts={}, circumstances=()) == other.belief.but(facts={}, circumstances=())


@pytest.mark.parametrize(
    ("words", "topic"),
    [("夫の駐在に帯同して1月10日に出国します", "overseas_deadline"), ("夫の海外赴任についていくので1月10日に出国します", "overseas_deadline"), ("主人の転勤で12月3日に引っ越します", "moving_deadline")],
)
def test_an_occasion_of_anothers_is_not_anothers_move(words: str, topic: str) -> None:
    talk = Talk()
    talk.say(words, topic)
    assert list(talk.due)[0] == "" and not talk.text.startswith("■ 夫")


def test_anothers_own_move_stays_anothers() -> None:
    talk = Talk()
    talk.say("夫は12月3日に引っ越します", "moving_deadline")
    assert list(talk.due) == ["夫"]


@pytest.mark.parametrize("words", ["4桁3回ミスって終わった。どこで直せる?", "暗証番号を3回間違えた。どこに行けばいい?"])
@pytest.mark.parametrize("again", [False, True])
def test_wrong_entries_hear_where_to_go_too(words: str, again: bool) -> None:
    talk = Talk()
    if again:
        talk.say("暗証番号のロックとは", "pin_lock")
    talk.say(words, "pin_lock", 0.3, verdict="choose")
    assert "市区町村の窓口" in talk.text
    assert again or "もうロック" in talk.messages[0].text
