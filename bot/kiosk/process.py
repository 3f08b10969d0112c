"""The process of one visit (`python -m bot.kiosk.process`): card, session, desk and page live in it and end with it.

Its parent gives settings and token by the environment, the page's socket as a file descriptor, and `go WHY` on standard
input when the visit before is over; it says `ready`, `alive` and at the end `over WHY` on standard output. When its parent
goes, it goes as well; when a part of it fails, it says `over fault` and is gone at once. Neither input nor output ever holds a
word of a visitor."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Any, Final, NoReturn

import uvicorn

from bot.card.reader import open_service
from bot.card.settings import Settings as CardSettings
from bot.card.settings import from_environment
from bot.kiosk.answering import DeskOrKept
from bot.kiosk.cards import CardThread, now, today
from bot.kiosk.desk import DeskClient
from bot.kiosk.kept import KeptRulebook, SnapshotRefused, keep, load_kept, read_snapshot
from bot.kiosk.model import Event, Pressed, Print, Screen, Why
from bot.kiosk.page import Views, page_app
from bot.kiosk.printing import open_printer
from bot.kiosk.runner import Parts, Visit
from bot.kiosk.settings import KioskSettings, kiosk_settings
from bot.kiosk.state import Session, goodbye
from bot.kiosk.voice.plug import open_voice

TOKEN: Final = "KIOSK_VISIT_TOKEN"  # set by the parent for each visit
SOCKET: Final = "KIOSK_VISIT_SOCKET"
ALIVE: Final = 3.0  # seconds
CALLING: Final = 5.0  # seconds that the program may take that calls staff; then it is taken to have come through
LOG: Final = logging.getLogger(__name__)


def say(word: str) -> None:
    """A word to the parent; without a parent there is nothing to live for."""
    try:
        os.write(sys.stdout.fileno(), f"{word}\n".encode())
    except OSError:
        os._exit(1)


def main() -> None:
    """Wait for the turn, then run one visit."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no picture of the memory is ever written
    settings, cards = kiosk_settings(os.environ), from_environment(os.environ)
    door = socket.socket(fileno=int(os.environ[SOCKET]))
    say("ready")
    word = sys.stdin.readline().split()
    if word[:1] != ["go"]:
        return
    why = Why(word[1]) if len(word) > 1 else None
    threading.Thread(target=_tether, name="tether", daemon=True).start()
    asyncio.run(_whole(_visit(settings, cards, door, os.environ[TOKEN], why)))


def failed(error: BaseException | None) -> NoReturn:
    """A part has failed, or ended by itself: the visit is over, and no other part is waited for. Only the error's kind is told."""
    LOG.error("a part has failed: %s", type(error).__name__)
    say(f"over {Why.FAULT}")
    os._exit(1)


async def _whole(visit: Awaitable[None]) -> None:
    """The visit until its end; whatever it raises, in whatever part, ends it."""

    def unseen(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if "exception" in context and "transport" not in context:  # else the other side of a connection has gone
            failed(context["exception"])

    asyncio.get_running_loop().set_exception_handler(unseen)
    try:
        await visit
    except BaseException as error:
        failed(error)
    failed(None)  # no part ends by itself


async def _visit(
    settings: KioskSettings, cards: CardSettings, door: socket.socket, token: str, why: Why | None
) -> None:
    loop = asyncio.get_running_loop()
    views = Views()
    visits: list[Visit] = []

    def tell(event: Event) -> None:  # from any thread
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(lambda: visits[0].feed(event))

    def over(how: Why) -> None:
        say(f"over {how}")
        os._exit(0)  # no more code runs here: what was in memory is gone

    voice = open_voice(tell, lambda: now().time())
    async with DeskClient(settings.desk, settings.key, settings.device) as client:
        desk = DeskOrKept(client, today, *_kept(settings))
        parts = Parts(desk, views.put, lambda reason: _staff(settings.staff, reason), over, _printing(settings), voice)
        session = Session(Screen.GOODBYE if why else Screen.IDLE, monotonic(), why=why, staffed=bool(settings.staff))
        visit = Visit(parts, session.but(speech=bool(voice), hearing=bool(voice), printer=bool(settings.printer)))
        visits.append(visit)
        visit.begin(*([goodbye(session)] if why else []))
        app = page_app(token, settings.port, views, lambda key: tell(Pressed(key)))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none"))
        CardThread(open_service, cards, tell, lambda error: loop.call_soon_threadsafe(failed, error)).start()
        await client.end()  # one that was cut off has left nothing at the desk
        lasting = (server.serve([door]), visit.live(), _alive())
        ended, _still = await asyncio.wait(map(asyncio.ensure_future, lasting), return_when=asyncio.FIRST_COMPLETED)
        await ended.pop()


async def _alive() -> None:
    while True:
        say("alive")
        await asyncio.sleep(ALIVE)


def _tether() -> None:
    """Ends this process when its parent is gone."""
    sys.stdin.read()
    os._exit(0)


def _staff(program: str, reason: str) -> Awaitable[bool]:
    """Log that staff is wanted, and run the program for it, which outlives the visit. Whether staff was told."""
    LOG.warning("staff is called: %s", reason)
    started = None
    if program:
        with suppress(OSError):
            started = subprocess.Popen(
                [program, reason], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
            )
    return _came_through(started)


async def _came_through(started: subprocess.Popen[bytes] | None) -> bool:
    end = monotonic() + CALLING
    while started and started.poll() is None and monotonic() < end:
        await asyncio.sleep(0.1)
    return started is not None and started.returncode in (None, 0)


def _kept(settings: KioskSettings) -> tuple[KeptRulebook | None, Callable[[bytes], KeptRulebook | None]]:
    """The rulebook kept here, and what keeps a new one."""
    file = settings.data / "rulebook.json"

    def fetched(content: bytes) -> KeptRulebook | None:
        try:
            found = read_snapshot(content, settings.key, today())
            keep(file, content)
        except (SnapshotRefused, OSError) as error:
            LOG.warning("no rulebook to go on with: %s", error)
            return None
        return found

    return load_kept(file, settings.key, today()), fetched


def _printing(settings: KioskSettings) -> Callable[[Print], None] | None:
    """What prints one receipt, opened for each anew: printers come and go."""
    if not settings.printer:
        return None
    return lambda order: open_printer(settings.printer).print(order)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    main()
