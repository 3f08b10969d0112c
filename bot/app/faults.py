"""Faults that can be expected, each as one Japanese sentence with the next step."""

from __future__ import annotations

import errno
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot.engine.process import CannotStart
from bot.engine.training import EngineMissing, TrainingFailed
from bot.rulebook.statements.model import RulebookError
from bot.rulebook.store.faults import is_full, is_read_only
from bot.settings import SettingsError
from bot.words import Words

SAY: Final = Words(__file__)

FULL = (errno.ENOSPC, errno.EDQUOT)


def sentence(error: BaseException) -> str | None:
    """What to tell the person at the terminal, or None for what nobody expected."""
    if isinstance(error, RulebookError):
        return "\n  ".join([SAY("rulebook_faulty"), *error.problems])
    if isinstance(error, CannotStart | EngineMissing | TrainingFailed | SettingsError):
        return str(error)
    if isinstance(error, SQLAlchemyError):
        return database_sentence(error)
    if isinstance(error, OSError):
        place = error.filename or SAY("a_file")
        if error.errno in FULL:
            return SAY("disk_full", place=place)
        return SAY("unusable", place=place, reason=error.strerror or type(error).__name__)
    return None


def database_sentence(error: SQLAlchemyError) -> str:
    """Which way the database fails."""
    if is_full(error):
        return SAY("database_full")
    if is_read_only(error):
        return SAY("database_read_only")
    return SAY("database_unusable", kind=type(error).__name__)
