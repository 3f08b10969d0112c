"""What can go wrong between the program and a card, as our own few exceptions. Pure.

`reader` turns every error of the PC/SC service into `ServiceError`, with the service's own 32-bit code;
`jpki` raises `CardRefused` for an answer that is not the expected one. No message carries a byte of a card.
"""

from __future__ import annotations

NO_SERVICE = 0x8010001D
SERVICE_STOPPED = 0x8010001E
COMMUNICATION = 0x80100013
INVALID_HANDLE = 0x80100003
TIMED_OUT = 0x8010000A
UNKNOWN_READER = 0x80100009
SHARING_VIOLATION = 0x8010000B
NO_CARD = 0x8010000C
PROTOCOL_MISMATCH = 0x8010000F
NOT_TRANSACTED = 0x80100016
READER_UNAVAILABLE = 0x80100017
NO_READERS = 0x8010002E
COMMUNICATION_DATA_LOST = 0x8010002F
ACCESS_DENIED = 0x8010006A
UNSUPPORTED_CARD = 0x80100065
UNRESPONSIVE_CARD = 0x80100066
UNPOWERED_CARD = 0x80100067
RESET_CARD = 0x80100068
REMOVED_CARD = 0x80100069

SERVICE_AWAY = frozenset({NO_SERVICE, SERVICE_STOPPED, COMMUNICATION, INVALID_HANDLE})
READER_AWAY = frozenset({UNKNOWN_READER, READER_UNAVAILABLE, NO_READERS})
CARD_AWAY = frozenset({NO_CARD, REMOVED_CARD})
BUSY = frozenset({SHARING_VIOLATION})
WORTH_A_RESTART = frozenset({NOT_TRANSACTED, UNPOWERED_CARD, RESET_CARD, COMMUNICATION_DATA_LOST, ACCESS_DENIED})
"""After these the same card, or the one put in its place, may answer when the dialogue starts again.
ACCESS_DENIED is also what a client hears whose service dies in the middle of a call: the second try tells
the two apart."""


class CardError(Exception):
    """Anything this package raises about a card or a reader."""


class DriverMissing(CardError):
    """pyscard, the Python side of PC/SC, is not installed."""


class ServiceError(CardError):
    """The PC/SC service refused a call. `code` is its 32-bit result, 0x80100000-0x801FFFFF."""

    def __init__(self, code: int, doing: str) -> None:
        super().__init__(f"the PC/SC service answered {code & 0xFFFFFFFF:08X} when asked to {doing}")
        self.code = code & 0xFFFFFFFF
        self.doing = doing


class CardRefused(CardError):
    """The card answered `sw` where something else was needed. `restart`: another card may have taken its
    place."""

    def __init__(self, sw: int, doing: str, restart: bool = False) -> None:
        super().__init__(f"the card answered {sw:04X} when asked to {doing}")
        self.sw = sw
        self.doing = doing
        self.restart = restart


class Abandoned(CardError):
    """The deadline has passed and nobody waits for this dialogue any more."""
