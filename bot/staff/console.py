"""What the console stands on, opened from the settings: accounts, sessions and the trail in the desk's database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine

from bot.desk.sealing import Keyring
from bot.rulebook.store.database import migrate, open_conversations
from bot.rulebook.store.upkeep import one_at_a_time
from bot.settings import Settings
from bot.staff.accounts import Accounts
from bot.staff.attempts import Attempts
from bot.staff.audit import Audit
from bot.staff.sessions import StaffSessions

HEAD: Final = "audit.head"


@dataclass(frozen=True)
class Console:
    """The parts, on one engine."""

    engine: Engine
    accounts: Accounts
    sessions: StaffSessions
    attempts: Attempts
    audit: Audit


def make_console(engine: Engine, settings: Settings) -> Console:
    """The parts on an engine that has the tables."""
    audit = Audit(engine, settings.secret, settings.data / HEAD)
    sessions = StaffSessions(engine, settings.secret, audit, idle=settings.staff_idle * 60.0)
    return Console(
        engine, Accounts(engine, Keyring(settings.secret), audit), sessions, Attempts(settings.secret), audit
    )


def open_console(settings: Settings) -> Console:
    """For the command line: the desk's database, made if there is none."""
    settings.data.mkdir(parents=True, exist_ok=True)
    engine = open_conversations(settings.database_url, durable=True)  # the head of the trail must not outlive its row
    with one_at_a_time(engine):
        migrate(engine)
    return make_console(engine, settings)
