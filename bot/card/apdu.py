"""Commands the kiosk sends to a card, and what the card's two status bytes mean. Pure: no reader, no file, no
clock.

Command bytes and status words: the card follows the Japanese JICSAP dialect of ISO 7816-4; the values are
those published by several independent JPKI clients (docs/card.md names them).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Transmit = Callable[[bytes], bytes]
"""One exchange with a card: command bytes in, answer bytes (data, then the two status bytes) out."""

JPKI_APPLICATION = bytes.fromhex("D392F000260100000001")
"""Application identifier of the public personal authentication service. All ten bytes are always sent: its
first four are shared with the residence card."""
LICENCE_APPLICATION = bytes.fromhex("A0000002310100000000000000000000")
RESIDENCE_APPLICATION = bytes.fromhex("D392F0004F0200000000000000000000")

EF_TOKEN = 0x0006
EF_AUTHENTICATION_CERTIFICATE = 0x000A
EF_AUTHENTICATION_PIN = 0x0018
EF_SIGNATURE_PASSWORD = 0x001B

SELECT, READ_BINARY, GET_RESPONSE, VERIFY = 0xA4, 0xB0, 0xC0, 0x20

OK = 0x9000
END_OF_FILE = 0x6282
NOT_ALLOWED = 0x6982
LOCKED = 0x6984
NOTHING_SELECTED = 0x6986
NOT_FOUND = 0x6A82
PAST_THE_END = 0x6B00
CARD_FAILED = 0x6F00

LARGEST_READ = 256
LARGEST_OFFSET = 0x7FFF


@dataclass(frozen=True)
class Answer:
    """What a card answered: `data`, and `sw`, the status word (0x0000-0xFFFF). Its repr never shows the
    data."""

    data: bytes
    sw: int

    def __repr__(self) -> str:
        return f"Answer(<{len(self.data)} bytes>, sw={self.sw:04X})"


class NoAnswer(Exception):
    """The card gave fewer than the two bytes every answer ends with: it left, or the exchange was torn."""


def select_application(identifier: bytes) -> bytes:
    """SELECT by the full application identifier (5-16 bytes), asking for no data back."""
    if not 5 <= len(identifier) <= 16:
        raise ValueError(f"an application identifier has 5 to 16 bytes, not {len(identifier)}")
    return bytes((0x00, SELECT, 0x04, 0x0C, len(identifier))) + identifier


def select_file(identifier: int) -> bytes:
    """SELECT of a file (0x0000-0xFFFF) of the current application, asking for no data back."""
    return bytes((0x00, SELECT, 0x02, 0x0C, 0x02)) + identifier.to_bytes(2, "big")


def read_binary(offset: int, length: int) -> bytes:
    """READ BINARY of 1-256 bytes of the current file from `offset` (0-32767)."""
    if not 1 <= length <= LARGEST_READ:
        raise ValueError(f"one read fetches 1 to {LARGEST_READ} bytes, not {length}")
    if not 0 <= offset <= LARGEST_OFFSET:
        raise ValueError(f"an offset lies between 0 and {LARGEST_OFFSET}, not {offset}")
    return bytes((0x00, READ_BINARY, offset >> 8, offset & 0xFF, length & 0xFF))


def ask_tries_left() -> bytes:
    """The four bytes that ask how many tries the current PIN file has left. They carry no PIN and use up no
    try.

    This module builds no other VERIFY: a kiosk that cannot send a PIN cannot leak or block one.
    """
    return bytes((0x00, VERIFY, 0x00, 0x80))


def split(answer: bytes) -> Answer:
    """Part an answer into data and status word. Raises NoAnswer when it is shorter than two bytes."""
    if len(answer) < 2:
        raise NoAnswer("the card gave no complete answer")
    return Answer(answer[:-2], int.from_bytes(answer[-2:], "big"))


def is_status_word(sw: int) -> bool:
    """Whether `sw` can come from a card at all: ISO 7816-4 has 6xxx (without 60xx) and 9xxx only."""
    return sw >> 12 == 9 or (sw >> 12 == 6 and sw >> 8 != 0x60)


def exchange(transmit: Transmit, command: bytes) -> Answer:
    """Send `command` and return the whole answer, following `61 xx` (more waits) and `6C xx` (ask for xx
    bytes).

    A T=1 card sends neither, but some reader firmware does. Each is followed a bounded number of times; what
    still remains is returned as it came. Raises NoAnswer, and whatever `transmit` raises.
    """
    answer = split(transmit(command))
    if answer.sw >> 8 == 0x6C and len(command) == 5:
        answer = split(transmit(command[:4] + bytes((answer.sw & 0xFF,))))
    data = answer.data
    while answer.sw >> 8 == 0x61 and len(data) < LARGEST_READ:
        answer = split(transmit(bytes((0x00, GET_RESPONSE, 0x00, 0x00, answer.sw & 0xFF))))
        if not answer.data:
            break
        data += answer.data
    return Answer(data, answer.sw)
