"""`mynadesk card emulate`: one emulated card in the virtual reader, until Ctrl-C."""

from __future__ import annotations

import argparse
import select
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from bot.card.emulator.card import EmulatedCard, Habits, LongAnswers
from bot.card.emulator.faults import Fault
from bot.card.emulator.issuer import TestIssuer
from bot.card.emulator.link import AT_ONCE, CONTACTLESS, CardLink, local_reader
from bot.card.emulator.profiles import card_of_kind, ordinary_contents
from bot.card.errors import CardError
from bot.card.reader import open_service
from bot.card.status import JST
from bot.words import Words

SAY: Final = Words(__file__)

NO_READER = 3
LOOK_AGAIN = 0.5


def run(args: argparse.Namespace) -> int:
    """Keep the card in the reader, again after a restart of the service. Exit codes: 0 ended, 3 no virtual
    reader."""
    card, faults = _card(args)
    link = CardLink(lambda: local_reader(args.port), AT_ONCE if args.at_once else CONTACTLESS)
    if not _insert(link, card, faults, args):
        return NO_READER
    print(SAY("placed"), flush=True)
    try:
        _stay(link, card, faults, args)
    except KeyboardInterrupt:
        pass
    finally:
        link.remove()
    return 0


def _card(args: argparse.Namespace) -> tuple[EmulatedCard, tuple[Fault, ...]]:
    authority = TestIssuer("user authentication", args.generation)
    expires = args.expires or datetime.now(JST).date() + timedelta(days=3 * 365)
    contents = ordinary_contents(authority, TestIssuer("digital signature"), expires, args.tries)
    if args.ca_file:
        args.ca_file.write_bytes(authority.pem)
    everywhere = {fault.name for fault in args.fault if fault.at is None}
    manner = next((way for way in LongAnswers if way.value in everywhere), LongAnswers.EXACT)
    faults = tuple(fault for fault in args.fault if fault.at is not None or fault.name != manner.value)
    return card_of_kind(args.kind, contents, Habits(long_answers=manner)), faults


def _stay(link: CardLink, card: EmulatedCard, faults: tuple[Fault, ...], args: argparse.Namespace) -> None:
    """Until Ctrl-C. A card that a fault took out stays out until Enter; one the service dropped goes back
    in."""
    wanted, listening = True, True
    while True:
        if not listening:
            time.sleep(LOOK_AGAIN)
        elif select.select([sys.stdin], [], [], LOOK_AGAIN)[0]:
            listening = bool(sys.stdin.readline())
            if listening:
                wanted = not link.inserted
                link.remove()
                if wanted:
                    _insert(link, card, faults, args)
                print(SAY("inserted") if wanted else SAY("removed"), flush=True)
        if wanted and not link.inserted and not link.left_by_fault:
            _insert(link, card, faults, args)


def _insert(link: CardLink, card: EmulatedCard, faults: tuple[Fault, ...], args: argparse.Namespace) -> bool:
    """Insert, waiting for the virtual reader; False when it does not come in time."""
    deadline = time.monotonic() + args.wait
    told = False
    while True:
        try:
            link.insert(card, faults)
            return True
        except OSError:
            if not told:
                print(SAY("how_to_start", port=args.port, wait=args.wait), flush=True)
                told = True
        _wake_service()
        if time.monotonic() >= deadline:
            return False
        time.sleep(LOOK_AGAIN)


def _wake_service() -> None:
    """Where the system starts pcscd on demand, asking for it once starts it, and with it the virtual
    reader."""
    with suppress(CardError):
        open_service().close()
