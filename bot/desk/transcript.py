"""What was said in a conversation, for a door that shows it again: masked as it was kept, never in careful mode; and what is
held of it, without words."""

from __future__ import annotations

import contextlib
from typing import Any

from sqlalchemy import Engine, func, select

from bot.desk import record_sql as sql
from bot.desk.record import Spoken, Talk
from bot.desk.sealing import Keyring, Seal, Unreadable
from bot.rulebook.store.conversation_tables import TURN
from bot.rulebook.store.database import reading


def talk(engine: Engine, keys: Keyring, conversation: str, after: int, now: float) -> Talk | None:
    """Messages with a number above `after`; None when nothing readable is kept. In careful mode nobody sees the past again:
    `after` 0 shows nothing there, and only a door that has followed gets what it missed."""
    with reading(engine).begin() as connection:
        row = connection.execute(sql.ROW, {"which": conversation}).mappings().one_or_none()
        if row is None or row["expires"] <= now or row["wrapped_key"] is None:
            return None
        shown = Talk(row["owner"], row["careful"], row["seq"], row["door"])
        if after >= shown.seq or (shown.careful and not after):
            return shown
        lines = connection.execute(sql.LINES, {"which": conversation, "after": after}).all()
    try:
        seal = keys.seal(conversation, row["wrapped_key"])
        spoken = tuple(_spoken(seal, conversation, line) for line in lines)
    except Unreadable:
        return None
    return Talk(shown.owner, shown.careful, shown.seq, shown.door, spoken)


def _spoken(seal: Seal, conversation: str, line: Any) -> Spoken:
    said = seal.open(line.sealed_said, f"said {conversation} {line.seq}") if line.sealed_said else ""
    return Spoken(line.seq, said, seal.open(line.sealed_reply, f"reply {conversation} {line.seq}"))


def look(engine: Engine, keys: Keyring, conversation: str, columns: tuple[str, ...]) -> dict[str, Any] | None:
    """What is kept of the conversation: kinds, counts and times, no words. None when there is nothing. `key` False: it cannot
    be opened."""
    with engine.begin() as connection:
        row = connection.execute(sql.ROW, {"which": conversation}).mappings().one_or_none()
        if row is None:
            return None
        counted = select(func.count(), func.count(TURN.c.sealed_said), func.count(TURN.c.message_id))
        turns = connection.execute(counted.where(TURN.c.conversation == conversation)).one()
    told: dict[str, Any] = {}
    if row["wrapped_key"] is not None:
        with contextlib.suppress(Unreadable):
            seal = keys.seal(conversation, row["wrapped_key"])
            told = seal.open(row["sealed_belief"], f"told {conversation} {row['seq']}")
    days = told.get("belief", {}).get("known") or {}
    plain = {name: row[name] for name in (*columns, "seq", "created", "last", "expires")}
    plain["digits"] = row["digits"] != "0"
    return plain | {
        "key": bool(told), "statements": len(told.get("said", ())), "salient": len(told.get("salient", ())),
        "replies": turns[0], "transcript": turns[1], "message_ids": turns[2],
        "people": len(days), "days": sum(map(len, days.values())),
    }  # fmt: skip
