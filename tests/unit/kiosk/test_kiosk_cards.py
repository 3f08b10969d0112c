"""The kiosk's watch: a card that lies there from before is not read; a fresh one is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from bot.card.dialogue import CardReader
from bot.card.status import JST, CardStatus, Kind, Reading, State
from bot.kiosk.cards import FreshCards, moved

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
