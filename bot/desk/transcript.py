"""What was said in a conversation, for a door that shows it again: masked as it was kept, never in careful mode."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine

from bot.desk import record_sql as sql
from bot.desk.record import Spoken, Talk
from bot.desk.sealing import Keyring, Seal, Unreadable


def talk(engine: Engine, keys: Keyring, conversation: str, after: int, now: float) -> Talk | None:
    """Messages with a number above `after`; None when nothing readable is kept. In careful mode nobody sees the past again:
    `after` 0 shows nothing there, and only a door that has followed gets what it missed."""
    with engine.begin() as connection:
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
