"""Faults on demand: `NAME[=VALUE][@N]`, several parted by commas; N is the command's number since insertion.
Pure.

Without `@N` a fault strikes at every command. `card emulate --help` lists the names; docs/card.md explains
them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.words import Words

SAY: Final = Words(__file__)

WHOLE_NUMBERS = {"torn": 50, "short": 10, "long": 10, "flip": 100, "garbage": 1}


def meanings() -> dict[str, str]:
    """What each fault does, in Japanese, by its name."""
    return SAY.table("meanings")


class BadFault(ValueError):
    """The fault specification cannot be understood; the message says why and what would do."""


@dataclass(frozen=True)
class Fault:
    """One fault; `at` is the number of the command (from 1) it strikes, None for every one."""

    name: str
    value: str = ""
    at: int | None = None

    def strikes(self, number: int) -> bool:
        """Whether the command of this number is hit."""
        return self.at in (None, number)

    @property
    def amount(self) -> int:
        """VALUE as a whole number, or this fault's default."""
        return int(self.value) if self.value else WHOLE_NUMBERS[self.name]

    @property
    def seconds(self) -> float:
        """VALUE of `slow`."""
        return float(self.value) if self.value else 0.05


@dataclass(frozen=True)
class Act:
    """What the link does with an answer: wait, send `sent` (None: nothing), announce `announced` bytes, leave
    or stay."""

    sent: bytes | None
    announced: int
    leave: bool = False
    delay: float = 0.0


def parse_faults(spec: str) -> tuple[Fault, ...]:
    """Faults from their written form; empty for an empty one. Raises BadFault."""
    return tuple(_parse(part.strip()) for part in spec.split(",") if part.strip())


def act(faults: Sequence[Fault], number: int, answer: bytes) -> Act:
    """What becomes of the right `answer` to command `number`. `reset` and `61` are the link's to prepare."""
    delay = 0.0
    sent: bytes | None = answer
    announced: int | None = None
    leave = False
    for fault in faults:
        if not fault.strikes(number):
            continue
        if fault.name == "slow":
            delay += fault.seconds
        elif fault.name == "mute":
            sent = None
        elif fault.name == "remove":
            sent, leave = None, True
        elif fault.name == "torn":
            sent, announced, leave = (sent or b"")[: fault.amount].ljust(fault.amount, b"\0"), 200, True
        elif sent is not None:
            sent = _spoilt(fault, sent)
    return Act(sent, len(sent or b"") if announced is None else announced, leave, delay)


def _spoilt(fault: Fault, answer: bytes) -> bytes:
    data, sw = answer[:-2], answer[-2:]
    if fault.name == "sw":
        return bytes.fromhex(fault.value)
    if fault.name == "onebyte":
        return b"\x90"
    if fault.name == "garbage":
        return random.Random(fault.amount).randbytes(len(answer))
    if not data:
        return answer
    if fault.name == "short":
        return data[: -fault.amount] + sw
    if fault.name == "long":
        return data + bytes(fault.amount) + sw
    if fault.name == "flip":
        bit = fault.amount % (len(data) * 8)
        flipped = bytearray(data)
        flipped[bit // 8] ^= 0x80 >> bit % 8
        return bytes(flipped) + sw
    if fault.name == "6c":
        return bytes((0x6C, len(data) & 0xFF))
    return answer


def _parse(part: str) -> Fault:
    rest, _, number = part.partition("@")
    name, _, value = rest.partition("=")
    if name not in meanings():
        raise BadFault(SAY("unknown", name=name, names="、".join(meanings())))
    if number not in ("", "*") and (not number.isdecimal() or int(number) < 1):
        raise BadFault(SAY("bad_number", number=number))
    fault = Fault(name, value, int(number) if number.isdecimal() else None)
    _check_value(fault)
    return fault


def _check_value(fault: Fault) -> None:
    try:
        if fault.name == "sw" and len(bytes.fromhex(fault.value)) != 2:
            raise ValueError
        if fault.name in WHOLE_NUMBERS and fault.amount < 0:
            raise ValueError
        if fault.name == "slow" and not 0 <= fault.seconds <= 60:
            raise ValueError
        if fault.value and fault.name not in (*WHOLE_NUMBERS, "sw", "slow"):
            raise ValueError
    except ValueError:
        raise BadFault(SAY("bad_value", name=fault.name, value=fault.value, meaning=meanings()[fault.name])) from None
