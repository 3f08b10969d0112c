"""Which statement answers: what was asked, the most exact one, what is not known is named and never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_book import FORGOT, small_book, statement

from bot.rulebook.statements.choose import UNKNOWN, Choice, Statements

ON = date(2026, 11, 29)
NEED = "refund.paid"


def one(name: str, asks: list[str], /, **when: Any) -> dict[str, Any]:
    more = {key: when.pop(key) for key in ("says", "cautions", "until", "from_") if key in when}
    more |= {"from": more.pop("from_")} if "from_" in more else {}
    return statement(f"{NEED}.{name}", **({"says": "-", "asks": asks, "when": when} | more))


PLAIN = [
    one("first", []),
    one("cost", ["cost"]),
    one("cost_lost", ["cost"], card=["lost"]),
    one("cost_gone", ["cost"], card=["lost", "broken"]),
    one("cost_kitaku", ["cost"], insurer=["kitaku"]),
    one("cost_lost_kitaku", ["cost"], insurer=["kitaku"], card=["lost"]),
    one("hours_kitaku", ["hours"], insurer=["kitaku"]),
    one("hours_kouki", ["hours"], insurer=["kouki"]),
    one("who", ["who_may", "bring"], says="yes"),
    one("paper_child", ["which_paper"], age=["child", "baby"]),
    one("paper_adult", ["which_paper"], age=["adult"], nationality=["foreign"]),
    one("story", ["more"]),
    one("story_too", ["more"], card=["lost"]),
]


def choice(folder: Path, statements: list[dict[str, Any]], asks: list[str], on: date = ON, insurer: str | None = None, **facts: str) -> Choice:
    return Statements(small_book(folder, [*statements, FORGOT])).choose(NEED, asks, facts, insurer, on)


def names(choice: Choice) -> list[str]:
    return [found.id.removeprefix(f"{NEED}.") for found in choice.statements]


ANSWERS: dict[str, tuple[list[str], str | None, Mapping[str, str], list[str]]] = {
    "nothing asked: the first sentence": ([], None, {}, ["first"]),
    "what was asked": (["cost"], None, {}, ["cost"]),
    "in the order of the asks": (["bring", "cost"], None, {}, ["who", "cost"]),
    "one that answers two is said once": (["who_may", "bring"], None, {}, ["who"]),
    "what is asked twice is said once": (["cost", "cost"], None, {}, ["cost"]),
    "the situation": (["cost"], None, {"card": "lost"}, ["cost_lost"]),
    "the wider situation": (["cost"], None, {"card": "broken"}, ["cost_gone"]),
    "another situation": (["cost"], None, {"card": "forgot"}, ["cost"]),
    "the insurer": (["cost"], "kitaku", {}, ["cost_kitaku"]),
    "another insurer": (["cost"], "kitamura", {}, ["cost"]),
    "both": (["cost"], "kitaku", {"card": "lost"}, ["cost_lost_kitaku"]),
    "the insurer is asked for in vain": (["hours"], UNKNOWN, {}, ["first"]),
    "facts that are no conditions": (["cost"], None, {"weather": "fine"}, ["cost"]),
    "not answered: the first sentence": (["online"], None, {}, ["first"]),
    "one of two not answered": (["online", "cost"], None, {}, ["cost"]),
    "the rest is not chosen": (["more"], None, {}, ["first"]),
    "yes or no of what was asked with it": (["yes_no", "who_may"], None, {}, ["who"]),
    "asked, and not known": (["cost"], None, {"card": UNKNOWN}, ["cost"]),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_the_most_exact_statement_answers(tmp_path: Path, name: str) -> None:
    asks, insurer, facts, expected = ANSWERS[name]
    found = choice(tmp_path, PLAIN, asks, insurer=insurer, **facts)
    assert (names(found), found.wants) == (expected, "")


def test_what_is_unanswered_is_told(tmp_path: Path) -> None:
    found = choice(tmp_path, PLAIN, ["online", "cost", "yes_no"])
    assert (names(found), found.unanswered) == (["cost"], ("online", "yes_no"))


def test_an_answer_that_could_be_more_exact_says_by_what_and_asks_nothing(tmp_path: Path) -> None:
    found = choice(tmp_path, PLAIN, ["cost"])
    assert (set(found.sharper), found.wants) == ({"card", "insurer"}, "")
    assert choice(tmp_path, PLAIN, ["cost"], insurer="kitaku", card="lost").sharper == ()


def test_what_every_answer_depends_on_is_asked(tmp_path: Path) -> None:
    found = choice(tmp_path, PLAIN, ["hours"])
    assert (names(found), found.wants, found.offers) == ([], "insurer", ("kitaku", "kouki"))
    assert found.first and found.first.id == f"{NEED}.first"
    assert names(choice(tmp_path, PLAIN, ["hours"], insurer="kouki")) == ["hours_kouki"]


def test_where_it_makes_no_difference_nothing_is_asked(tmp_path: Path) -> None:
    found = choice(tmp_path, PLAIN, ["hours"], insurer="kitamura")
    assert (names(found), found.wants, found.unanswered) == (["first"], "", ("hours",))


def test_one_thing_is_asked_the_one_that_most_answers_need(tmp_path: Path) -> None:
    found = choice(tmp_path, PLAIN, ["which_paper"])
    assert (found.wants, found.offers) == ("age", ("baby", "child", "adult"))
    then = choice(tmp_path, PLAIN, ["which_paper"], age="adult")
    assert (then.wants, then.offers) == ("nationality", ("foreign",))
    assert choice(tmp_path, PLAIN, ["which_paper"], age="adult", nationality=UNKNOWN).wants == ""


def test_an_answer_to_another_ask_is_given_beside_the_question(tmp_path: Path) -> None:
    found = choice(tmp_path, PLAIN, ["cost", "hours"])
    assert (names(found), found.wants) == (["cost"], "insurer")


def test_a_first_sentence_that_depends_is_asked_for(tmp_path: Path) -> None:
    firsts = [one("lost", [], card=["lost"]), one("forgot", [], card=["forgot"])]
    found = choice(tmp_path, firsts, [])
    assert (names(found), found.wants, found.offers, found.first) == ([], "card", ("lost", "forgot"), None)
    assert names(choice(tmp_path, firsts, ["cost"], card="forgot")) == ["forgot"]


def test_a_yes_no_question_is_answered_by_the_first_sentence_that_says_so(tmp_path: Path) -> None:
    found = choice(tmp_path, [one("first", [], says="no"), one("cost", ["cost"])], ["yes_no", "cost"])
    assert (names(found), found.unanswered) == (["first", "cost"], ())


def test_the_day_decides(tmp_path: Path) -> None:
    turned = [one("before", [], until="2026-08-01"), one("after", [], from_="2026-08-01")]
    assert names(choice(tmp_path, turned, [], on=date(2026, 7, 31))) == ["before"]
    assert names(choice(tmp_path, turned, [], on=date(2026, 8, 1))) == ["after"]
    nothing = choice(tmp_path, turned, ["cost"], on=date(2024, 1, 1))
    assert (nothing.statements, nothing.wants, nothing.unanswered, nothing.first) == ((), "", ("cost",), None)


def test_cautions_are_collected_once(tmp_path: Path) -> None:
    found = choice(tmp_path, [one("first", []), one("a", ["cost"], cautions=["paper.head"]), one("b", ["where"], cautions=["paper.head"])], ["cost", "where"])
    assert [caution.id for caution in found.cautions] == ["paper.head"]


def test_the_rest_comes_in_the_order_of_the_file_without_what_was_said_or_replaced(tmp_path: Path) -> None:
    book = Statements(small_book(tmp_path, [*PLAIN, FORGOT]))
    rest = book.rest(NEED, [f"{NEED}.first", f"{NEED}.who"], {"card": "lost"}, "kitaku", ON)
    assert [found.id.removeprefix(f"{NEED}.") for found in rest] == ["cost_lost_kitaku", "hours_kitaku", "story", "story_too"]
    assert len(book.rest(NEED, [], {}, None, ON)) == 4


def test_what_there_is_not_is_empty(tmp_path: Path) -> None:
    book = Statements(small_book(tmp_path, [*PLAIN, FORGOT]))
    assert book.choose("refund.gone", ["cost"], {}, None, ON).statements == ()
    assert (book.need("refund.gone"), book.statement("refund.gone.x"), book.rest("refund.gone", [], {}, None, ON)) == (None, None, ())


def test_sources_are_shown_with_the_page_s_own_day(tmp_path: Path) -> None:
    book = Statements(small_book(tmp_path, [*PLAIN, FORGOT]))
    shown = book.cited(book.book.statements[0])
    assert [(one.title, one.publisher, one.section, one.source_date, one.url) for one in shown] == [
        ("療養費", "千代田区", "申請", "2025-04-01", "https://example.jp")
    ]
