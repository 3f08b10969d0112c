"""The `mynadesk` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

from bot.cli import conversations as cli_conversations
from bot.cli import desk as cli_desk
from bot.cli import line as cli_line
from bot.cli import rulebook as cli_rulebook
from bot.cli import staff as cli_staff
from bot.kiosk.commands import add_kiosk_parser
from bot.words import Words

SAY: Final = Words(__file__)

Run = Callable[[argparse.Namespace], int]


def build_parser() -> argparse.ArgumentParser:
    """All commands; each sets `run`."""
    parser = argparse.ArgumentParser(prog="mynadesk", description=SAY("description"), epilog=SAY("examples"))
    commands = parser.add_subparsers(title=SAY("commands"), metavar=SAY("commands"), required=True)
    cli_desk.add_commands(commands)
    cli_rulebook.add_commands(commands)
    cli_conversations.add_commands(commands)
    cli_staff.add_commands(commands)
    cli_line.add_commands(commands)
    _add_card(commands)
    add_kiosk_parser(commands)
    return parser


def _add_card(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The card commands, or, where requirements/kiosk.txt is not installed, a command that says so."""
    try:
        from bot.card.commands import add_card_parser, run_card
    except ImportError as error:
        reason = SAY("parts_missing", part=error.name)
        missing = commands.add_parser("card", help=SAY("card"))
        missing.add_argument("rest", nargs=argparse.REMAINDER)
        missing.set_defaults(run=lambda _options: print(reason, file=sys.stderr) or 1)
        return
    add_card_parser(commands)
    commands.choices["card"].set_defaults(run=run_card)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; expected faults end with one clear sentence and exit code 1, never a traceback."""
    options = build_parser().parse_args(arguments)
    run: Run = options.run
    try:
        code = run(options)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `mynadesk ... | head`; the interpreter's own flush at the end must not fail either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except cli_desk.NotRunning as error:
        print(error, file=sys.stderr)
    except Exception as error:
        from bot.app.faults import sentence  # here: it loads the database's library, and `up` is to stay small

        known = sentence(error)
        if known is None:
            raise
        print(known, file=sys.stderr)
    return 1
