"""Needs and statements in the database: what is written is read back, and the day decides."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from small_book import FIRST, FORGOT, RULES, small_book, statement
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

import bot.rulebook.store
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.needs_loader import load_book
from bot.rulebook.statements.statement import Book
from bot.rulebook.store.book_store import in_force, stored_book
from bot.rulebook.store.database import migrate, open_database, read_rules, replace_rules
from bot.rulebook.store.upkeep import DatabaseCheck, fill

NEW = statement(
    "refund.paid.cost", asks=["cost", "bring"], when={"card": ["lost", "broken"], "insurer": ["kitaku"]}, en="Free.", covers=["B02"],
    must_say={"speech": ["領収書"], "text": ["領収書"]}, cautions=["paper.head"], danger="dv", **{"from": "2026-08-01"},
)  # fmt: skip
OLD = NEW | {"id": "refund.paid.cost_before", "from": "2025-01-01", "until": "2026-08-01"}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    folder = tmp_path / "needs"
    folder.mkdir()
    return small_book(folder, [NEW, FIRST, OLD, FORGOT], wordings={"kitaku": {"easy": {"name": "北区《きたく》"}}})


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'rules.sqlite3'}")
    migrate(engine)
    yield engine
    engine.dispose()


def test_a_book_is_read_back_as_it_was_written(database: Engine, book: Book) -> None:
    for _twice in range(2):
        replace_rules(database, RULES, book)
    found = stored_book(database)
    assert found == book
    assert [list(one.when) for one in found.statements] == [list(one.when) for one in book.statements]
    assert [one.file for one in found.statements] == [one.file for one in book.statements]
    assert (list(found.needs), list(found.families)) == (list(book.needs), list(book.families))


def test_the_product_s_own_book_is_read_back(database: Engine) -> None:
    rules = load_rules()
    book = load_book(rules=rules)
    assert fill(database, rules, book) is None
    assert stored_book(database) == book
    assert len(read_rules(database).entries) == len(rules.entries)


def test_the_day_decides(database: Engine, book: Book) -> None:
    replace_rules(database, RULES, book)
    at = {day: [one.id.split(".")[-1] for one in in_force(database, "refund.paid", date.fromisoformat(day))] for day in ("2024-12-01", "2026-07-31", "2026-08-01")}
    assert at == {"2024-12-01": [], "2026-07-31": ["first", "cost_before"], "2026-08-01": ["cost", "first"]}


def test_a_failed_replacement_leaves_the_old_book(database: Engine, book: Book) -> None:
    replace_rules(database, RULES, book)
    with pytest.raises(SQLAlchemyError):
        replace_rules(database, RULES, replace(book, statements=(book.statements[0], book.statements[0])))
    assert stored_book(database) == book


def test_a_lost_statement_is_noticed(tmp_path: Path, database: Engine, book: Book) -> None:
    fill(database, RULES, book)
    check = DatabaseCheck(database, RULES, book)
    assert check()
    with sqlite3.connect(tmp_path / "rules.sqlite3") as connection:
        connection.execute("DELETE FROM rulebook_statement WHERE id = 'refund.paid.cost'")
    assert not check()


def test_the_tables_can_be_taken_away_again(database: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(bot.rulebook.store.__path__[0]) / "migrations"))
    with database.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
    assert "rulebook_statement" not in inspect(database).get_table_names()
