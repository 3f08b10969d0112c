"""The kiosk's watch: a card that lies there from before is not read; a fresh one is."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

import pytest

from bot.card import monitor
from bot.card.dialogue import CardReader
from bot.card.errors import ServiceError
from bot.card.reader import PRESENT, ReaderState, Service
from bot.card.settings import from_environment
from bot.card.status import JST, CardStatus, Kind, Reading, State
from bot.kiosk import cards
from bot.kiosk.cards import FreshCards, card_moves, moved

STATUS = CardStatus(Kind.MY_NUMBER, date(2026, 12, 20), 3, None, datetime(2026, 11, 22, tzinfo=JST))


@dataclass
class FakeReader:
    reads: list[str] = field(default_factory=list)

    def read(self, reader: str, _atr: bytes = b"", _ask_pins: bool = False) -> Reading:
        self.reads.append(reader)
        return Reading(State.READ, STATUS)

    def has_jpki(self, _reader: str) -> bool:
        return True


def test_a_card_is_read_only_after_the_reader_was_empty() -> None:
    inner = FakeReader()
    fresh = FreshCards(cast(CardReader, inner))
    assert fresh.read("R").state is State.LEFT_BEHIND and inner.reads == []
    fresh.seen_empty = True
    assert fresh.read("R").state is State.READ and inner.reads == ["R"]


GONE = ServiceError(0x8010001D, "wait")  # the service is not running
CARD, EMPTY = PRESENT, 0


class Scenes:
    """A service whose reader is as `scenes` say, one a look: its raw state, None where there is no reader, or an error."""

    def __init__(self, stop: threading.Event, *scenes: int | None | ServiceError) -> None:
        self._stop, self._scenes, self._changes, self._shown = stop, list(scenes), 0, EMPTY

    def opened(self) -> Service:
        return cast(Service, self)

    def readers(self) -> list[str]:
        if isinstance(self._scenes[0], ServiceError):
            self._next()
            raise GONE
        return [] if self._scenes[0] is None else ["R"]

    def wait(self, known: Mapping[str, int], seconds: float) -> list[ReaderState]:
        if seconds:
            self._shown = (self._scenes[0] or EMPTY) | self._changes << 16  # type: ignore[operator]
            self._next()
        return [ReaderState(name, self._shown) for name in known]

    def close(self) -> None:
        return

    def _next(self) -> None:
        self._scenes.pop(0)
        self._changes += 1
        if not self._scenes:
            self._scenes.append(EMPTY)
            self._stop.set()


@pytest.mark.parametrize(
    ("scenes", "states"),
    [
        ((CARD,), ["left_behind"]),
        ((EMPTY, CARD), ["no_card", "reading", "read"]),
        ((CARD, EMPTY, CARD), ["left_behind", "no_card", "reading", "read"]),
        ((CARD, GONE, CARD), ["left_behind", "no_service", "left_behind"]),
        ((CARD, None, CARD), ["left_behind", "no_reader", "left_behind"]),
        ((GONE, CARD), ["no_service", "left_behind"]),
        ((None, EMPTY, CARD), ["no_reader", "no_card", "reading", "read"]),
    ],
)
def test_a_card_from_before_is_not_read_whatever_becomes_of_the_reader(
    monkeypatch: pytest.MonkeyPatch, scenes: tuple[int | None | ServiceError, ...], states: list[str]
) -> None:
    monkeypatch.setattr(cards, "CardReader", lambda *_given: FakeReader())
    monkeypatch.setattr(monitor, "BACK_OFF", 0.0)
    stop = threading.Event()
    told = card_moves(Scenes(stop, *scenes).opened, from_environment({}), stop)
    assert [one.state for one in told] == states


def test_facts_come_with_a_card_that_was_read_and_with_no_other() -> None:
    read = moved(Reading(State.READ, STATUS))
    assert (
        read.state == "read"
        and read.expires_on == date(2026, 12, 20)
        and read.facts
        and read.facts["kind"] == "mynumber"
    )
    other = moved(Reading(State.UNSUPPORTED, CardStatus(Kind.LICENCE, None, None, None, STATUS.read_at)))
    assert other.state == "unsupported" and other.facts is None and "免許" in other.says
    assert "2026" not in repr(read)
