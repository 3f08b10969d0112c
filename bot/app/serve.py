"""The desk's own process, `python -m bot.app.serve SOCKET [AGAIN]`, and the one place where the actions are wired into the app."""

from __future__ import annotations

import pickle
import socket
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from bot.app.build import build_parts, create_app
from bot.app.desk_process import AGAIN, TOLD
from bot.app.faults import sentence
from bot.doors.server import server_config
from bot.engine.process import actions_socket
from bot.garbage import keep_what_is_there
from bot.settings import Settings


def make_app(settings: Settings, *, lenient: bool = False, socket: Path | None = None) -> FastAPI:
    """The desk with the real actions; `lenient`: also with a database that cannot be used (bot/app/build.py)."""
    from actions.actions import all_actions  # here because bot.* must not know the actions

    return create_app(settings, all_actions, build_parts(settings, lenient=lenient), socket)


def main() -> int:
    """Serves until SIGTERM on the listening socket whose number is the argument; settings come on standard input.
    AGAIN: there was a
    good start before, so that nobody at a terminal waits to mend a fault that answers do not need mended.
    Exit code TOLD when it cannot start and has said why."""
    settings: Settings = pickle.load(sys.stdin.buffer)
    try:
        app = make_app(settings, lenient=AGAIN in sys.argv, socket=actions_socket(settings))
    except Exception as error:  # what nobody expected leaves with its traceback
        known = sentence(error)
        if known is None:
            raise
        print(known, file=sys.stderr)
        return TOLD
    keep_what_is_there()
    config = server_config(app, settings)
    config.timeout_graceful_shutdown = 3  # seconds for answers under way; the parent waits five
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])
    return 0


if __name__ == "__main__":
    sys.exit(main())
