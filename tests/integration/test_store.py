"""The rulebook in a database: what is written is read back, and a failed replacement changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from bot.rulebook.statements.loader import load_rules
from bot.rulebook.store.database import migrate, open_database, read_rules, replace_rules

RULES = load_rules()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'rules.sqlite3'}")
    migrate(engine)
    yield engine
    engine.dispose()


def test_what_is_written_is_read_back(database: Engine) -> None:
    replace_rules(database, RULES)
    found = read_rules(database)
    assert sorted(found.entries, key=lambda e: e.id) == sorted(RULES.entries, key=lambda e: e.id)
    assert found.topics == RULES.topics
    assert list(found.topics) == list(RULES.topics)
    assert (found.sources, found.contacts, found.dates) == (RULES.sources, RULES.contacts, RULES.dates)


def test_migrating_twice_does_nothing(database: Engine) -> None:
    migrate(database)
    assert "rulebook_entry" in inspect(database).get_table_names()


def test_replacing_twice_leaves_one_copy(database: Engine) -> None:
    replace_rules(database, RULES)
    replace_rules(database, RULES)
    assert len(read_rules(database).entries) == len(RULES.entries)


def test_a_failed_replacement_leaves_the_old_rules(database: Engine) -> None:
    replace_rules(database, RULES)
    twice = replace(RULES, entries=(RULES.entries[0], RULES.entries[0]))
    with pytest.raises(SQLAlchemyError):
        replace_rules(database, twice)
    assert len(read_rules(database).entries) == len(RULES.entries)
