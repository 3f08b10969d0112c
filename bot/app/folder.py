"""The data folder at start: ours alone, with room in it, and without what an earlier run left running."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
from collections.abc import Iterator
from typing import Final

from bot.app.desk_process import desk_record
from bot.engine.child import end_orphan
from bot.engine.process import CannotStart, engine_record
from bot.settings import Settings
from bot.words import Words

SAY: Final = Words(__file__)

ROOM: Final = 20 << 20  # bytes: logs to their full size, database, engine's files


@contextlib.contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Holds the folder for one `mynadesk up`. Raises CannotStart when another one has it."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.data / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(SAY("in_use", data=settings.data)) from None
        yield


def end_orphans(settings: Settings) -> int:
    """Ends parts of a run whose parent was killed; gives their number. Only for who holds the folder."""
    return sum(end_orphan(record(settings)) for record in (engine_record, desk_record))


def check_room(settings: Settings) -> None:
    """Raises CannotStart on a full disk: later it would show in a hundred places."""
    if shutil.disk_usage(settings.data).free < ROOM:
        raise CannotStart(SAY("disk_full", data=settings.data, least=ROOM >> 20))
