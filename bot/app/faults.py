"""Faults that can be expected, each as one Japanese sentence with the next step."""

from __future__ import annotations

import errno

from sqlalchemy.exc import SQLAlchemyError

from bot.engine.process import CannotStart
from bot.engine.training import EngineMissing, TrainingFailed
from bot.rulebook.statements.model import RulebookError
from bot.rulebook.store.faults import is_full, is_read_only
from bot.settings import SettingsError

FULL = (errno.ENOSPC, errno.EDQUOT)


def sentence(error: BaseException) -> str | None:
    """What to tell the person at the terminal, or None for what nobody expected."""
    if isinstance(error, RulebookError):
        return "\n  ".join(["ルールブックに直すところがあります：", *error.problems])
    if isinstance(error, CannotStart | EngineMissing | TrainingFailed | SettingsError):
        return str(error)
    if isinstance(error, SQLAlchemyError):
        return database_sentence(error)
    if isinstance(error, OSError):
        place = error.filename or "ファイル"
        if error.errno in FULL:
            return f"ディスクがいっぱいです（{place}）。空きを作って、もう一度実行してください。"
        return f"{place}：使えません（{error.strerror or type(error).__name__}）。場所と権限を見てください。"
    return None


def database_sentence(error: SQLAlchemyError) -> str:
    """Which way the database fails."""
    if is_full(error):
        return "ディスクがいっぱいで、データベースに書けません。空きを作って、もう一度実行してください。"
    if is_read_only(error):
        return "データベースに書けません（読み取り専用）。MYNADESK_DATABASE_URL のファイルと、その場所の権限を見てください。"
    return f"データベースが使えません（{type(error).__name__}）。MYNADESK_DATABASE_URL と MYNADESK_DATA を確かめてください。"
