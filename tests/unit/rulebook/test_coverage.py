"""Every statement of the two source documents has an entry that answers it, and docs/coverage.md says which."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.rulebook.statements.coverage import Statement, answering, coverage_table, load_statements
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.statements.model import Answer

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 22)
STATEMENTS = load_statements()
QUESTIONS: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "engine" / "coverage_questions.yml").read_text(encoding="utf-8"))
RULES = load_rules()
BOOK = Rulebook(RULES)


def folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def test_all_sixty_eight_statements_are_listed() -> None:
    wanted = [f"A{n:02d}" for n in range(1, 35)] + [f"B{n:02d}" for n in range(1, 35)]
    assert [statement.id for statement in STATEMENTS] == wanted


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: s.id)
def test_an_entry_in_force_answers_the_statement(statement: Statement) -> None:
    assert answering(statement, RULES, TODAY)


@pytest.mark.parametrize("name", [statement.id for statement in STATEMENTS])
def test_the_answer_to_the_test_question_carries_the_fact(name: str) -> None:
    question = QUESTIONS[name]
    found = BOOK.answer(question["topic"], question["insurer"], on=TODAY)
    assert isinstance(found, Answer)
    missed = [pattern for pattern in question["must"] if not re.search(pattern, folded(found.text))]
    assert question["must"]
    assert missed == []


def test_the_committed_table_is_the_generated_one() -> None:
    written = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert written == coverage_table(STATEMENTS, RULES, QUESTIONS, TODAY)
