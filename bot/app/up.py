"""`mynadesk up`: prepares what is missing, starts engine and desk, says when both are ready, keeps them going, and stops
both cleanly. A small parent: the desk and the engine are its children, and either may die at any time."""

from __future__ import annotations

import contextlib
import errno
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from bot.app import desk_process
from bot.app.folder import alone, check_room, end_orphans
from bot.app.notify import notify, take_notify_address
from bot.app.pair import Pair
from bot.engine.process import CannotStart as CannotStart  # callers look for it here
from bot.engine.process import own_host
from bot.engine.training import is_whole, model_path, require_engine, train
from bot.settings import Settings
from bot.words import Words

SAY: Final = Words(__file__)

# SIGHUP: the terminal's window was closed; the engine has a session of its own and would stay
ENDS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BACKLOG: Final = 1024  # visitors who wait while the desk is replaced


class Stopped(Exception):
    """Someone asked to stop while things were being started."""


def say(words: str) -> None:
    """Progress for the person at the terminal. A terminal that is gone must not keep anything from being stopped."""
    with contextlib.suppress(OSError):
        print(words, flush=True)


def open_port(host: str, port: int, name: str, setting: str) -> socket.socket:
    """A socket bound there; nobody can connect before it listens. Raises CannotStart when it cannot be had, most often
    because another program has it."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError as error:
        door.close()
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise CannotStart(SAY("no_address", host=host, reason=error.strerror)) from None
        other = port + 1000 if 1024 <= port <= 64535 else 8000
        raise CannotStart(
            SAY("port_taken", port=port, name=name, reason=error.strerror, setting=setting, other=other)
        ) from None
    return door


def _open_ports(settings: Settings) -> socket.socket:
    """The desk's port. The engine's is only tried: the engine opens it itself."""
    if settings.port == settings.engine_port:
        raise CannotStart(SAY("same_port", port=settings.port))
    with contextlib.ExitStack() as undo:
        door = undo.enter_context(open_port(settings.host, settings.port, SAY("desk"), "MYNADESK_PORT"))
        open_port("127.0.0.1", settings.engine_port, SAY("engine"), "MYNADESK_ENGINE_PORT").close()
        undo.pop_all()
    return door


def counter(words: str, every: float, stop: threading.Event) -> Callable[[float], None]:
    """Takes the seconds so far, tells them now and then, and leaves with Stopped when asked to stop."""
    shown = 0.0

    def progress(seconds: float) -> None:
        nonlocal shown
        if stop.is_set():
            raise Stopped
        if seconds - shown >= every:
            shown = seconds
            say(SAY("seconds", words=words, seconds=seconds))

    return progress


def _prepare_model(settings: Settings, stop: threading.Event) -> Path:
    """The model for today's data: the one that is there, or a new one."""
    model = model_path(settings)
    if is_whole(model):
        say(SAY("has_model"))
        return model
    reason = SAY("makes_model_because")
    if model.exists():
        reason = SAY("was_broken")
    say(SAY("makes_model", reason=reason))
    began = time.monotonic()
    model = train(settings, counter(SAY("training"), 20, stop))
    say(SAY("made", seconds=time.monotonic() - began))
    return model


def _take_folder(settings: Settings, running: contextlib.ExitStack) -> None:
    """The data folder for us alone, and what a killed run left in it ended."""
    try:
        running.enter_context(alone(settings))
    except CannotStart:
        _open_ports(settings).close()  # of two on the same ports, the ports are what the second has to change
        raise
    if end_orphans(settings):
        say(SAY("ended_orphans"))


def _first_start(pair: Pair, stop: threading.Event) -> None:
    """Until both are ready and a question is answered. Raises CannotStart when one of them fails."""
    pair.begin()
    desk = counter(SAY("waits_desk"), 5, stop)
    while not pair.desk_ready():
        desk(pair.seconds())
        time.sleep(0.05)
    engine = counter(SAY("waits_engine"), 3, stop)
    while not pair.engine_ready():
        engine(pair.seconds())
        time.sleep(0.1)
    pair.check_answers(engine)


def _serve(settings: Settings, door: socket.socket, model: Path, command: Sequence[str], stop: threading.Event) -> None:
    """Starts both, keeps both going, and stops both whatever happens."""
    address = take_notify_address()
    pair = Pair(settings, door, model, command, say)
    try:
        _first_start(pair, stop)
        for line in pair.desk_said():
            if not line.isascii():  # its sentences; the rest is in its log
                say(f"   {line}")
        say(SAY("ready", host=own_host(settings), port=settings.port))
        say(SAY("how_to_stop"))
        notify(address, "READY=1")
        while not stop.wait(0.2):
            pair.tend()
            notify(address, "WATCHDOG=1")
    finally:
        notify(address, "STOPPING=1")
        say(SAY("stopping"))
        pair.end()


def run_up(settings: Settings, command: Sequence[str] = desk_process.COMMAND) -> int:
    """Runs until Ctrl-C, SIGTERM or the terminal's end; `command` starts the desk. Gives the exit code. Raises CannotStart
    when it cannot begin; once both were ready it never gives up."""
    stop = threading.Event()
    for name in ENDS:
        signal.signal(name, lambda *_: stop.set())
    with contextlib.ExitStack() as running, contextlib.suppress(Stopped):
        say(SAY("checks"))
        require_engine()
        _take_folder(settings, running)
        check_room(settings)
        door = running.enter_context(_open_ports(settings))
        model = _prepare_model(settings, stop)
        say(SAY("reads_rulebook"))
        door.listen(BACKLOG)
        say(SAY("starts"))
        _serve(settings, door, model, command, stop)
    say(SAY("stopped"))
    return 0
