"""The emulated card: `process(command) -> answer`, a pure function of the card's state. No socket, clock or
file.

Behaviour follows the JICSAP dialect of ISO 7816-4 as real cards were seen to speak it; what is not known for
sure is an option of `Habits`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.card.emulator.command import SELECT, SIGN, Command, Malformed, class_refusal, parse
from bot.card.emulator.files import Application, File, PrivateKey

OK, END_OF_FILE = 0x9000, 0x6282
WRONG_LENGTH, INTERNAL_FILE, NOT_ALLOWED, LOCKED, NO_FILE = 0x6700, 0x6981, 0x6982, 0x6984, 0x6986
NOT_FOUND, WRONG_PARAMETERS, WRONG_OFFSET = 0x6A82, 0x6A86, 0x6B00
UNKNOWN_INSTRUCTION = 0x6D00

READ, VERIFY, CHANGE, GET_RESPONSE = 0xB0, 0x20, 0x24, 0xC0


class LongAnswers(StrEnum):
    """How answers travel: in one piece, only at the exact length (6Cxx), or fetched afterwards (61xx)."""

    EXACT = "exact"
    WRONG_LENGTH = "6c"
    FETCH = "61"


@dataclass(frozen=True)
class Habits:
    """What differs, or may differ, between cards. `every_answer`: the one status word of a card that is not
    ISO 7816."""

    blocked_query: int = 0x63C0
    verified_query: int | None = None
    long_answers: LongAnswers = LongAnswers.EXACT
    past_end: int = OK
    every_answer: int | None = None


class EmulatedCard:
    """A card with `applications`, announcing itself with `atr`. PIN counters live as long as the object."""

    def __init__(self, applications: list[Application], atr: bytes, habits: Habits | None = None) -> None:
        self.applications = applications
        self.atr = atr
        self.habits = habits or Habits()
        self._verified: set[tuple[bytes, int]] = set()
        self._application: Application | None = None
        self._file: int | None = None
        self._pending = b""
        self._handlers: dict[int, Callable[[Command], bytes]] = {
            SELECT: self._select,
            READ: self._read,
            VERIFY: self._verify,
            CHANGE: self._change,
        }

    def power_cycle(self) -> None:
        """Power lost and given: everything is forgotten but the files and the PIN counters."""
        self.warm_reset()
        self._verified.clear()

    def warm_reset(self) -> None:
        """Reset without power loss: selections are forgotten; what was verified stays so, as one survey
        reports."""
        self._application = None
        self._file = None
        self._pending = b""

    def hold_back(self, answer: bytes) -> bytes:
        """Keep the data of a good `answer` for GET RESPONSE and return the `61 xx` that announces it."""
        data, sw = answer[:-2], answer[-2:]
        if not data or sw != _sw(OK):
            return answer
        self._pending = data
        return _waiting(data)

    def process(self, raw: bytes) -> bytes:
        """Answer one command: data, then status word."""
        if self.habits.every_answer is not None:
            return _sw(self.habits.every_answer)
        try:
            command = parse(raw)
        except Malformed:
            return _sw(WRONG_LENGTH)
        refusal = class_refusal(command)
        if refusal:
            return _sw(refusal)
        if command.ins == GET_RESPONSE and self._pending:
            return self._fetch(command)
        self._pending = b""
        if command.ins == SIGN:
            return self._sign(command)
        handler = self._handlers.get(command.ins)
        return handler(command) if handler else _sw(UNKNOWN_INSTRUCTION)

    def _select(self, command: Command) -> bytes:
        if command.p1 == 0x04:
            return self._select_application(command)
        if command.p1 == 0x02:
            return self._select_file(command)
        if command.p1 == 0x00 and not command.data:
            # The trap of real cards: success, and nothing changes, once an application is open.
            return _sw(OK if self._application else WRONG_PARAMETERS)
        return _sw(NOT_FOUND if command.p1 == 0x00 else WRONG_PARAMETERS)

    def _select_application(self, command: Command) -> bytes:
        if not 1 <= len(command.data) <= 16:
            return _sw(WRONG_LENGTH)
        for application in self.applications:
            if application.identifier.startswith(command.data):
                self._application, self._file = application, None
                return self._selected(command, application.identifier)
        return _sw(NOT_FOUND)

    def _select_file(self, command: Command) -> bytes:
        if len(command.data) != 2:
            return _sw(WRONG_LENGTH)
        identifier = int.from_bytes(command.data, "big")
        if self._application is None or identifier not in self._application.files:
            return _sw(NOT_FOUND)
        self._file = identifier
        return self._selected(command, command.data)

    def _selected(self, command: Command, name: bytes) -> bytes:
        if command.p2 == 0x0C:
            return _sw(OK)
        if command.p2 != 0x00:
            return _sw(WRONG_PARAMETERS)
        return self._give(bytes((0x6F, len(name) + 2, 0x84, len(name))) + name, 256)

    def _read(self, command: Command) -> bytes:
        if command.data or command.expected is None:
            return _sw(WRONG_LENGTH)
        offset = command.p1 << 8 | command.p2
        if command.p1 & 0x80:
            if command.p1 & 0x60:
                return _sw(WRONG_PARAMETERS)
            if self._application is None or command.p1 & 0x1F not in self._application.files:
                return _sw(NOT_FOUND)
            self._file = command.p1 & 0x1F
            offset = command.p2
        file = self._current()
        if file is None:
            return _sw(NO_FILE)
        if file.content is None:
            return _sw(INTERNAL_FILE)
        if not self._free(file):
            return _sw(NOT_ALLOWED)
        if offset >= len(file.content):
            return _sw(WRONG_OFFSET)
        return self._give(file.content[offset:], command.expected)

    def _give(self, available: bytes, expected: int) -> bytes:
        habits = self.habits
        data = available[:expected]
        if habits.long_answers is LongAnswers.FETCH:
            return self.hold_back(data + _sw(OK))
        if len(available) < expected:
            if habits.long_answers is LongAnswers.WRONG_LENGTH:
                return _sw(0x6C00 | len(available) & 0xFF)
            return (b"" if habits.past_end == WRONG_OFFSET else data) + _sw(habits.past_end)
        return data + _sw(OK)

    def _fetch(self, command: Command) -> bytes:
        wanted = command.expected or 0
        data, self._pending = self._pending[:wanted], self._pending[wanted:]
        return data + (_waiting(self._pending) if self._pending else _sw(OK))

    def _verify(self, command: Command) -> bytes:
        file = self._current()
        if command.p1 or command.p2 != 0x80:
            return _sw(WRONG_PARAMETERS)
        if file is None:
            return _sw(NO_FILE)
        pin = file.pin
        if pin is None:
            return _sw(INTERNAL_FILE)
        if not command.data:
            verified = self._here() in self._verified
            if verified and self.habits.verified_query is not None:
                return _sw(self.habits.verified_query)
            return _sw(0x63C0 | pin.left if pin.left else self.habits.blocked_query)
        if pin.left == 0:
            return _sw(LOCKED)
        if pin.try_with(command.data):
            self._verified.add(self._here())
            return _sw(OK)
        self._verified.discard(self._here())
        return _sw(0x63C0 | pin.left)

    def _change(self, command: Command) -> bytes:
        file = self._current()
        if command.p1 != 0x01 or command.p2 != 0x80:
            return _sw(WRONG_PARAMETERS)
        if file is None or file.pin is None:
            return _sw(NO_FILE if file is None else INTERNAL_FILE)
        if self._here() not in self._verified:
            return _sw(NOT_ALLOWED)
        if len(command.data) not in file.pin.needed_length:
            return _sw(WRONG_LENGTH)
        file.pin.value = command.data
        return _sw(OK)

    def _sign(self, command: Command) -> bytes:
        file = self._current()
        if command.p1 or command.p2 != 0x80:
            return _sw(WRONG_PARAMETERS)
        if file is None:
            return _sw(NO_FILE)
        if file.key is None:
            return _sw(INTERNAL_FILE)
        if not self._free(file):
            return _sw(NOT_ALLOWED)
        return self._signature(file.key, command)

    def _signature(self, key: PrivateKey, command: Command) -> bytes:
        try:
            signature = key.sign(command.data)
        except ValueError:
            return _sw(WRONG_LENGTH)
        return self._give(signature, command.expected or 256)

    def _current(self) -> File | None:
        if self._application is None or self._file is None:
            return None
        return self._application.files[self._file]

    def _here(self) -> tuple[bytes, int]:
        assert self._application is not None and self._file is not None
        return self._application.identifier, self._file

    def _free(self, file: File) -> bool:
        if file.guard is None or self._application is None:
            return True
        return (self._application.identifier, file.guard) in self._verified


def _waiting(data: bytes) -> bytes:
    return _sw(0x6100 | min(len(data), 256) & 0xFF)


def _sw(value: int) -> bytes:
    return value.to_bytes(2, "big")
