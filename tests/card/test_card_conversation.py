"""From the card on the reader to the visitor's own dates: real service, real reader, the real desk behind its kiosk door."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kiosk_desk import Kiosk
from pcsc_place import Place
from pcsc_planted import HOLDER, SERIAL, Planted, plant
from pcsc_watching import Watching

from bot.card.status import State
from bot.desk.card_sessions import IDLE

EXPIRES = date(2026, 12, 20)
DAY = "12月20日"
DATES = {"cert_expiry": "2026-12-20", "cert_insurance_grace": "2027-03-31"}
"""Last day of the certificate, and of the third month after its month: when a hospital's reader stops accepting it."""


@pytest.fixture
def kiosk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kiosk]:
    """A kiosk with a visitor in front of it."""
    kiosk = Kiosk(tmp_path / "data", monkeypatch)
    kiosk.begin()
    yield kiosk
    kiosk.close()


@pytest.fixture
def planted(place: Place) -> Planted:
    """A card of the planted holder lies on the reader."""
    return plant(place, EXPIRES)


def read_into(kiosk: Kiosk, place: Place) -> list[dict[str, Any]]:
    """Read the card on the reader and hand its facts to the desk; what the visitor is told."""
    status = place.read(ask_pins=True).status
    assert status is not None
    messages: list[dict[str, Any]] = kiosk.card_read(status.facts())["messages"]
    return messages


def due(messages: list[dict[str, Any]]) -> dict[str, str]:
    """Last days by deadline."""
    return {one["id"]: one["due"] for message in messages for one in message["deadlines"] if one["due"]}


def words(messages: list[dict[str, Any]]) -> str:
    """All that is said, in every form."""
    return "\n".join(message[form] for message in messages for form in ("text", "easy", "speech"))


@pytest.mark.usefixtures("planted")
def test_the_card_put_down_brings_its_own_dates_at_once(kiosk: Kiosk, place: Place) -> None:
    assert due(read_into(kiosk, place)) == DATES


@pytest.mark.usefixtures("planted")
def test_the_visitor_who_asks_is_told_the_cards_dates_with_their_derivation(kiosk: Kiosk, place: Place) -> None:
    read_into(kiosk, place)
    messages = kiosk.say("私の期限")
    assert due(messages) == DATES
    assert DAY in words(messages)
    derivations = {one["id"]: "\n".join(one["derivation"]) for one in messages[0]["deadlines"]}
    assert DAY in derivations["cert_expiry"] and "2027年3月31日" in derivations["cert_insurance_grace"]


def test_without_a_card_the_visitor_is_asked_to_put_one_down(kiosk: Kiosk) -> None:
    messages = kiosk.say("私の期限")
    assert due(messages) == {} and "カードをカードリーダーに置いてください" in words(messages)


@pytest.mark.parametrize("question", ["私の期限", "もう一度"])
def test_a_removed_card_leaves_no_date_behind(kiosk: Kiosk, place: Place, question: str) -> None:
    with Watching(place.reader()) as watching:
        watching.expect(State.NO_CARD)
        place.slot.insert(place.authorities.card(EXPIRES))
        status = watching.expect(State.READ).status
        assert status is not None
        kiosk.card_read(status.facts())
        assert DAY in words(kiosk.say("私の期限"))
        place.slot.remove()
        watching.expect(State.NO_CARD)
        kiosk.card_removed()
    messages = kiosk.say(question)
    assert due(messages) == {} and DAY not in words(messages)


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize(("seconds", "dates"), [(IDLE - 1, DATES), (IDLE, {})])
def test_two_idle_minutes_wipe_the_dates_of_a_card_left_behind(kiosk: Kiosk, place: Place, seconds: float, dates: dict[str, str]) -> None:
    read_into(kiosk, place)
    kiosk.wait(seconds)
    assert due(kiosk.say("私の期限")) == dates


@pytest.mark.usefixtures("planted")
def test_the_next_visitor_is_not_told_the_dates_of_the_one_before(kiosk: Kiosk, place: Place) -> None:
    read_into(kiosk, place)
    kiosk.begin()
    assert due(kiosk.say("私の期限")) == {}


def a_whole_visit(kiosk: Kiosk, place: Place) -> None:
    """Read, ask, send what the desk refuses, take the card away, ask again."""
    read_into(kiosk, place)
    kiosk.say("私の期限")
    kiosk.card_read({"kind": "mynumber", "serial": str(SERIAL), "subject": HOLDER}, status=422)
    kiosk.card_removed()
    kiosk.say("私の期限")
    kiosk.call("DELETE", "visit", 204)


def test_no_serial_subject_or_key_is_written_anywhere(
    kiosk: Kiosk, place: Place, planted: Planted, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        a_whole_visit(kiosk, place)
    assert "card: read after" in caplog.text
    for text in (caplog.text, *kiosk.replies, *kiosk.rasa.kept, kiosk.written()):
        assert planted.found_in(text) == []


@pytest.mark.usefixtures("planted")
def test_the_date_is_told_to_the_visitor_and_kept_nowhere(kiosk: Kiosk, place: Place, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        a_whole_visit(kiosk, place)
    assert any(DAY in reply for reply in kiosk.replies)
    for kept in (caplog.text, *kiosk.rasa.kept, kiosk.written()):
        assert "2026-12-20" not in kept and DAY not in kept
