"""The one place that touches pyscard. Everything above it sees `Service`, `Session` and our own errors.

pyscard's lowest layer (`smartcard.scard`) is used: it has no hidden contexts, threads or destructors, whereas
the library's monitor threads die for good with the PC/SC service. Its two unrelated exception families are
caught here all the same, since any of its modules may raise them. Importing this module loads nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.card.errors import ACCESS_DENIED, NO_READERS, TIMED_OUT, DriverMissing, ServiceError

NEW_READERS = "\\\\?PnP?\\Notification"
"""Name of the pseudo reader whose state changes when a reader comes or goes."""

UNAWARE = 0
ASK_AGAIN = 0.2
CHANGED, PRESENT, MUTE = 0x0002, 0x0020, 0x0200


@dataclass(frozen=True)
class ReaderState:
    """One reader's state. `raw` is the service's own word for it: flags below, insertions and removals above
    16 bits.

    `atr` may hold a card's random identifier, so it stays out of the repr.
    """

    name: str
    raw: int
    atr: bytes = field(default=b"", repr=False)

    @property
    def has_card(self) -> bool:
        """Whether a card lies there, readable or not."""
        return bool(self.raw & PRESENT)

    @property
    def changes(self) -> int:
        """Insertions plus removals the service has counted at this reader (0-65535). It lags by up to 0.4
        s."""
        return self.raw >> 16


class Session:
    """A shared connection to one card. Calls block without limit when the card or another program does."""

    def __init__(self, driver: _Driver, handle: Any, protocol: int) -> None:
        self._driver = driver
        self._handle = handle
        self._protocol = protocol

    def begin(self) -> None:
        """Wait for other programs, then keep them out until `end`. Raises ServiceError."""
        self._driver.call("begin a transaction", "SCardBeginTransaction", self._handle)

    def transmit(self, command: bytes) -> bytes:
        """One exchange; the answer may be empty or torn. Raises ServiceError."""
        scard = self._driver.scard
        header = scard.SCARD_PCI_T0 if self._protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1
        (answer,) = self._driver.call(
            "pass a command to the card", "SCardTransmit", self._handle, header, list(command)
        )
        return bytes(answer)

    def end(self) -> None:
        """End the transaction and let go of the card. The service powers it down half a second later.

        Powering down here would be wrong: when the card has just left, the service (measured: pcscd 1.9.9)
        then misses the next one for good. No PIN is verified, so nothing stays open in the card. Never
        raises: the service or the card may be gone, and then there is nothing left to end.
        """
        scard = self._driver.scard
        for name in ("SCardEndTransaction", "SCardDisconnect"):
            try:
                self._driver.call("end", name, self._handle, scard.SCARD_LEAVE_CARD)
            except ServiceError:
                continue


class Service:
    """One connection to the PC/SC service. After any ServiceError that is not about a card: close it, open
    another."""

    def __init__(self, driver: _Driver, context: Any) -> None:
        self._driver = driver
        self._context = context

    def readers(self) -> list[str]:
        """Names of the readers, in the service's order; empty when there is none. Raises ServiceError."""
        try:
            (names,) = self._driver.call("list readers", "SCardListReaders", self._context, [])
        except ServiceError as error:
            if error.code == NO_READERS:
                return []
            raise
        return [str(name) for name in names]

    def wait(self, known: Mapping[str, int], seconds: float) -> list[ReaderState]:
        """States of the readers in `known` (name → last `raw`, or UNAWARE), once one differs or time is up.

        Raises ServiceError, also when a reader has gone.
        """
        asked = [(name, raw & ~CHANGED) for name, raw in known.items()]
        watched = [*asked, (NEW_READERS, UNAWARE)]
        try:
            (states,) = self._driver.call(
                "tell the readers' state",
                "SCardGetStatusChange",
                self._context,
                round(seconds * 1000),
                watched,
            )
        except ServiceError as error:
            if error.code != TIMED_OUT:
                raise
            # Nothing changed: ask anew for the full states, which come at once.
            return self.wait(dict.fromkeys(known, UNAWARE), 0) if any(known.values()) else []
        return [
            ReaderState(name, raw & ~CHANGED & 0xFFFFFFFF, bytes(atr))
            for name, raw, atr in states
            if name != NEW_READERS
        ]

    def connect(self, reader: str) -> Session:
        """Open the card in `reader`, shared with other programs. Raises ServiceError."""
        scard = self._driver.scard
        either = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        handle, protocol = self._driver.call(
            "open the card", "SCardConnect", self._context, reader, scard.SCARD_SHARE_SHARED, either
        )
        return Session(self._driver, handle, protocol)

    def close(self) -> None:
        """Give the connection back. Never raises."""
        try:
            self._driver.call("say goodbye", "SCardReleaseContext", self._context)
        except ServiceError:
            return


OpenService = Callable[[], Service]


def open_service() -> Service:
    """Connect to the PC/SC service. Raises DriverMissing without pyscard, ServiceError without a service."""
    driver = _Driver()
    try:
        return _establish(driver)
    except ServiceError as error:
        if error.code != ACCESS_DENIED:
            raise
    time.sleep(ASK_AGAIN)  # a service that is just going away refuses too
    return _establish(driver)


def _establish(driver: _Driver) -> Service:
    (context,) = driver.call("open a context", "SCardEstablishContext", driver.scard.SCARD_SCOPE_SYSTEM)
    return Service(driver, context)


class _Driver:
    """pyscard's functions, with every failure turned into ServiceError."""

    def __init__(self) -> None:
        try:
            from smartcard import scard
            from smartcard.Exceptions import SmartcardException
            from smartcard.pcsc.PCSCExceptions import BaseSCardException
        except ImportError:
            missing = "pyscard is not installed: pip install -r requirements/kiosk.txt"
            raise DriverMissing(missing) from None
        self.scard: Any = scard
        self._failures = (SmartcardException, BaseSCardException, scard.error)

    def call(self, doing: str, name: str, *arguments: Any) -> list[Any]:
        """Call the function `name`; what follows its result code. Raises ServiceError unless the code is
        0."""
        failed = 0
        result: Any = None
        try:
            result = getattr(self.scard, name)(*arguments)
        except self._failures as error:
            failed = int(getattr(error, "hresult", 0)) or self.scard.SCARD_F_INTERNAL_ERROR
        code, *rest = result if isinstance(result, Iterable) else (failed or result,)
        if code & 0xFFFFFFFF:
            raise ServiceError(code, doing)
        return rest
