"""The console's parts on a database in memory, with a clock that a test sets."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from staff_parts import SECRET, Clock

from bot.desk.sealing import Keyring
from bot.rulebook.store.database import open_conversations
from bot.staff.accounts import Accounts
from bot.staff.audit import Audit
from bot.staff.sessions import StaffSessions


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    from bot.rulebook.store.database import migrate

    made = open_conversations(f"sqlite:///{tmp_path / 'staff.sqlite3'}")
    migrate(made)
    return made


@pytest.fixture
def audit(engine: Engine, tmp_path: Path, clock: Clock) -> Audit:
    return Audit(engine, SECRET, tmp_path / "audit.head", clock)


@pytest.fixture
def accounts(engine: Engine, audit: Audit, clock: Clock) -> Accounts:
    return Accounts(engine, Keyring(SECRET), audit, clock)


@pytest.fixture
def sessions(engine: Engine, audit: Audit, clock: Clock) -> StaffSessions:
    return StaffSessions(engine, SECRET, audit, idle=1800.0, clock=clock)
