"""The command `mynadesk kiosk`: the agent with the visitor's screen or the text terminal, and `--check`."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from typing import Final

from bot.words import Words

SAY: Final = Words(__file__)
WRONG_USE, PARTS_MISSING = 2, 3


def add_kiosk_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `kiosk` to the program's commands."""
    kiosk = subparsers.add_parser("kiosk", help=SAY("help"), description=SAY("description"))
    kiosk.add_argument("--terminal", action="store_true", help=SAY("terminal"))
    kiosk.add_argument("--no-screen", action="store_true", help=SAY("no_screen"))
    kiosk.add_argument("--check", action="store_true", help=SAY("check"))
    kiosk.set_defaults(run=run_kiosk)


def run_kiosk(options: argparse.Namespace) -> int:
    """Run it; exit codes: 0 ended or all in order, 1 not, 2 wrong use or setting, 3 parts are missing."""
    try:
        return _run(options)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("bot"):
            raise
        print(SAY("parts_missing", part=error.name), file=sys.stderr)
        return PARTS_MISSING


def _run(options: argparse.Namespace) -> int:
    from bot.card.settings import BadSetting as BadCardSetting
    from bot.card.settings import from_environment
    from bot.kiosk import agent
    from bot.kiosk.check import check
    from bot.kiosk.settings import BadSetting, kiosk_settings
    from bot.kiosk.voice.settings import VoiceSettingsError, load_voice_settings

    try:
        settings = kiosk_settings(os.environ)
        from_environment(os.environ)
        load_voice_settings(os.environ)
    except (BadSetting, BadCardSetting, VoiceSettingsError) as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    if options.check:
        return check(settings)
    nowhere = logging.NullHandler()
    logging.basicConfig(
        level=logging.WARNING, format="%(name)s: %(message)s", handlers=[nowhere] if options.terminal else None
    )
    screen = agent.browser(settings.browser)
    skin = None if options.no_screen else agent.terminal if options.terminal else screen
    one = agent.Agent(settings, skin, silent=options.terminal)
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, one.stop)
    try:
        return one.run()
    except OSError as error:
        print(SAY("port_taken", port=settings.port, reason=error.strerror), file=sys.stderr)
        return WRONG_USE
