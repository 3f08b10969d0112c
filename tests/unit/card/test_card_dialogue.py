"""Deadline, restarts, and what each failure of the line is called; with a service whose faults are dictated.

Unplugging a reader cannot be done with the virtual reader, so its result codes are dictated here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import cast

import pytest
from card_samples import EXPIRES, card

from bot.card import dialogue, errors
from bot.card.dialogue import CardReader, Rules
from bot.card.emulator.card import EmulatedCard
from bot.card.errors import DriverMissing, ServiceError
from bot.card.reader import PRESENT, ReaderState, Service
from bot.card.status import JST, Kind, Reading, State

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=JST)
FELICA_ATR = bytes.fromhex("3B8F8001804F0CA000000306110 03B0000000042".replace(" ", ""))
Fault = int | threading.Event | None


class DictatedLine:
    """Service and session in one. `faults` has one entry a call of connect, begin or transmit: code, wait,
    or None."""

    def __init__(self, faults: list[Fault], there: bool = True) -> None:
        self._faults = iter(faults)
        self._card: EmulatedCard = card()
        self._there = there
        self.connects = 0

    def _strike(self, doing: str) -> None:
        fault = next(self._faults, None)
        if isinstance(fault, threading.Event):
            fault.wait()
        elif fault is not None:
            raise ServiceError(fault, doing)

    def connect(self, reader: str) -> DictatedLine:
        self.connects += 1
        self._strike("connect")
        self._card.power_cycle()
        return self

    def begin(self) -> None:
        self._strike("begin")

    def transmit(self, command: bytes) -> bytes:
        self._strike("transmit")
        return self._card.process(command)

    def wait(self, known: dict[str, int], seconds: float) -> list[ReaderState]:
        return [ReaderState(name, PRESENT if self._there else 0) for name in known]

    def end(self) -> None:
        pass

    def close(self) -> None:
        pass


def reader(line: DictatedLine, deadline: float = 5.0) -> CardReader:
    return CardReader(cast(Callable[[], Service], lambda: line), lambda: NOW, Rules(deadline=deadline))


def read(faults: list[Fault], there: bool = True, atr: bytes = b"") -> Reading:
    return reader(DictatedLine(faults, there)).read("A", atr)


def after(calls: int, fault: Fault) -> list[Fault]:
    return [*[None] * calls, fault]


@pytest.mark.parametrize("calls", [0, 1, 2, 5, 9])
@pytest.mark.parametrize(
    ("code", "state"),
    [
        (errors.NO_SERVICE, State.NO_SERVICE),
        (errors.COMMUNICATION, State.NO_SERVICE),
        (errors.SERVICE_STOPPED, State.NO_SERVICE),
        (errors.READER_UNAVAILABLE, State.NO_READER),
        (errors.UNKNOWN_READER, State.NO_READER),
        (errors.REMOVED_CARD, State.REMOVED),
        (errors.NO_CARD, State.REMOVED),
        (errors.PROTOCOL_MISMATCH, State.UNREADABLE),
        (errors.UNRESPONSIVE_CARD, State.UNREADABLE),
    ],
)
def test_these_end_the_reading_at_once(calls: int, code: int, state: State) -> None:
    line = DictatedLine(after(calls, code))
    reading = reader(line).read("A")
    assert (reading.state, reading.code, reading.status, line.connects) == (state, code, None, 1)


@pytest.mark.parametrize("calls", [0, 1, 2, 5, 9])
@pytest.mark.parametrize("code", sorted(errors.WORTH_A_RESTART))
def test_after_these_the_dialogue_starts_again_once(calls: int, code: int) -> None:
    line = DictatedLine(after(calls, code))
    reading = reader(line).read("A")
    assert reading.status is not None and reading.status.certificate_expires_on == EXPIRES
    assert line.connects == 2


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (errors.RESET_CARD, State.RESET),
        (errors.ACCESS_DENIED, State.NO_PERMISSION),
        (errors.NOT_TRANSACTED, State.UNREADABLE),
    ],
)
def test_what_happens_twice_is_told(code: int, state: State) -> None:
    assert read([code, code]).state is state


def test_a_line_that_breaks_because_the_card_has_gone_is_called_a_removal() -> None:
    assert read([errors.NOT_TRANSACTED, errors.NOT_TRANSACTED], there=False).state is State.REMOVED


class TornLine(DictatedLine):
    """A card torn away in mid-answer: of the eighth answer 48 bytes and two that pass for a status word arrive."""

    def transmit(self, command: bytes) -> bytes:
        answer = super().transmit(command)
        self._answers += 1
        return answer[:48] + bytes.fromhex("9A62") if self._answers == 8 else answer

    _answers = 0


@pytest.mark.parametrize(("there", "state"), [(False, State.REMOVED), (True, State.UNREADABLE)])
def test_a_torn_answer_that_looks_like_a_refusal_is_a_removal_once_the_card_has_gone(there: bool, state: State) -> None:
    reading = reader(TornLine([], there)).read("A")
    assert (reading.state, reading.code, reading.exchanges) == (state, 0x9A62, 8)


def test_a_card_held_by_another_program_is_tried_until_it_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogue, "BUSY_PAUSE", 0.001)
    assert read([errors.SHARING_VIOLATION] * 5).state is State.READ


def test_a_card_held_for_longer_than_the_deadline_is_busy() -> None:
    line = DictatedLine([errors.SHARING_VIOLATION] * 1000)
    assert reader(line, deadline=0.3).read("A").state is State.BUSY


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """Lets everything go on that a test made wait."""
    event = threading.Event()
    yield event
    event.set()


@pytest.mark.parametrize(
    ("calls", "state"), [(0, State.BUSY), (1, State.BUSY), (2, State.NO_RESPONSE), (7, State.NO_RESPONSE)]
)
def test_where_it_hangs_decides_what_is_said(calls: int, state: State, released: threading.Event) -> None:
    line = DictatedLine(after(calls, released))
    assert reader(line, deadline=0.1).read("A").state is state


def test_a_dropped_dialogue_sends_nothing_more(released: threading.Event) -> None:
    line = DictatedLine(after(3, released))
    one = reader(line, deadline=0.1)
    assert one.read("A").exchanges == 2
    released.set()
    while one.hanging:
        pass
    assert line.connects == 1


def test_hanging_reads_are_counted_and_no_more_are_started_past_the_limit(released: threading.Event) -> None:
    line = DictatedLine([released] * 100)
    one = reader(line, deadline=0.02)
    for _ in range(dialogue.MOST_DROPPED + 5):
        one.read("A")
    assert one.hanging == line.connects == dialogue.MOST_DROPPED


def test_a_card_that_cannot_be_talked_to_at_all_is_named_by_its_atr() -> None:
    reading = read([None, None, errors.NOT_TRANSACTED, None, None, errors.NOT_TRANSACTED], atr=FELICA_ATR)
    assert (reading.state, reading.kind) == (State.UNSUPPORTED, Kind.FELICA)


def test_a_missing_driver_is_told() -> None:
    def missing() -> Service:
        raise DriverMissing("pyscard")

    assert CardReader(missing, lambda: NOW).read("A").state is State.DRIVER_MISSING


def test_an_error_nobody_foresaw_is_told_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> Service:
        raise KeyError("SECRET")

    assert CardReader(broken, lambda: NOW).read("A").state is State.UNREADABLE
    assert "KeyError" in caplog.text and "SECRET" not in caplog.text
