"""Runs the product's CardWatch in a thread and lets tests wait for what it says."""

from __future__ import annotations

import queue
import threading
from types import TracebackType

from bot.card.dialogue import CardReader
from bot.card.monitor import CardWatch
from bot.card.reader import open_service
from bot.card.status import Reading, State

WITHIN = 3.0


class Watching:
    """A running watch; `wanted` as for CardWatch."""

    def __init__(self, reader: CardReader, wanted: str | None = None) -> None:
        self._said: queue.Queue[Reading] = queue.Queue()
        self._stop = threading.Event()
        self._watch = CardWatch(open_service, reader, wanted)
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def _run(self) -> None:
        for reading in self._watch.readings(self._stop):
            self._said.put(reading)

    def expect(self, *states: State, within: float = WITHIN) -> Reading:
        """The next reading but READING; it must come in time and be one of `states`."""
        while True:
            try:
                reading = self._said.get(timeout=within)
            except queue.Empty:
                raise AssertionError(f"nothing was said within {within} s; expected {states}") from None
            if reading.state is not State.READING:
                assert reading.state in states, f"{reading} instead of {states}"
                return reading

    def said_nothing(self, seconds: float) -> bool:
        """Whether nothing more is said for so long."""
        try:
            self._said.get(timeout=seconds)
        except queue.Empty:
            return True
        return False

    def __enter__(self) -> Watching:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
