"""The desk on a temporary folder with a fake engine. The rulebook is the real one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from desk_fakes import SECRET, TOKEN, Desk, FakeEngine
from sqlalchemy import Engine
from staff_people import hire
from staff_talks import OPEN, people_day, set_desk, with_names

from actions.actions import all_actions
from bot.app.build import Parts, create_app, prepare_rulebook
from bot.engine.client import EngineClient
from bot.rulebook.statements.lookup import Rulebook
from bot.settings import Settings
from bot.staff.desk_settings import DeskSettings
from tests.one_book import one_book  # noqa: F401


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    data = tmp_path_factory.mktemp("desk") / "data"
    return Settings(
        data=data,
        database_url=f"sqlite:///{data / 'mynadesk.sqlite3'}",
        fixed_today=date(2026, 11, 22),
        engine_timeout=0.2,
        allowed_hosts=("desk.test",),
        secret=SECRET,
        engine_token=TOKEN,
    )


@pytest.fixture(scope="session")
def rulebook_and_database(settings: Settings) -> Iterator[tuple[Rulebook, Engine]]:
    rulebook, database = prepare_rulebook(settings)
    yield rulebook, database
    database.dispose()


OpenDesk = Callable[..., Desk]


@pytest.fixture(scope="session")
def shared_engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def engine(shared_engine: FakeEngine) -> FakeEngine:
    shared_engine.reset()
    return shared_engine


@pytest.fixture(scope="session")
def open_desk(settings: Settings, rulebook_and_database: tuple[Rulebook, Engine], shared_engine: FakeEngine) -> Iterator[OpenDesk]:
    """Opens desks: `caller` is the address calls come from; actions, database and settings may be replaced."""
    opened: list[Desk] = []

    def open_one(*, caller: str = "127.0.0.1", make_actions: Any = all_actions, database: Engine | None = None, **changed: Any) -> Desk:
        used = replace(settings, **changed)
        rulebook, usual = rulebook_and_database
        client = EngineClient(used.engine_url, used.engine_token, used.engine_timeout, httpx.MockTransport(shared_engine))
        app = create_app(used, make_actions, Parts(rulebook, database or usual, client))
        opened.append(Desk(app, caller=caller, breaker=client.breaker))
        return opened[-1]

    yield open_one
    for desk in opened:
        desk.close()


@pytest.fixture(scope="session")
def shared_desk(open_desk: OpenDesk) -> Desk:
    return open_desk()


@pytest.fixture
def desk(shared_desk: Desk, engine: FakeEngine) -> Desk:
    """The usual desk, with the fake engine as new."""
    if shared_desk.breaker:
        shared_desk.breaker.succeeded()  # what an earlier test did to the engine is over
    return shared_desk


class RawLog(logging.Handler):
    """Keeps what any logger says before a filter can mask it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.exc_info} {record.exc_text} {record.stack_info} {vars(record)}")

    @property
    def text(self) -> str:
        """Everything that was said."""
        return "\n".join(self.lines)


@pytest.fixture
def raw_log() -> Iterator[RawLog]:
    """All records of all loggers at every level, unmasked."""
    handler, root = RawLog(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def data(settings: Settings) -> Path:
    """The folder that everything is written to."""
    return settings.data


@pytest.fixture
def people(settings: Settings, shared_desk: Desk, open_desk: OpenDesk, engine: FakeEngine) -> Iterator[Desk]:
    """A desk with people; afterwards there are none again."""
    for name, role in {"hanako": "supervisor", "taro": "operator", "jun": "operator"}.items():
        hire(settings, name, role)
    engine.answers = with_names
    set_desk(settings, OPEN)
    yield open_desk(fixed_today=people_day(settings))  # anew: the settings are remembered for seconds
    set_desk(settings, DeskSettings())
