"""The place where test cards are put: one virtual reader, its two slots, and the product's reader above
it."""

from __future__ import annotations

import time
from datetime import date, datetime

from cryptography import x509
from pcsc_stack import FIRST, FIRST_PORT, SECOND, SECOND_PORT, Stack

from bot.card.dialogue import CardReader, Rules
from bot.card.emulator.card import EmulatedCard, Habits
from bot.card.emulator.faults import parse_faults
from bot.card.emulator.issuer import TestIssuer
from bot.card.emulator.link import CardLink
from bot.card.emulator.profiles import Contents, jpki_card, ordinary_contents
from bot.card.monitor import read_once
from bot.card.reader import UNAWARE, Session, open_service
from bot.card.status import JST, Reading

EXPIRES = date(2029, 5, 14)
READ_AT = datetime(2026, 11, 22, 10, 0, tzinfo=JST)
PATIENCE = 10.0


class Authorities:
    """The two test authorities; making their keys takes time, so they live as long as the test run."""

    def __init__(self) -> None:
        self.authentication = TestIssuer("user authentication")
        self.signature = TestIssuer("digital signature")

    def contents(self, expires_on: date = EXPIRES) -> Contents:
        return ordinary_contents(self.authentication, self.signature, expires_on)

    def card(self, expires_on: date = EXPIRES, habits: Habits | None = None) -> EmulatedCard:
        return jpki_card(self.contents(expires_on), habits=habits)


class Place:
    """Puts cards into the first slot (`slot`) or the second, and reads them the way the product does."""

    def __init__(self, stack: Stack, authorities: Authorities) -> None:
        self.stack = stack
        self.authorities = authorities
        self.slot = CardLink(lambda: stack.connect(FIRST_PORT))
        self.second = CardLink(lambda: stack.connect(SECOND_PORT))

    def put(self, card: EmulatedCard, faults: str = "") -> None:
        """Put a card into the first slot and wait until the service has seen it."""
        self.take()
        self.slot.insert(card, parse_faults(faults))
        await_card(FIRST, True)

    def take(self) -> None:
        """Take both cards out and wait until the service has seen that."""
        self.slot.remove()
        self.second.remove()
        if self.stack.service_pid is not None:
            await_card(FIRST, False)
            await_card(SECOND, False)

    def reader(self, deadline: float = 2.2, authorities: tuple[x509.Certificate, ...] = ()) -> CardReader:
        """The product's reader, its clock standing still."""
        return CardReader(open_service, lambda: READ_AT, Rules(deadline=deadline, authorities=authorities))

    def read(self, ask_pins: bool = False, deadline: float = 2.2) -> Reading:
        """One look, whole way through the service."""
        return read_once(open_service, self.reader(deadline), None, ask_pins)


def await_card(reader: str, present: bool) -> None:
    """Wait until the service says that a card is (not) in `reader`. Fails the test after some seconds."""
    service = open_service()
    try:
        deadline = time.monotonic() + PATIENCE
        raw = UNAWARE
        while time.monotonic() < deadline:
            for state in service.wait({reader: raw}, 0.1):
                raw = state.raw
                if state.has_card is present:
                    return
        raise AssertionError(f"{reader}: the service did not see the card {'come' if present else 'go'}")
    finally:
        service.close()


class Wire:
    """A bare connection to the card, for sending commands of one's own."""

    def __init__(self, reader: str = FIRST) -> None:
        self._service = open_service()
        self.session: Session = self._service.connect(reader)

    def send(self, *commands: str) -> list[str]:
        """Commands and answers in hexadecimal."""
        return [self.session.transmit(bytes.fromhex(command)).hex().upper() for command in commands]

    def close(self) -> None:
        self.session.end()
        self._service.close()
