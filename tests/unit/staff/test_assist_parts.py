"""What stands behind the call page: blocks of a story, the next best question, the record of a call."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest

from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.needs_loader import load_book
from bot.rulebook.statements.statement import WHEN
from bot.staff.calls import BLOCK, Heard, blocks
from bot.staff.layout import names_of_facts, names_of_values
from bot.staff.questions import DAY, TOPIC, next_question
from bot.staff.record import as_csv, follow_ups, record_of
from bot.staff.told import from_book, nearest_need

LONG = "かきくけこ" * 340
ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def book() -> Statements:
    return Statements(load_book())


# ---- blocks
def test_a_growing_story_keeps_its_first_blocks() -> None:
    story = "".join(f"きのう{number}回目の電話をしました。" for number in range(120))
    whole = blocks(story)
    assert "".join(whole) == story and max(map(len, whole)) <= BLOCK
    for cut in range(100, len(story), 97):
        assert blocks(story[:cut])[:-1] == whole[: len(blocks(story[:cut])) - 1]


def test_a_sentence_without_an_end_is_cut_and_nothing_is_none() -> None:
    assert "".join(blocks(LONG)) == LONG and max(map(len, blocks(LONG))) <= BLOCK
    assert blocks("") == [] and blocks(" \n ") == []


def test_what_was_heard_shows_no_words() -> None:
    heard = Heard(text="ひみつ", belief={"known": {"": {"move_date": "2026-11-20"}}}, heard={"people": ["娘"]}, asks_day="いつ")
    assert not [one for one in ("ひみつ", "2026", "娘", "いつ") if one in repr(heard)]


# ---- the next best question
def test_between_topics_the_topic_is_asked(book: Statements) -> None:
    asked = next_question([("loss", 0.4), ("moving", 0.35), ("cert_expiry", 0.2)], {}, book, ON, asks_day=False)
    assert asked and asked.fact == TOPIC and asked.options == ("loss", "moving", "cert_expiry") and asked.after < asked.before


def test_of_a_sure_topic_the_fact_that_narrows_most(book: Statements) -> None:
    asked = next_question([("deregistration", 0.99)], {}, book, ON, asks_day=False)
    assert asked and asked.fact == "insurer"
    for value in asked.options:
        after = next_question([("deregistration", 0.99)], {"insurer": value}, book, ON, asks_day=False)
        assert after is None or after.before < asked.before


def test_what_is_known_is_not_asked_and_where_nothing_changes_nothing(book: Statements) -> None:
    facts = {fact: values[0] for fact, values in WHEN.items()}
    for family in book.book.families:
        assert next_question([(family, 0.99)], facts, book, ON, asks_day=False) is None
    assert next_question([], {}, book, ON, asks_day=False) is None


def test_a_day_goes_first_where_deadlines_hang_on_it(book: Statements) -> None:
    asked = next_question([("moving_deadline", 0.99)], {}, book, ON, asks_day=True)
    assert asked and asked.fact == DAY


def test_nobody_is_asked_whether_others_may_not_see_them(book: Statements) -> None:
    for family in book.book.families:
        asked = next_question([(family, 0.99)], {}, book, ON, asks_day=False)
        assert asked is None or asked.fact != "restricted"


def test_every_fact_and_value_has_a_name() -> None:
    names = names_of_values()
    assert set(names_of_facts()) == set(WHEN)
    assert {f"{fact}.{value}" for fact, values in WHEN.items() for value in values if value != "general"} == set(names)


# ---- what the book adds
def test_the_nearest_need_is_the_one_that_the_words_are_of(book: Statements) -> None:
    need = next(one for one in book.book.needs.values() if one.family == "loss" and len(one.examples) > 3)
    found = nearest_need("loss", need.examples[3], book)
    assert found and found.id == need.id
    assert nearest_need("no_such_family", "カード", book) is None


def test_english_and_papers_are_those_of_the_book(book: Statements) -> None:
    told = from_book("loss", "カードをなくしました", {}, book, ON)
    assert told.need and told.english
    papers = [from_book(family, "何が必要ですか", {}, book, ON).papers for family in book.book.families]
    assert any(papers) and not [one for many in papers for one in many if "{" in one]
    assert "{" not in told.english + "".join(told.papers)


# ---- the record
LAID: dict[str, Any] = {
    "answers": [
        {
            "topic": "loss", "name": "カードをなくした", "need_name": "", "script": ["一つめ。", "二つめ。"],
            "deadlines": [{"name": "届出", "due": "2026-12-04"}, {"name": "開始", "due": None}],
        }
    ],
    "facts": {"insurer": "kitaku", "card": "lost", "restricted": "yes"},
}  # fmt: skip


def a_record(**changed: Any) -> dict[str, str]:
    given: dict[str, Any] = {"topic": "loss", "told": [], "follow_up": "visit", "by": "taro", "at": datetime(2026, 11, 22, 9, 5), "names": names_of_facts() | names_of_values()}
    return record_of(LAID, given.pop("topic"), given.pop("told"), given.pop("follow_up"), **given) if not changed else record_of(LAID, **{**given, **changed})


def test_a_record_is_made_of_what_was_laid_out() -> None:
    row = a_record()
    assert row["statements"] == "一つめ。 / 二つめ。" and row["deadlines"] == "届出 2026-12-04"
    assert row["facts"] == "カード：なくした / 情報の閲覧制限：ある" and row["insurer"] == "北区の国民健康保険" and row["follow_up"] == "本人が窓口に来る"
    assert a_record(told=[1, 9])["statements"] == "二つめ。"


@pytest.mark.parametrize("changed", [{"topic": "made_up"}, {"follow_up": "<script>"}])
def test_what_was_not_on_offer_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        a_record(**changed)


def test_the_table_opens_in_a_spreadsheet_and_reckons_nothing() -> None:
    table = as_csv([a_record() | {"need": "=1+1", "by": "+x"}])
    assert table.startswith("\ufeff")
    head, row = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))
    assert head[0] == "日時" and len(head) == len(row) == 8 and row[1] == "'=1+1" and row[7] == "'+x"
    assert "visit" in follow_ups()
