"""Who may work at the console: accounts with a role. Every change is a row of the trail."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from time import time
from typing import Any, Final

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.desk.sealing import Keyring, Unreadable
from bot.rulebook.store.database import reading
from bot.rulebook.store.staff_tables import SESSION, USER
from bot.staff.audit import Audit
from bot.staff.passwords import SECRET, checked, digest, hasher, new_recovery_codes, nobodys, step_of
from bot.words import Words

SAY: Final = Words(__file__)

ROLES: Final = ("operator", "editor", "supervisor", "auditor")
_NAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,38}", re.ASCII)


class AccountRefused(Exception):
    """The account cannot be made or changed so; the Japanese message says why."""


@dataclass(frozen=True)
class Account:
    """One of the staff."""

    name: str
    role: str
    disabled: bool
    totp: bool
    codes_left: int
    created: float


class Accounts:
    """`keys` seals the secrets of one-time codes; `audit` is on the same database."""

    def __init__(self, engine: Engine, keys: Keyring, audit: Audit, clock: Callable[[], float] = time) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._keys = keys
        self._audit = audit
        self._clock = clock

    def add(self, actor: str, name: str, role: str, password: str) -> None:
        """Makes an account. Raises AccountRefused and PasswordRefused."""
        if not _NAME.fullmatch(name):
            raise AccountRefused(SAY("bad_name"))
        if role not in ROLES:
            raise AccountRefused(SAY("bad_role", roles="、".join(ROLES)))
        row = {
            "name": name, "role": role, "password": hasher().hash(checked(name, password)), "totp_step": 0, "recovery": "",
            "disabled": False, "created": self._clock(),
        }  # fmt: skip
        try:
            with self._audit.acting(actor, "user_added", name, role) as connection:
                connection.execute(insert(USER).values(row))
        except IntegrityError:
            raise AccountRefused(SAY("taken", name=name)) from None

    def every(self) -> list[Account]:
        """All accounts by name."""
        with self._reading.begin() as connection:
            return [_account(row) for row in connection.execute(select(USER).order_by(USER.c.name)).mappings()]

    def get(self, name: str) -> Account | None:
        """The account of that name."""
        row = self._row(name)
        return _account(row) if row else None

    def disable(self, actor: str, name: str, *, disabled: bool = True) -> None:
        """Nobody comes in with it any more, and its sessions are over; or (`disabled` False) again. Raises AccountRefused, also
        for the last supervisor."""
        if self._row(name) is None:
            raise AccountRefused(SAY("unknown", name=name))
        bosses = select(USER.c.name).where(USER.c.role == "supervisor", USER.c.disabled.is_(False)).with_for_update()
        with self._audit.acting(actor, "user_disabled" if disabled else "user_enabled", name) as connection:
            if disabled and set(connection.scalars(bosses)) == {name}:  # here: two may stop each other at once
                raise AccountRefused(SAY("last_one"))
            connection.execute(update(USER).where(USER.c.name == name).values(disabled=disabled))
            connection.execute(SESSION.delete().where(SESSION.c.name == name))

    def change_password(self, actor: str, name: str, password: str) -> None:
        """A new password; all sessions of the account are over. Raises AccountRefused and PasswordRefused."""
        if self._row(name) is None:
            raise AccountRefused(SAY("unknown", name=name))
        hashed = hasher().hash(checked(name, password))
        with self._audit.acting(actor, "password_changed", name) as connection:
            connection.execute(update(USER).where(USER.c.name == name).values(password=hashed))
            connection.execute(SESSION.delete().where(SESSION.c.name == name))

    def is_right(self, name: str, password: str, code: str) -> Account | None:
        """The account when name, password and, where it has one, the one-time or a recovery code are right; each code counts once.
        Takes as long for an unknown name."""
        row = self._row(name)
        good = hasher().verify(password[:1000], row["password"] if row else nobodys())
        if row is None or not good or row["disabled"]:
            return None
        if row["sealed_totp"] is not None and not self._code_is_right(row, code.strip()):
            return None
        return _account(row)

    def _code_is_right(self, row: Any, code: str) -> bool:
        try:
            secret = self._keys.open(row["sealed_totp"], f"totp {row['name']}").decode()
        except Unreadable:
            return False
        step = step_of(secret, code, row["totp_step"]) if code.isdecimal() else None
        if step is not None:
            newer = update(USER).where(USER.c.name == row["name"], USER.c.totp_step < step).values(totp_step=step)
            with self._engine.begin() as connection:
                return connection.execute(newer).rowcount == 1
        left = row["recovery"].split()
        if digest(code) not in left:
            return False
        left.remove(digest(code))
        same = (USER.c.name == row["name"]) & (USER.c.recovery == row["recovery"])
        with self._audit.acting(row["name"], "recovery_code_used", row["name"], str(len(left))) as connection:
            return connection.execute(update(USER).where(same).values(recovery=" ".join(left))).rowcount == 1

    def begin_totp(self, name: str, secret: str, code: str) -> list[str]:
        """One-time codes from now on, when `code` shows that the authenticator has the secret: the recovery codes, shown once.
        Raises AccountRefused."""
        row = self._row(name)
        if row is None or row["sealed_totp"] is not None:
            raise AccountRefused(SAY("has_totp"))
        step = step_of(secret, code.strip(), 0) if SECRET.fullmatch(secret) else None
        if step is None:
            raise AccountRefused(SAY("wrong_code"))
        codes = new_recovery_codes()
        values = {
            "sealed_totp": self._keys.close(secret.encode(), f"totp {name}"),
            "totp_step": step,
            "recovery": " ".join(map(digest, codes)),
        }
        with self._audit.acting(name, "totp_begun", name) as connection:
            connection.execute(update(USER).where(USER.c.name == name).values(values))
        return codes

    def end_totp(self, actor: str, name: str) -> None:
        """No one-time codes any more (a lost telephone)."""
        with self._audit.acting(actor, "totp_ended", name) as connection:
            connection.execute(
                update(USER).where(USER.c.name == name).values(sealed_totp=None, totp_step=0, recovery="")
            )

    def _row(self, name: str) -> Any:
        with self._reading.begin() as connection:
            return connection.execute(select(USER).where(USER.c.name == name)).mappings().one_or_none()

    def __repr__(self) -> str:
        return "Accounts()"


def _account(row: Any) -> Account:
    left = len(row["recovery"].split())
    return Account(row["name"], row["role"], row["disabled"], row["sealed_totp"] is not None, left, row["created"])
