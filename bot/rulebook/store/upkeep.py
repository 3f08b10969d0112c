"""The database at start and while running: filled from YAML by one at a time, made anew when damaged, and looked after."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic.util import CommandError
from sqlalchemy import Engine, delete, false, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.rulebook.statements.model import Rules
from bot.rulebook.statements.statement import Book
from bot.rulebook.store.book_tables import StatementRow
from bot.rulebook.store.database import migrate, replace_rules
from bot.rulebook.store.faults import Spoilt, is_damaged
from bot.rulebook.store.staff_tables import EVERY
from bot.rulebook.store.tables import Base, EntryRow

ADVISORY: Final = 0x6D796E61  # PostgreSQL's lock of this name ("myna") is ours


def database_file(engine: Engine) -> Path | None:
    """SQLite's file, or None for every other database."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return None
    return Path(name)


@contextlib.contextmanager
def one_at_a_time(engine: Engine) -> Iterator[None]:
    """Holds off other desks of the same database while its tables are changed. Raises SQLAlchemyError."""
    file = database_file(engine)
    if file is not None:
        with contextlib.ExitStack() as held:
            with contextlib.suppress(OSError):  # where no file can be made, the database itself says it better
                lock = held.enter_context(open(file.with_name(f"{file.name}.lock"), "w", opener=_private))
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    elif engine.dialect.name == "postgresql":
        with engine.connect() as connection, connection.begin():
            connection.execute(select(func.pg_advisory_xact_lock(ADVISORY)))
            yield  # the transaction's end gives the lock back; the migration has a connection of its own
    else:
        yield


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def fill(engine: Engine, rules: Rules, book: Book | None = None) -> Path | None:
    """Brings the database to the newest schema and to `rules` and `book`. A damaged file is laid aside and made anew, because all
    of it comes from them; then where it lies is given. Raises SQLAlchemyError or OSError for what a new file cannot
    mend."""
    aside = None
    with one_at_a_time(engine):
        try:
            _write(engine, rules, book)
        except SQLAlchemyError as error:
            file = database_file(engine)
            if file is None or not is_damaged(error):
                raise
            aside = _lay_aside(engine, file)
            _write(engine, rules, book)
    return aside


def _write(engine: Engine, rules: Rules, book: Book | None) -> None:
    try:
        migrate(engine)
    except CommandError as error:  # a schema of another version
        raise Spoilt(str(error)) from None
    replace_rules(engine, rules, book)
    if reason := complaint(engine, rules, book):
        raise Spoilt(reason)


def _lay_aside(engine: Engine, file: Path) -> Path:
    """Moves the file to NAME.damaged, in place of an earlier one: one is enough to look into."""
    engine.dispose()
    aside = file.with_name(f"{file.name}.damaged")
    file.replace(aside)
    for ending in ("-journal", "-wal", "-shm"):  # they belong to the old file and would spoil the new one
        file.with_name(file.name + ending).unlink(missing_ok=True)
    return aside


def complaint(engine: Engine, rules: Rules, book: Book | None = None) -> str:
    """What is wrong with the database that `rules` and `book` were written to, in a few English words without content, or "".
    Looks at the file itself, not at what a connection remembers. Raises SQLAlchemyError when it cannot be asked."""
    with engine.connect() as connection, connection.begin() as transaction:
        if engine.dialect.name == "sqlite" and connection.scalar(text("PRAGMA quick_check(1)")) != "ok":
            return "damaged"
        for table in Base.metadata.sorted_tables:
            connection.scalar(select(func.count()).select_from(table))  # a missing one raises
        for table in EVERY.sorted_tables:
            connection.execute(select(table).limit(1))  # as does a missing column
        found = connection.scalar(select(func.count()).select_from(EntryRow))
        if found != len(rules.entries):
            return f"{found} of {len(rules.entries)} entries"
        stated, wanted = (
            connection.scalar(select(func.count()).select_from(StatementRow)),
            len(book.statements if book else ()),
        )
        if stated != wanted:
            return f"{stated} of {wanted} statements"
        connection.execute(delete(EntryRow).where(false()))  # changes nothing, and fails where nothing may be written
        transaction.rollback()
    return ""


class DatabaseCheck:
    """Whether the database still holds `rules` and `book` and can be written to. A change is logged, once."""

    def __init__(self, engine: Engine, rules: Rules, book: Book | None = None) -> None:
        self._engine, self._rules, self._book = engine, rules, book
        self._last = ""

    def __call__(self) -> bool:
        """Takes milliseconds, or as long as the database keeps it waiting. Never raises."""
        try:
            reason = complaint(self._engine, self._rules, self._book)
        except Exception as error:  # whatever the driver raises means "not ready"
            reason = type(error).__name__
        if reason != self._last:
            logging.getLogger(__name__).warning("database: %s", reason or "in order again")
        self._last = reason
        return not reason
