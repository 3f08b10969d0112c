"""The composition root: builds the one FastAPI app from settings. Nothing else wires parts together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.app.console import add_console, staff_side
from bot.app.faults import sentence
from bot.desk.calendar_links import CalendarLinks
from bot.desk.card_sessions import CardSessions
from bot.desk.conversation import Conversations
from bot.desk.first_help import FirstHelp
from bot.desk.lanes import Lanes, Limits
from bot.desk.records import Records, open_records
from bot.desk.sessions import IDLE, Sessions
from bot.desk.snapshot import signed_snapshot
from bot.dialogue.context import Context
from bot.dialogue.phrases import load_phrases
from bot.dialogue.policy.safety import help_now
from bot.doors.errors import add_error_answers
from bot.doors.health import health_router
from bot.doors.hosts import Hosts
from bot.doors.kiosk.router import kiosk_router
from bot.doors.web.calendar import calendar_router
from bot.doors.web.door import web_routers
from bot.doors.web.widgets import load_widgets
from bot.engine.actions_door import ActionsDoor
from bot.engine.client import EngineClient
from bot.guard.logs import guard_logs
from bot.reading.language import in_english
from bot.reading.read import load_lists
from bot.reading.safety import read_risk
from bot.rulebook.deadlines.book import DeadlineBook, load_deadline_book
from bot.rulebook.deadlines.closed_days import load_offices
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.statements.needs_loader import load_book
from bot.rulebook.store.database import open_database, read_rules
from bot.rulebook.store.upkeep import DatabaseCheck, fill
from bot.settings import Settings, SettingsError
from bot.words import Words

if TYPE_CHECKING:
    from bot.app.line_door import LineDoor

SAY: Final = Words(__file__)

MakeActions = Callable[[Callable[[str, str], Context]], list[Any]]


@dataclass(frozen=True)
class Parts:
    """What the app is made of; tests replace single parts."""

    rulebook: Rulebook
    database: Engine
    engine: EngineClient


def prepare_rulebook(settings: Settings, *, lenient: bool = False) -> tuple[Rulebook, Engine]:
    """Loads the YAML rulebook, writes it into the database and reads it back. Raises RulebookError for bad data, and
    SQLAlchemyError or OSError for a database that cannot be used; `lenient`: that stops no answer then, because all of it
    comes from YAML; the reason is logged and `/readyz` says so."""
    settings.data.mkdir(parents=True, exist_ok=True)
    rules = load_rules()
    database = open_database(settings.database_url)
    log = logging.getLogger(__name__)
    try:
        if aside := fill(database, rules):
            log.warning("%s", SAY("broken_database", file=aside))
        rules = read_rules(database)
    except (SQLAlchemyError, OSError) as error:
        if not lenient:
            raise
        log.warning("%s", sentence(error))
    return Rulebook(rules), database


def build_parts(settings: Settings, *, lenient: bool = False) -> Parts:
    """The real parts; `lenient` as for `prepare_rulebook`."""
    rulebook, database = prepare_rulebook(settings, lenient=lenient)
    engine = EngineClient(settings.engine_url, settings.engine_token, settings.engine_timeout)
    return Parts(rulebook, database, engine)


def create_app(
    settings: Settings, make_actions: MakeActions, parts: Parts | None = None, socket: Path | None = None
) -> FastAPI:
    """The desk. `make_actions` builds the custom actions; bot.* never imports them. `socket`: where the engine finds them
    the short way."""
    used = parts or build_parts(settings)
    phrases, deadlines = load_phrases(), _deadline_book(settings.office)
    statements = Statements(load_book(rules=used.rulebook.rules))
    load_lists()  # a faulty one ends the start, not somebody's turn
    cards = CardSessions()
    database_whole = DatabaseCheck(used.database, used.rulebook.rules)
    records = open_records(settings)
    guard_logs()

    def context(conversation: str, channel: str) -> Context:
        facts = cards.get(conversation) if channel == "kiosk" else None
        card, tries = (facts.anchors(), facts.tries_left) if facts else ({}, {})
        return Context(used.rulebook, deadlines, phrases, statements, settings.today(), channel, card, tries)

    async def ready() -> dict[str, bool]:
        return {
            "engine": await used.engine.ready() and used.engine.breaker.state != "open",
            "database": await asyncio.to_thread(database_whole),
            "rulebook": bool(used.rulebook.rules.entries),
        }

    actions = ActionsDoor(make_actions(context), settings.engine_token, is_open=settings.open_actions)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        guard_logs()  # again: the server sets up its own handlers after the app is made
        background = [asyncio.create_task(records.keep_swept()), asyncio.create_task(side.chats.keep_watch())]
        async with actions.listening(socket) if socket else nullcontext(), line.running() if line else nullcontext():
            yield
        for one in background:
            one.cancel()
        await asyncio.gather(*background, return_exceptions=True)  # their last steps hold connections
        await used.engine.close()
        side.close()
        records.close()
        if line:
            line.close()
        used.database.dispose()

    app = FastAPI(
        title="mynadesk",
        description=SAY("description"),
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # Starlette would redirect to whatever the Host header says
    )
    https = settings.public_url.startswith("https://")
    app.add_middleware(Hosts, names=settings.hosts, addresses=settings.any_address, https=https)
    add_error_answers(app)
    app.include_router(health_router(ready))
    links = CalendarLinks(settings.secret, deadlines.rules, public_url=settings.public_url)
    lanes = Lanes(Limits(address=settings.address_turns))
    side = staff_side(settings, used.engine, used.rulebook, phrases, records, lanes, deadlines.is_holiday)
    first_help = FirstHelp(lambda text: help_now(context("", "web"), read_risk(text), in_english(text)))
    conversations = Conversations(
        used.engine, used.rulebook, phrases, records, links, lanes, first_help, cards.wipe, settings.today,
        side.people, statements.book.needs,
    )  # fmt: skip
    # a token is worth nothing longer than what it stands for
    idle = min(IDLE, settings.retention_hours * 3600 or IDLE)
    sessions = Sessions(settings.secret, idle=idle)
    for web in web_routers(conversations, sessions, load_widgets(settings.widgets), settings, side.writing):
        app.include_router(web)
    visits = Sessions(settings.secret, "kiosk")
    keys = (settings.kiosk_key, settings.kiosk_keys)
    app.include_router(
        kiosk_router(conversations, visits, cards, *keys, lambda key: signed_snapshot(settings.today(), key))
    )
    app.include_router(calendar_router(links, settings))
    app.include_router(actions.router())
    add_console(app, settings, used.rulebook, used.engine, side, statements)
    line = _line_door(settings, conversations, records, side.chats.undelivered)
    if line:
        app.include_router(line.router)
    return app


def _line_door(
    settings: Settings, conversations: Conversations, records: Records, undelivered: Callable[[str], Awaitable[None]]
) -> LineDoor | None:
    if not settings.line.open:
        return None
    from bot.app.line_door import LineDoor  # here: most desks have none

    return LineDoor(settings, conversations, records, undelivered)


def _deadline_book(office: str) -> DeadlineBook:
    try:
        return load_deadline_book(office)
    except KeyError:
        raise SettingsError(SAY("no_office", office=office, offices="、".join(load_offices()))) from None
