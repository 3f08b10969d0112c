"""The trail of what staff did: rows that are only added, each with a keyed hash over itself and the one before.

Whoever changes, removes or adds a row without the installation's secret is found by `verify`; rows cut off at the end are found by
the head, a small file beside the secrets. Rows name who, what and which; never a visitor's words.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import logging
import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, insert, select

from bot.rulebook.store.database import reading
from bot.rulebook.store.staff_tables import AUDIT

logger = logging.getLogger(__name__)
START: Final = "0" * 64
LOCK: Final = 0x6D796E62  # PostgreSQL's lock of this name ("mynb"): one row after the other
_FIELDS: Final = ("seq", "at", "actor", "act", "target", "detail", "previous")


@dataclass(frozen=True)
class Act:
    """One row. `at` in seconds since 1970."""

    seq: int
    at: float
    actor: str
    act: str
    target: str
    detail: str


@dataclass(frozen=True)
class Verified:
    """`count` rows were looked at. `fault`: "" when all is well, changed, missing or cut; `seq`: where."""

    count: int
    fault: str = ""
    seq: int = 0


class Audit:
    """`head`: the file that says how far this desk's trail goes; None: no such file."""

    def __init__(
        self, engine: Engine, secret: str, head: Path | None = None, clock: Callable[[], float] = time
    ) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._key = hashlib.sha256(f"mynadesk.audit.1 {secret}".encode()).digest()
        self._head = head
        self._clock = clock

    @contextlib.contextmanager
    def acting(self, actor: str, act: str, target: str = "", detail: str = "") -> Iterator[Connection]:
        """A transaction for the act itself; its row is written with it or neither is. Raises SQLAlchemyError."""
        with self._engine.begin() as connection:
            yield connection
            row = self.add(connection, actor, act, target, detail)
        self._keep_head(row)

    def note(self, actor: str, act: str, target: str = "", detail: str = "") -> None:
        """A row for something that changes nothing else. Raises SQLAlchemyError."""
        with self.acting(actor, act, target, detail):
            pass

    def add(self, connection: Connection, actor: str, act: str, target: str = "", detail: str = "") -> dict[str, Any]:
        """A row in somebody else's transaction; the head follows with the next `acting`. Raises SQLAlchemyError."""
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        last = connection.execute(select(AUDIT.c.seq, AUDIT.c.mark).order_by(AUDIT.c.seq.desc()).limit(1)).one_or_none()
        row = {
            "seq": (last.seq if last else 0) + 1, "at": self._clock(), "actor": actor, "act": act,
            "target": target[:200], "detail": detail[:200], "previous": last.mark if last else START,
        }  # fmt: skip
        row["mark"] = self._mark(row)
        connection.execute(insert(AUDIT).values(row))
        return row

    def _mark(self, row: Any) -> str:
        plain = json.dumps([row[name] for name in _FIELDS], ensure_ascii=True, separators=(",", ":"))
        return hmac.new(self._key, plain.encode(), hashlib.sha256).hexdigest()

    def _keep_head(self, row: dict[str, Any]) -> None:
        if self._head is None:
            return
        new = ""
        try:
            handle, new = tempfile.mkstemp(dir=self._head.parent, prefix=f"{self._head.name}.")
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(f"{row['seq']} {row['mark']}")
            os.replace(new, self._head)
        except OSError as error:  # the row itself stands; only its cutting off would be seen later than it could
            logger.warning("head of the trail not written: %s", type(error).__name__)
            if new:
                Path(new).unlink(missing_ok=True)

    def last(self, count: int = 200) -> list[Act]:
        """The newest rows, newest first."""
        with self._reading.begin() as connection:
            rows = connection.execute(select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(count)).mappings()
            return [Act(**{name: row[name] for name in Act.__dataclass_fields__}) for row in rows]

    def acts_since(self, since: float, acts: Collection[str]) -> list[tuple[float, str]]:
        """When and which of `acts`, oldest first; neither who nor to whom."""
        wanted = select(AUDIT.c.at, AUDIT.c.act).where(AUDIT.c.at >= since, AUDIT.c.act.in_(acts)).order_by(AUDIT.c.seq)
        with self._reading.begin() as connection:
            return [(row.at, row.act) for row in connection.execute(wanted)]

    def verify(self) -> Verified:
        """Looks at every row; whoever acts meanwhile waits for nothing. Raises SQLAlchemyError."""
        head, mark = self._known_head()  # before the rows: it is written after its own
        before, seq, held = START, 0, ""
        with self._reading.begin() as connection:
            every = connection.execution_options(yield_per=500).execute(select(AUDIT).order_by(AUDIT.c.seq))
            for row in every.mappings():
                seq += 1
                if row["seq"] != seq:
                    return Verified(seq - 1, "missing", seq)
                if row["previous"] != before or not hmac.compare_digest(row["mark"], self._mark(row)):
                    return Verified(seq - 1, "changed", seq)
                before = row["mark"]
                held = before if seq == head else held
        if head is not None and held != mark:
            return Verified(seq, "cut", head)
        return Verified(seq)

    def _known_head(self) -> tuple[int | None, str]:
        """Number and mark of a row that was there; None where nothing says so."""
        if self._head is None or not self._head.is_file():
            return None, ""
        seq, _, mark = self._head.read_text(encoding="ascii", errors="replace").partition(" ")
        return (int(seq), mark) if seq.isdecimal() else (0, "?")

    def __repr__(self) -> str:
        return "Audit()"
