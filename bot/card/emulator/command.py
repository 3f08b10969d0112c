"""Taking a command apart, the card's side: written independently of bot.card.apdu, which builds commands.
Pure."""

from __future__ import annotations

from dataclasses import dataclass

SELECT, SIGN = 0xA4, 0x2A
NO_CHANNEL, NO_SECURE_SELECT, NO_SECURE = 0x6881, 0x6882, 0x69FC
UNKNOWN_INSTRUCTION, UNKNOWN_CLASS = 0x6D00, 0x6E00


class Malformed(Exception):
    """The lengths in the command contradict each other."""


@dataclass(frozen=True)
class Command:
    """`expected`: the most bytes the sender takes back (1-65536), None when it asked for none."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes
    expected: int | None


def parse(raw: bytes) -> Command:
    """All short and extended cases of ISO 7816-3. Raises Malformed."""
    if len(raw) < 4:
        raise Malformed
    cla, ins, p1, p2 = raw[:4]
    data, expected = _body(raw[4:])
    return Command(cla, ins, p1, p2, data, expected)


def _body(body: bytes) -> tuple[bytes, int | None]:
    if not body:
        return b"", None
    if body[0] or len(body) == 1:
        return _short(body)
    return _extended(body)


def _short(body: bytes) -> tuple[bytes, int | None]:
    if len(body) == 1:
        return b"", body[0] or 256
    length, rest = body[0], body[1:]
    if len(rest) == length:
        return rest, None
    if len(rest) == length + 1:
        return rest[:-1], rest[-1] or 256
    raise Malformed


def _extended(body: bytes) -> tuple[bytes, int | None]:
    if len(body) < 3:
        raise Malformed
    length, rest = int.from_bytes(body[1:3], "big"), body[3:]
    if not rest:
        return b"", length or 65536
    if length and len(rest) == length:
        return rest, None
    if length and len(rest) == length + 2:
        return rest[:-2], int.from_bytes(rest[-2:], "big") or 65536
    raise Malformed


def class_refusal(command: Command) -> int:
    """Status word for a class byte the card does not speak; 0 when it does. 0x80 goes with the signing
    command."""
    if command.cla == 0x80 and command.ins == SIGN or command.cla == 0x00 and command.ins != SIGN:
        return 0
    if command.cla == 0x00:
        return UNKNOWN_INSTRUCTION
    if command.cla & 0xF0 == 0 and command.cla & 0x0C:
        return NO_SECURE_SELECT if command.ins == SELECT else NO_SECURE
    return NO_CHANNEL if command.cla & 0xFC == 0 else UNKNOWN_CLASS
