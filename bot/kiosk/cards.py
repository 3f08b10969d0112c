"""The card watch as the kiosk uses it: a card that lies there from the visit before is not read. Runs in a thread of the visit's
own process, which ends with the visit."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.card.dialogue import CardReader
from bot.card.monitor import CardWatch
from bot.card.reader import OpenService
from bot.card.settings import Settings
from bot.card.status import JST, Reading, State
from bot.card.words import words_for
from bot.kiosk.model import CardMoved


@dataclass
class FreshCards:
    """A reader that reads only after the reader was seen empty once; else it says LEFT_BEHIND. A reader or a service that was
    away has shown nothing: the card may still lie there."""

    inner: CardReader
    seen_empty: bool = False

    def has_jpki(self, reader: str) -> bool:
        """Whether a My Number Card lies on `reader`, where there are several."""
        return self.inner.has_jpki(reader)

    def read(self, reader: str, atr: bytes = b"", ask_pins: bool = False) -> Reading:
        """The card's facts, or that it lies there from before."""
        return self.inner.read(reader, atr, ask_pins) if self.seen_empty else Reading(State.LEFT_BEHIND)


def card_moves(open_service: OpenService, settings: Settings, stop: threading.Event) -> Iterator[CardMoved]:
    """What the reader says, until `stop` is set."""
    fresh = FreshCards(CardReader(open_service, now, settings.rules))
    watch = CardWatch(open_service, fresh, settings.reader)
    for reading in watch.readings(stop):
        fresh.seen_empty = fresh.seen_empty or reading.state is State.NO_CARD
        if reading.state is not State.READING or fresh.seen_empty:
            yield moved(reading)


def now() -> datetime:
    """This moment in Japan."""
    return datetime.now(JST)


def today() -> date:
    """Today in Japan; MYNADESK_TODAY fixes it, except in production."""
    fixed = os.environ.get("MYNADESK_TODAY")
    if fixed and os.environ.get("MYNADESK_ENV") != "production":
        return date.fromisoformat(fixed)
    return now().date()


def moved(reading: Reading) -> CardMoved:
    """The reading as the session takes it."""
    words = words_for(reading)
    status = reading.status
    if reading.state is not State.READ or status is None:
        return CardMoved(str(reading.state), words.says, words.next)
    return CardMoved("read", words.says, words.next, status.facts(), status.certificate_expires_on)


class CardThread:
    """Watches in a thread; `tell` is called in it, and `failed` should the watch end in an error."""

    def __init__(
        self,
        open_service: OpenService,
        settings: Settings,
        tell: Callable[[CardMoved], None],
        failed: Callable[[Exception], object],
    ) -> None:
        self._stop = threading.Event()
        self._open_service, self._settings, self._tell, self._failed = open_service, settings, tell, failed
        self._thread = threading.Thread(target=self._run, name="card", daemon=True)

    def _run(self) -> None:
        try:
            for one in card_moves(self._open_service, self._settings, self._stop):
                self._tell(one)
        except Exception as error:  # a card that goes would no longer be seen: the visit must not go on
            self._failed(error)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end; it does within a second."""
        self._stop.set()
