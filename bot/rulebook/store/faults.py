"""What an error of SQLite means. Codes: https://www.sqlite.org/rescode.html (the lower eight bits are the kind)."""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

# file is none of SQLite's or spoilt, tables are not the migrations' ones, rows that cannot be
DAMAGED: Final = (
    sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
)  # fmt: skip


class Spoilt(SQLAlchemyError):
    """What was written cannot be read back whole, or the tables are those of another version."""


def _kind(error: BaseException) -> int | None:
    code = getattr(error.orig, "sqlite_errorcode", None) if isinstance(error, DBAPIError) else None
    return code & 0xFF if isinstance(code, int) else None


def is_damaged(error: BaseException) -> bool:
    """The content is spoilt: a new file would do. Not: full, read-only, locked, not to be opened."""
    return isinstance(error, Spoilt) or _kind(error) in DAMAGED


def is_full(error: SQLAlchemyError) -> bool:
    """No room on the disk."""
    return _kind(error) == sqlite3.SQLITE_FULL


def is_read_only(error: SQLAlchemyError) -> bool:
    """The file or its place may only be read."""
    return _kind(error) == sqlite3.SQLITE_READONLY
