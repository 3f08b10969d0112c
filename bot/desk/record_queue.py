"""Whose message comes next, when several desks of one database have messages of the same conversation: the one that came
first. A waiting desk leaves a row and renews it; one that is gone holds nobody up for longer than STALE."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select

from bot.rulebook.store.conversation_tables import WAITING

STALE: Final = 1.0  # seconds
_MINE: Final = delete(WAITING).where(WAITING.c.conversation == bindparam("which"), WAITING.c.desk == bindparam("me"))
_WAIT: Final = insert(WAITING)


def somebody_was_first() -> ColumnElement[bool]:
    """True in SQL when another desk waits with a message that came earlier. Wants `which`, `me`, `now` and `came`."""
    return (
        select(WAITING.c.desk)
        .where(
            WAITING.c.conversation == bindparam("which"),
            WAITING.c.desk != bindparam("me"),
            WAITING.c.since < bindparam("came"),
            WAITING.c.until > bindparam("now"),
        )
        .exists()
    )


def wait(connection: Connection, wanted: dict[str, Any]) -> None:
    """Notes that desk `me` waits for conversation `which` with a message that came at `came`."""
    leave(connection, wanted)
    place = {"conversation": wanted["which"], "desk": wanted["me"], "since": wanted["came"]}
    connection.execute(_WAIT, place | {"until": wanted["now"] + STALE})


def leave(connection: Connection, wanted: dict[str, Any]) -> None:
    """Desk `me` waits no more for conversation `which`."""
    connection.execute(_MINE, {"which": wanted["which"], "me": wanted["me"]})
