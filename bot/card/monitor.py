"""Watching the reader: an endless stream of what the visitor should be told. Recovers from everything by
itself.

Its own loop on the service's status call: pyscard's monitors end for good when the service restarts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from bot.card.choose import choose
from bot.card.dialogue import state_of
from bot.card.errors import READER_AWAY, DriverMissing, ServiceError
from bot.card.reader import UNAWARE, OpenService, ReaderState, Service
from bot.card.status import Reading, State

PATIENCE = 1.0
"""Seconds one status call waits; also the longest time until `stop` is noticed."""
BACK_OFF = 0.5
BUSY_AGAIN = 1.0
TRY_AGAIN = frozenset({State.BUSY, State.RESET})
"""These pass by themselves, so the card is read again where it lies. For all others it must be put down
anew."""


class Reads(Protocol):
    """What the watch needs of a `CardReader`."""

    def read(self, reader: str, atr: bytes = b"", ask_pins: bool = False) -> Reading:
        """What the card in `reader` says."""

    def has_jpki(self, reader: str) -> bool:
        """Whether the card in `reader` has the JPKI application."""


@dataclass
class _Scene:
    """What was last seen: the raw state per reader, what of it matters, the card already read, the last thing
    told."""

    raw: dict[str, int] = field(default_factory=dict)
    seen: frozenset[tuple[str, bool, int]] | None = None
    finished: tuple[str, int] | None = None
    told: Reading | None = None


class CardWatch:
    """Turns the reader's life into Readings. `ask_pins` is asked before each read whether to read the
    counters."""

    def __init__(
        self,
        open_service: OpenService,
        reader: Reads,
        wanted: str | None = None,
        ask_pins: Callable[[], bool] = lambda: False,
    ) -> None:
        self._open = open_service
        self._reader = reader
        self._wanted = wanted
        self._ask_pins = ask_pins

    def readings(self, stop: threading.Event) -> Iterator[Reading]:
        """Each change, until `stop` is set. Every result is followed by another state before the next
        result."""
        scene = _Scene()
        service: Service | None = None
        try:
            while not stop.is_set():
                try:
                    if service is None:
                        service, scene.raw, scene.seen = self._open(), {}, None
                    for reading in self._look(service, scene, stop):
                        if reading != scene.told:
                            scene.told = reading
                            yield reading
                except (DriverMissing, ServiceError) as error:
                    if isinstance(error, ServiceError) and error.code in READER_AWAY:
                        scene.raw = {}
                        stop.wait(BACK_OFF / 10)
                        continue
                    reading = Reading(_equipment_state(error, opened=service is not None))
                    if service is not None:
                        service.close()
                    service, scene.finished = None, None
                    if reading != scene.told:
                        scene.told = reading
                        yield reading
                    stop.wait(BACK_OFF)
        finally:
            if service is not None:
                service.close()

    def _look(self, service: Service, scene: _Scene, stop: threading.Event) -> Iterator[Reading]:
        """Wait for a change and say what it means. Raises ServiceError."""
        names = service.readers()
        known = {name: scene.raw.get(name, UNAWARE) for name in names}
        states = service.wait(known, PATIENCE)
        scene.raw = {reader.name: reader.raw for reader in states}
        seen = frozenset((reader.name, reader.has_card, reader.changes) for reader in states)
        if seen == scene.seen:
            return
        scene.seen = seen
        choice = choose(states, self._wanted, self._reader.has_jpki)
        if isinstance(choice, State):
            scene.finished = None
            interrupted = scene.told is not None and scene.told.state is State.REMOVED
            if not (choice is State.NO_CARD and interrupted):
                yield Reading(choice)
            return
        card = (choice.name, choice.changes)
        if card == scene.finished:
            return
        if scene.finished is not None:
            yield Reading(State.NO_CARD)  # the card was swapped between two looks: what was shown must go first
        yield Reading(State.READING)
        reading = self._reader.read(choice.name, choice.atr, self._ask_pins())
        if self._was_swapped(service, choice):
            scene.seen = scene.finished = None
            return
        scene.finished = card
        yield reading
        if reading.state in TRY_AGAIN:
            scene.seen = scene.finished = None
            stop.wait(BUSY_AGAIN)

    def _was_swapped(self, service: Service, choice: ReaderState) -> bool:
        now = service.wait({choice.name: UNAWARE}, 0)
        return bool(now) and now[0].has_card and now[0].changes != choice.changes


def read_once(open_service: OpenService, reader: Reads, wanted: str | None, ask_pins: bool) -> Reading:
    """One look at the reader as it stands now. Never raises."""
    service: Service | None = None
    try:
        service = open_service()
        names = service.readers()
        states = service.wait(dict.fromkeys(names, UNAWARE), 0) if names else []
        choice = choose(states, wanted, reader.has_jpki)
    except (DriverMissing, ServiceError) as error:
        return Reading(_equipment_state(error, opened=service is not None))
    finally:
        if service is not None:
            service.close()
    if isinstance(choice, State):
        return Reading(choice)
    return reader.read(choice.name, choice.atr, ask_pins)


def _equipment_state(error: DriverMissing | ServiceError, opened: bool) -> State:
    """What an error of the service, not of a card, means. `opened`: the service had let us in before."""
    state = state_of(error)
    no_service = state is State.UNREADABLE or (opened and state is State.NO_PERMISSION)
    return State.NO_SERVICE if no_service else state
