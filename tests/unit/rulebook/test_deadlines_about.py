"""What a sentence of a deadline is about stands in the rules; nothing looks into finished prose for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.rulebook.deadlines.about import about
from bot.rulebook.deadlines.book import load_deadline_book
from bot.rulebook.deadlines.model import SUBJECTS
from bot.rulebook.deadlines.rules import load_rules
from tests.unit.rulebook.small_deadlines import GOOD, written

BOOK = load_deadline_book()
TODAY = date(2026, 11, 22)


def test_a_sentence_is_read_without_its_brackets_and_known_by_them(tmp_path: Path) -> None:
    text = load_rules(written(tmp_path, GOOD.replace("{fee_reissue}です。", "{fee_reissue}です。[fee cost]")))["moving"].texts[0]
    assert text.consequence.text == "{due}までです。1,000円です。"
    assert [one.about for one in text.consequence.sentences] == [frozenset(), {"fee", "cost"}]


def test_the_fee_is_found_whatever_it_is() -> None:
    found = BOOK.reckon("moving", {"move_date": date(2026, 12, 3), "moving_out_planned": date(2026, 12, 3)}, today=TODAY)
    assert about(found, "fee") == ("作り直しは1,000円です。",)


def test_closed_days_and_counting_are_answered_with_whole_notes() -> None:
    found = BOOK.reckon("moving", {"moving_in_filed": date(2026, 9, 20)}, today=TODAY)  # the 90th day is a Saturday
    assert any("1日目と数える" in note for note in about(found, "counting"))
    closed = about(found, "closed")
    assert closed and all(note in found[0].notes for note in closed)
    assert set(closed) < set(about(found, "counting"))


def test_at_most_three_sentences_each_once() -> None:
    found = BOOK.reckon("certificate", {"cert_expiry": date(2026, 12, 10)}, today=TODAY)
    told = about((*found, *found), "use")
    assert len(told) == 3 == len(set(told))


def test_every_subject_is_written_somewhere_or_made_by_a_note() -> None:
    rules = load_rules().values()
    passages = [one for rule in rules for one in (*rule.notes, *(p for text in rule.texts for p in (text.consequence, text.action)))]
    assert frozenset().union(*(one.about for one in passages)) == SUBJECTS - {"closed"}


@pytest.mark.parametrize(("rule", "subject", "says"), [("loss_express", "stop", "0120-95-0178"), ("dv_support_renewal", "term", "1年ごと")])
def test_a_rule_has_the_note_that_is_asked_for(rule: str, subject: str, says: str) -> None:
    assert says in BOOK.rules[rule].note_about(subject)


def test_a_rule_without_such_a_note_says_so() -> None:
    with pytest.raises(KeyError):
        BOOK.rules["loss_express"].note_about("term")
