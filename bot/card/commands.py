"""The commands `mynadesk card` (reads the card) and `mynadesk card emulate` (is a card, for trying all this).

Only their options are here, so that the program starts quickly; the work is in `terminal` and
`emulator.runner`.
"""

from __future__ import annotations

import argparse
import sys
from typing import Final

from bot.card.emulator.options import add_emulate_parser
from bot.words import Words

SAY: Final = Words(__file__)

PARTS_MISSING = 3


def add_card_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `card` and `card emulate` to the program's commands."""
    card = subparsers.add_parser(
        "card",
        help=SAY("help"),
        description=SAY("description"),
        epilog=SAY("codes"),
    )
    card.add_argument("--json", action="store_true", help=SAY("json"))
    card.add_argument("--reader", metavar="NAME", help=SAY("reader"))
    card.add_argument("--watch", action="store_true", help=SAY("watch"))
    card.add_argument("--pins", action="store_true", help=SAY("pins"))
    card.set_defaults(run=run_card)
    inner = card.add_subparsers(dest="card_command", metavar="emulate")
    add_emulate_parser(inner)


def run_card(args: argparse.Namespace) -> int:
    """Run `card` or `card emulate` and return the exit code; see their `run` functions."""
    try:
        if args.card_command == "emulate":
            from bot.card.emulator import runner

            return runner.run(args)
        from bot.card import terminal

        return terminal.run(args)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("bot"):
            raise
        print(SAY("parts_missing", part=error.name), file=sys.stderr)
        print(SAY("setup"), file=sys.stderr)
        print(SAY("kiosk_setup"), file=sys.stderr)
        return PARTS_MISSING
