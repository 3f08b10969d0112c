"""The options of `mynadesk card emulate`; light to import, since every start of the program builds them."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Final

from bot.card.emulator.faults import BadFault, Fault, meanings, parse_faults
from bot.card.emulator.link import PORT
from bot.words import Words

SAY: Final = Words(__file__)

KINDS = ("mynumber", "smartphone", "juki", "licence", "residence", "felica", "employee", "none")
FULL_TRIES = (3, 5, 3, 3)
"""Of the authentication PIN, the signature password, the card-information PIN and the resident-register
PIN."""
GENERATIONS = (1, 3)
"""CA generations whose key identifier is known, so that an emulated card can carry it."""


def add_emulate_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `emulate` and its options."""
    faults = "\n".join(f"  {name:8} {meaning}" for name, meaning in meanings().items())
    parser = subparsers.add_parser(
        "emulate",
        help=SAY("help"),
        description=SAY("description"),
        epilog=SAY("faults", faults=faults),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--expires", metavar="DATE", type=_day, help=SAY("expires"))
    parser.add_argument("--tries", metavar="A,S,C,R", type=tries, default=FULL_TRIES, help=SAY("tries"))
    parser.add_argument("--kind", choices=KINDS, default="mynumber", help=SAY("kind"))
    parser.add_argument("--fault", metavar="SPEC", type=_faults, default=(), help=SAY("fault"))
    parser.add_argument("--generation", type=int, choices=GENERATIONS, help=SAY("generation"))
    parser.add_argument("--port", type=int, default=PORT, help=SAY("port", port=PORT))
    parser.add_argument("--at-once", action="store_true", help=SAY("at_once"))
    parser.add_argument("--ca-file", metavar="FILE", type=Path, help=SAY("ca_file"))
    parser.add_argument("--wait", metavar="SECONDS", type=float, default=60.0, help=SAY("wait"))


def tries(text: str) -> tuple[int, ...]:
    """Four counters: authentication PIN, signature password, card-information PIN, resident-register PIN."""
    counters = tuple(int(part) for part in text.split(",") if part.isdecimal())
    if len(counters) != len(text.split(",")) or len(counters) != len(FULL_TRIES):
        raise argparse.ArgumentTypeError(SAY("four_numbers"))
    if any(left > most for left, most in zip(counters, FULL_TRIES, strict=True)):
        raise argparse.ArgumentTypeError(SAY("too_many"))
    return counters


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(SAY("no_day", text=text)) from None


def _faults(text: str) -> tuple[Fault, ...]:
    try:
        return parse_faults(text)
    except BadFault as error:
        raise argparse.ArgumentTypeError(str(error)) from None
