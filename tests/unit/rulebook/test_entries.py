"""What must hold of the real answers: as of a day, for each insurer, safe, and in three readable forms."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.reading.marks import load_marks
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.statements.model import Answer, Entry, NothingInForce

RULES = load_rules()
BOOK = Rulebook(RULES)
TODAY = date(2026, 11, 22)
DAYS = [date(2024, 11, 30), date(2025, 6, 1), date(2025, 10, 15), date(2026, 2, 1), TODAY]
USABLE = re.compile(
    r"(?:従来の|紙の|古い|以前の|これまでの|お持ちの)(?:健康)?保険証(?:は|も|が|を)、?(?:引き続き|まだ|そのまま|現在も|今も|今でも)?[^。]{0,8}"
    r"(?:使えます|利用できます|使用できます|お使いいただけます|ご利用いただけます|使って大丈夫)"
)


def answer(topic: str, insurer: str | None = None, on: date = TODAY, case: str = "usual") -> Answer:
    found = BOOK.answer(topic, insurer, on=on, case=case)
    assert isinstance(found, Answer)
    return found


@pytest.mark.parametrize("insurer", [None, "kitaku"])
def test_the_old_card_has_a_different_right_answer_on_each_day(insurer: str | None) -> None:
    texts = [answer("old_card", insurer, day).text for day in DAYS]
    assert len(set(texts)) >= (5 if insurer is None else 4)


def test_the_old_card_as_of_each_day() -> None:
    assert "使えます" in answer("old_card", None, DAYS[0]).text
    assert "2025年12月1日" in answer("old_card", None, DAYS[2]).text
    assert "2025年9月30日" in answer("old_card", "kitaku", DAYS[2]).text
    assert "2026年3月31日" in answer("old_card", None, DAYS[3]).text
    assert "使えません" in answer("old_card", None, TODAY).text


@pytest.mark.parametrize("entry", [e for e in RULES.entries if e.in_force(TODAY)], ids=lambda e: e.id)
def test_no_answer_of_today_says_that_an_old_card_is_usable(entry: Entry) -> None:
    for form in (entry.text, entry.easy, entry.speech, *entry.aspects.values()):
        assert not USABLE.search(form)


@pytest.mark.parametrize("entry", RULES.entries, ids=lambda e: e.id)
def test_speech_can_be_heard(entry: Entry) -> None:
    assert not re.search(r"https?:|[（）()「」【】・※〜~#＃]", entry.speech.replace("#8008", "").replace("#9110", ""))


@pytest.mark.parametrize("entry", RULES.entries, ids=lambda e: e.id)
def test_texts_are_short_and_free_of_office_japanese(entry: Entry) -> None:
    assert len(entry.text) <= 450
    assert not re.search(r"につきましては|におかれましては|の旨|ご査収|賜り", entry.text)


@pytest.mark.parametrize("entry", RULES.entries, ids=lambda e: e.id)
def test_easy_japanese_has_readings_where_there_are_hard_words(entry: Entry) -> None:
    hard = re.search(r"資格確認書|電子証明書|暗証番号|有効期限|転入届|継続利用|閲覧制限", entry.easy)
    assert not hard or re.search(r"（[ぁ-んー]+）", entry.easy)


def test_nothing_was_verified_in_the_future() -> None:
    assert [entry.id for entry in RULES.entries if entry.verified_on > date(2026, 11, 25)] == []


def test_cases_that_words_lead_to_exist() -> None:
    missing = [(mark.kind, case) for case, mark in load_marks("cases").items() if case not in BOOK.cases(mark.kind)]
    assert missing == []


@pytest.mark.parametrize("insurer", ["kitamura", "kitaku", None, "other"])
def test_every_topic_has_an_answer_today(insurer: str | None) -> None:
    for topic in RULES.topics:
        assert answer(topic, insurer).text


def test_an_insurer_that_is_neither_gets_the_general_answer() -> None:
    assert answer("deregistration", "other").insurer == "general"
    assert answer("deregistration", "other").asks_insurer


def test_nothing_is_answered_before_a_thing_existed() -> None:
    assert isinstance(BOOK.answer("eligibility_certificate", None, on=date(2024, 1, 1)), NothingInForce)


DV = [entry for entry in RULES.entries if entry.topic.startswith("dv_")]
TELLS = re.compile(r"(?:奥様|ご主人|旦那様|お子様|娘さん|息子さん|妻|夫|元夫|元妻|その方|お相手)(?:の方)?(?:は|に|には|が)[^。]{0,20}(?:制限|支援措置|届出|届け出)[^。]{0,12}(?:かかっ|設定され|受け|出し|され)てい?ま(?:す|せん)")


@pytest.mark.parametrize("entry", DV, ids=lambda e: e.id)
def test_nobody_is_told_of_another_persons_restriction(entry: Entry) -> None:
    assert not TELLS.search(entry.text)


def test_the_emergency_answer_begins_with_the_police_and_asks_no_place() -> None:
    text = answer("dv_emergency").text
    assert "110" in text.splitlines()[0]
    assert not re.search(r"(?:現在地|今いる場所|住所)を(?:教えて|入力して)|転入届|電子証明書", text)
