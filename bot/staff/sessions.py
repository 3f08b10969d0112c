"""Sessions of staff: what the browser holds is random, what is kept is its hash. One is good at the address it began at."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from time import time
from typing import Final

from sqlalchemy import Engine, delete, func, insert, select, update

from bot.rulebook.store.database import reading
from bot.rulebook.store.staff_tables import SESSION, USER
from bot.staff.audit import Audit

LONGEST: Final = 12 * 3600.0  # seconds after signing in
CLOCK_SLACK: Final = 600.0  # seconds that the clock may have been set back
BEAT: Final = 30.0  # seconds after the browser's last sign of life it counts as away
FRESH: Final = 5.0  # seconds that a sign of life is not written again: pages ask every second
_FORM: Final = b"mynadesk.staff.form"


@dataclass(frozen=True)
class Who:
    """Whose request it is. `session`: its hash; `form`: what every form and call that changes something must carry."""

    name: str
    role: str
    session: str = field(repr=False)
    form: str = field(repr=False)


@dataclass(frozen=True)
class OpenSession:
    """A session as it is listed. Times in seconds since 1970; `mine`: the one that lists."""

    id: str = field(repr=False)
    name: str
    created: float
    last: float
    here: bool
    mine: bool = False


class StaffSessions:
    """`idle` in seconds: signs of life of the browser do not count, only what a person does."""

    def __init__(
        self, engine: Engine, secret: str, audit: Audit, *, idle: float, clock: Callable[[], float] = time
    ) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._secret = secret.encode()
        self._audit = audit
        self._idle = idle
        self._clock = clock

    def begin(self, name: str, address: str) -> str:
        """A new session; what the cookie is to hold."""
        token, now = secrets.token_urlsafe(32), self._clock()
        row = {
            "id": _hash(token),
            "name": name,
            "place": self._place(address),
            "created": now,
            "last": now,
            "beat": now,
        }
        with self._audit.acting(name, "signed_in", name) as connection:
            connection.execute(delete(SESSION).where(SESSION.c.created < now - LONGEST))
            connection.execute(insert(SESSION).values(row))
        return token

    def who(self, token: str, address: str, *, active: bool = True) -> Who | None:
        """Whose session it is; None when it is over. `active`: a person did something. From another address than it began at it
        ends, with a row of the trail: the cookie may have been stolen."""
        key, now = _hash(token), self._clock()
        joined = select(SESSION, USER.c.role, USER.c.disabled).join(USER, USER.c.name == SESSION.c.name)
        with self._reading.begin() as connection:
            row = connection.execute(joined.where(SESSION.c.id == key)).mappings().one_or_none()
        if row is None:
            return None
        idle, age = now - row["last"], now - row["created"]
        if not (-CLOCK_SLACK <= idle < self._idle and -CLOCK_SLACK <= age < LONGEST) or row["disabled"]:
            with self._engine.begin() as connection:
                connection.execute(delete(SESSION).where(SESSION.c.id == key))
            return None
        if not hmac.compare_digest(row["place"], self._place(address)):
            with self._audit.acting(row["name"], "session_from_elsewhere", row["name"]) as connection:
                connection.execute(delete(SESSION).where(SESSION.c.id == key))
            return None
        if abs(now - row["last" if active else "beat"]) >= FRESH:
            changed = {"last": now, "beat": now} if active else {"beat": now}
            with self._engine.begin() as connection:
                connection.execute(update(SESSION).where(SESSION.c.id == key).values(changed))
        return Who(row["name"], row["role"], key, self.form(key))

    def form(self, session: str) -> str:
        """The signed field of the session's forms: another page cannot know it."""
        return hmac.new(self._secret, _FORM + session.encode(), hashlib.sha256).hexdigest()

    def is_our_form(self, who: Who, given: str) -> bool:
        """Whether the field is the session's own."""
        return hmac.compare_digest(who.form.encode(), given.encode())

    def end(self, actor: str, session: str) -> bool:
        """Ends one. Whether it was there."""
        with self._audit.acting(actor, "session_ended", session[:8]) as connection:
            return connection.execute(delete(SESSION).where(SESSION.c.id == session)).rowcount == 1

    def open_ones(self, name: str | None = None, mine: str = "") -> list[OpenSession]:
        """Those that are not over, of one account or of all."""
        now = self._clock()
        wanted = select(SESSION).where(SESSION.c.last > now - self._idle).order_by(SESSION.c.last.desc())
        wanted = wanted if name is None else wanted.where(SESSION.c.name == name)
        with self._reading.begin() as connection:
            return [
                OpenSession(row.id, row.name, row.created, row.last, row.beat > now - BEAT, row.id == mine)
                for row in connection.execute(wanted)
            ]

    def present(self) -> set[str]:
        """Names of those whose browser gave a sign of life in the last BEAT seconds."""
        with self._reading.begin() as connection:
            found = connection.execute(select(SESSION.c.name).where(SESSION.c.beat > self._clock() - BEAT))
            return {row.name for row in found}

    def last_seen(self) -> dict[str, float]:
        """The last sign of life of each who is signed in."""
        with self._reading.begin() as connection:
            found = connection.execute(
                select(SESSION.c.name, func.max(SESSION.c.beat).label("beat")).group_by(SESSION.c.name)
            )
            return {row.name: row.beat for row in found}

    def _place(self, address: str) -> str:
        return hmac.new(self._secret, f"place {address}".encode(), hashlib.sha256).hexdigest()

    def __repr__(self) -> str:
        return "StaffSessions()"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
