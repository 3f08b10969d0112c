"""The desk as a child process of `mynadesk up`. The parent holds the door, so that visitors wait while it is replaced."""

from __future__ import annotations

import os
import pickle
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bot.engine.ask import Answered, ask
from bot.engine.child import Child
from bot.engine.log_files import LogFile
from bot.engine.process import own_host
from bot.settings import Settings

COMMAND: Final = (sys.executable, "-m", "bot.app.serve")
AGAIN: Final = "again"
TOLD: Final = 78  # exit code (sysexits.h: EX_CONFIG): it has said in Japanese what is in the way


def desk_record(settings: Settings) -> Path:
    """Where the running desk is noted."""
    return settings.data / "engine" / "desk.json"


def start_desk(
    settings: Settings, door: socket.socket, command: Sequence[str] = COMMAND, *, again: bool = False
) -> Child:
    """Starts the desk on the listening socket; its words go to var/log/desk.log. `again`: one has been well before.
    Raises OSError.

    The settings travel over its standard input: every user of the machine could read the command line."""
    log = LogFile(settings.data / "log", "desk.log")
    words = [*command, str(door.fileno()), *([AGAIN] if again else [])]
    return Child(words, os.environ, log, desk_record(settings), pickle.dumps(settings), [door.fileno()])


def ask_desk(settings: Settings, path: str, timeout: float, body: Any = None) -> Answered:
    """The desk's answer."""
    return ask(own_host(settings), settings.port, path, timeout, body)


def desk_answers(settings: Settings, timeout: float) -> bool:
    """Whether the desk answers at all; a refusal because it is busy is an answer."""
    return ask_desk(settings, "/healthz", timeout).status != 0
