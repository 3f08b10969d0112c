"""When people are at the desk, and what stands above every door: settings that a supervisor changes while the desk runs."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from time import monotonic
from typing import Any, Final

from sqlalchemy import Engine, delete, insert, select

from bot.rulebook.store.staff_tables import SETTING
from bot.staff.audit import Audit
from bot.words import Words

SAY: Final = Words(__file__)

NAME: Final = "desk"
FRESH: Final = 3.0  # seconds that what was read counts as read
LONGEST_NOTICE: Final = 300  # characters
_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)  # as `_works` compares them; fromisoformat takes 20261229 too
_MOST_CLOSED: Final = 100


class SettingRefused(Exception):
    """The setting cannot be taken; the Japanese message says why."""


@dataclass(frozen=True)
class DeskSettings:
    """`people`: visitors may ask for a person; `opens`, `closes` (HH:MM) on `weekdays` (0 = Monday); `closed`: further days (ISO)
    without; `patience`: minutes until somebody who waits is told that nobody comes; `minutes`: a talk takes about; `topics`: after
    whose answers a person is offered; `learn`: whoever is not understood is asked whether an editor may see it; `notice`: above
    every door, "" for none."""

    people: bool = False
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: str = "09:00"
    closes: str = "17:00"
    closed: tuple[str, ...] = ()
    patience: int = 5
    minutes: int = 6
    topics: tuple[str, ...] = ()
    learn: bool = False
    notice: str = field(default="", repr=False)
    notice_easy: str = field(default="", repr=False)

    def is_open(self, now: datetime, is_holiday: Callable[[date], bool]) -> bool:
        """Whether people are there now."""
        return self.people and self._works(now.date(), is_holiday) and self.opens <= f"{now:%H:%M}" < self.closes

    def next_opening(self, now: datetime, is_holiday: Callable[[date], bool]) -> datetime | None:
        """When they are there again; None within the next 60 days not."""
        begins = time.fromisoformat(self.opens)
        for ahead in range(60):
            at = datetime.combine(now.date() + timedelta(days=ahead), begins, now.tzinfo)
            if at > now and self._works(at.date(), is_holiday):
                return at
        return None

    def _works(self, day: date, is_holiday: Callable[[date], bool]) -> bool:
        return day.weekday() in self.weekdays and day.isoformat() not in self.closed and not is_holiday(day)


class SettingStore:
    """Reads and changes them. What was read is believed for some seconds: a turn asks each time. `engine` is its own."""

    def __init__(self, engine: Engine, audit: Audit, clock: Callable[[], float] = monotonic) -> None:
        self._engine = engine
        self._audit = audit
        self._clock = clock
        self._read: tuple[float, DeskSettings] | None = None

    def get(self) -> DeskSettings:
        """The settings now. Raises SQLAlchemyError."""
        fresh = self._fresh()
        if fresh is not None:
            return fresh
        with self._engine.begin() as connection:
            found = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == NAME))
        made = _made(json.loads(found)) if found else DeskSettings()
        self._read = self._clock(), made
        return made

    def close(self) -> None:
        """Ends the connections."""
        self._engine.dispose()

    async def now(self) -> DeskSettings:
        """The same for the event loop: it waits for the database in a thread, and mostly not at all. Raises SQLAlchemyError."""
        fresh = self._fresh()
        return fresh if fresh is not None else await asyncio.to_thread(self.get)

    def _fresh(self) -> DeskSettings | None:
        return self._read[1] if self._read and self._clock() - self._read[0] < FRESH else None

    def change(self, actor: str, new: DeskSettings) -> None:
        """Keeps other settings. Raises SettingRefused and SQLAlchemyError."""
        _check(new)
        old = asdict(self.get())
        changed = ",".join(name for name, value in asdict(new).items() if value != old[name])
        with self._audit.acting(actor, "setting_changed", NAME, changed) as connection:
            connection.execute(delete(SETTING).where(SETTING.c.name == NAME))
            connection.execute(insert(SETTING).values(name=NAME, value=json.dumps(asdict(new), ensure_ascii=False)))
        self._read = None


def _made(plain: Mapping[str, Any]) -> DeskSettings:
    usual = DeskSettings()
    known: dict[str, Any] = {name: value for name, value in plain.items() if hasattr(usual, name)}
    known = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
    return replace(usual, **known)


def _is_day(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _check(new: DeskSettings) -> None:
    if not (_TIME.fullmatch(new.opens) and _TIME.fullmatch(new.closes) and new.opens < new.closes):
        raise SettingRefused(SAY("hours"))
    if not all(_DAY.fullmatch(day) and _is_day(day) for day in new.closed):
        raise SettingRefused(SAY("closed"))
    if len(new.closed) > _MOST_CLOSED:
        raise SettingRefused(SAY("too_many_closed", most=_MOST_CLOSED))
    if not (1 <= new.patience <= 60 and 1 <= new.minutes <= 120):
        raise SettingRefused(SAY("minutes"))
    if max(len(new.notice), len(new.notice_easy)) > LONGEST_NOTICE:
        raise SettingRefused(SAY("long_notice", most=LONGEST_NOTICE))
