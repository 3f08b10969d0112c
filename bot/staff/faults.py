"""What staff read when something could not be kept: nothing was half done, and what to do."""

from __future__ import annotations

from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot.rulebook.store.faults import is_full, is_read_only
from bot.words import Words

SAY: Final = Words(__file__)

DatabaseFault = SQLAlchemyError  # for the doors, which know no database


def words_of(error: SQLAlchemyError) -> str:
    """Which way the database fails."""
    if is_full(error):
        return SAY("full")
    return SAY("read_only") if is_read_only(error) else SAY("unusable")
