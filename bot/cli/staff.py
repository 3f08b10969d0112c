"""`mynadesk staff add | list | disable | enable | password` and `mynadesk audit verify`."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from bot.settings import TOKYO, load_settings
from bot.words import Words

if TYPE_CHECKING:
    from bot.staff.console import Console

SAY: Final = Words(__file__)

ACTOR: Final = "(terminal)"
ROLES: Final = ("operator", "editor", "supervisor", "auditor")


def add_commands(commands: Any) -> None:
    """Adds the commands for accounts of staff and for the trail."""
    staff = commands.add_parser("staff", help=SAY("staff")).add_subparsers(metavar=SAY("command"), required=True)
    add = staff.add_parser("add", help=SAY("add"))
    add.add_argument("name", metavar=SAY("name"))
    add.add_argument("--role", choices=ROLES, required=True, help=SAY("role"))
    add.set_defaults(run=run_add)
    staff.add_parser("list", help=SAY("list")).set_defaults(run=run_list)
    for name, says, run in (
        ("disable", SAY("disable"), run_disable),
        ("enable", SAY("enable"), run_enable),
        ("password", SAY("password"), run_password),
    ):
        parser = staff.add_parser(name, help=says)
        parser.add_argument("name", metavar=SAY("name"))
        parser.set_defaults(run=run)
    audit = commands.add_parser("audit", help=SAY("audit")).add_subparsers(metavar=SAY("command"), required=True)
    audit.add_parser("verify", help=SAY("verify")).set_defaults(run=run_verify)


def _console() -> Console:
    from bot.staff.console import open_console  # here: it loads the database's library, and `up` is to stay small

    return open_console(load_settings())


def _asked() -> str:
    """The new password, asked for twice at a terminal, else the first line of the input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(SAY("new"))
    return first if first == getpass.getpass(SAY("again")) else ""


def _refused(step: Any) -> int:
    from bot.staff.accounts import AccountRefused
    from bot.staff.passwords import PasswordRefused

    try:
        step()
    except (AccountRefused, PasswordRefused) as refused:
        print(refused, file=sys.stderr)
        return 1
    print(SAY("done"))
    return 0


def run_add(options: argparse.Namespace) -> int:
    """A new account."""
    console = _console()
    return _refused(lambda: console.accounts.add(ACTOR, options.name, options.role, _asked()))


def run_list(_options: argparse.Namespace) -> int:
    """All accounts."""
    found = _console().accounts.every()
    for one in found:
        state = SAY("disabled") if one.disabled else SAY("usable")
        codes = SAY("with_codes") if one.totp else ""
        print(
            f"{one.name}\t{one.role}\t{state}\t{datetime.fromtimestamp(one.created, TOKYO):%Y-%m-%d}\t{codes}".rstrip()
        )
    if not found:
        print(SAY("nobody"), file=sys.stderr)
    return 0


def run_disable(options: argparse.Namespace) -> int:
    """Nobody comes in with the account any more."""
    return _refused(lambda: _console().accounts.disable(ACTOR, options.name))


def run_enable(options: argparse.Namespace) -> int:
    """It may be used again."""
    return _refused(lambda: _console().accounts.disable(ACTOR, options.name, disabled=False))


def run_password(options: argparse.Namespace) -> int:
    """A new password."""
    return _refused(lambda: _console().accounts.change_password(ACTOR, options.name, _asked()))


def run_verify(_options: argparse.Namespace) -> int:
    """Exit code 1 when the trail was changed."""
    verified = _console().audit.verify()
    if not verified.fault:
        print(SAY("whole", count=verified.count))
        return 0
    print(SAY("broken", fault=SAY.table("faults")[verified.fault], seq=verified.seq), file=sys.stderr)
    return 1
