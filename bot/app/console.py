"""The console's parts put together: accounts, calls, hand-over, and their door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import FastAPI

from bot.desk.aside import Aside
from bot.desk.lanes import Lanes
from bot.desk.our_numbers import OurNumbers
from bot.desk.records import Records
from bot.desk.sealing import Keyring
from bot.desk.writing_now import WritingNow
from bot.dialogue.phrases import Phrases
from bot.doors.staff.call import Desk, call_router
from bot.doors.staff.chats import chats_router
from bot.doors.staff.desk import desk_router
from bot.doors.staff.doubts import doubts_router
from bot.doors.staff.events import events_router
from bot.doors.staff.figures import figures_router
from bot.doors.staff.gate import Gate, add_staff_answers
from bot.doors.staff.helpful import helpful_router
from bot.doors.staff.home import home_router
from bot.doors.staff.people import people_router
from bot.doors.staff.signing import signing_router
from bot.engine.client import EngineClient
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.store.database import open_conversations, open_database
from bot.settings import Settings
from bot.staff.calls import Calls
from bot.staff.chats import Chats
from bot.staff.console import Console, make_console
from bot.staff.desk_settings import SettingStore
from bot.staff.doubt_asking import DoubtAsking
from bot.staff.doubts import Doubts
from bot.staff.handover import Around, HandoverPeople
from bot.staff.handover_store import HandoverStore
from bot.staff.said import DOORS, LINE


@dataclass(frozen=True)
class StaffSide:
    """The staff's side of the desk. `people` is what conversations ask."""

    console: Console
    settings: SettingStore
    people: HandoverPeople
    chats: Chats
    calls: Calls
    ours: OurNumbers
    doubts: Doubts
    writing: WritingNow
    helped: Callable[[date], Awaitable[list[dict[str, Any]]]]

    def close(self) -> None:
        """Ends the connections."""
        self.settings.close()
        self.console.engine.dispose()


def staff_side(
    settings: Settings, engine: EngineClient, rulebook: Rulebook, phrases: Phrases, records: Records, lanes: Lanes,
    is_holiday: Callable[[date], bool],
) -> StaffSide:  # fmt: skip
    """All of it; nothing is connected or loaded yet."""
    console = make_console(open_conversations(settings.database_url, durable=True), settings)
    store = HandoverStore(records.durable.engine, Keyring(settings.secret))
    around = Around(settings.now, is_holiday, rulebook)
    # read without touching the file: with MYNADESK_RETENTION_HOURS=0 nothing may change in it by itself
    wanted = SettingStore(open_database(settings.database_url), console.audit)
    names, ours = engine.without_names, OurNumbers(rulebook, phrases)
    doubts = Doubts(console.engine, Keyring(settings.secret), console.audit)
    asking = DoubtAsking(store, wanted, names, doubts)
    pushes = settings.line.open and settings.line.push
    doors = (*DOORS, LINE) if pushes else DOORS
    people = HandoverPeople(store, wanted, console.sessions, names, around, asking, doors)
    chats = Chats(store, Aside(lanes, records), console.audit, console.sessions, wanted, around, names, ours)
    return StaffSide(console, wanted, people, chats, Calls(engine, ours, lanes), ours, doubts, WritingNow(), records.helped)


def add_console(
    app: FastAPI, settings: Settings, rulebook: Rulebook, engine: EngineClient, side: StaffSide, book: Statements
) -> None:
    """The door of the staff."""
    console = side.console
    gate = Gate(console.sessions, console.audit, https=settings.public_url.startswith("https://"))
    desk = Desk(side.calls, rulebook, settings.now, book)
    add_staff_answers(app)
    app.state.staff = side
    for router in (
        signing_router(gate, console.accounts, console.attempts, console.audit),
        people_router(gate, console.accounts, console.audit),
        home_router(gate, side.chats.store, side.doubts),
        call_router(gate, desk),
        chats_router(gate, side.chats, console.accounts, desk, side.writing),
        events_router(gate, side.chats.store),
        doubts_router(gate, side.doubts, rulebook, book, side.ours, settings.today),
        helpful_router(gate, side.helped, rulebook, book, settings.now),
        figures_router(gate, console.audit, side.helped, settings.now),
        desk_router(gate, side.settings, rulebook, engine.without_names, side.ours),
    ):
        app.include_router(router)
