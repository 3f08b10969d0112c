"""The life of a reader, watched by the product through the real service: each state said within three
seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from pcsc_place import EXPIRES, Authorities, Place, await_card
from pcsc_stack import FIRST, SECOND, Stack
from pcsc_watching import Watching
from smartcard import scard

from bot.card.emulator.faults import parse_faults
from bot.card.emulator.profiles import other_card
from bot.card.status import Kind, State

OTHER_DAY = EXPIRES.replace(year=2028)


@pytest.fixture
def watching(place: Place) -> Iterator[Watching]:
    """A watch over the empty reader, which has said so."""
    with Watching(place.reader()) as watching:
        watching.expect(State.NO_CARD)
        yield watching


@pytest.fixture
def restarting(place: Place) -> Iterator[Stack]:
    """The service, for tests that end it; it runs again afterwards."""
    yield place.stack
    place.slot.remove()
    place.stack.stop()
    place.stack.start()


class OtherProgram:
    """Another program with the card open."""

    def __init__(self, share: int) -> None:
        _, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        result, self.handle, _ = scard.SCardConnect(self._context, FIRST, share, scard.SCARD_PROTOCOL_T1)
        assert result == 0

    def close(self) -> None:
        scard.SCardDisconnect(self.handle, scard.SCARD_LEAVE_CARD)
        scard.SCardReleaseContext(self._context)


def test_a_card_put_down_is_read_once_and_its_removal_is_told(place: Place, watching: Watching) -> None:
    place.slot.insert(place.authorities.card())
    status = watching.expect(State.READ).status
    assert status is not None and status.certificate_expires_on == EXPIRES
    assert watching.said_nothing(1.5)
    place.slot.remove()
    watching.expect(State.NO_CARD)


def test_a_card_left_lying_is_asked_nothing_more(place: Place, watching: Watching) -> None:
    place.slot.insert(place.authorities.card())
    watching.expect(State.READ)
    asked = len(place.slot.commands)
    time.sleep(1.5)
    assert len(place.slot.commands) == asked


def test_a_card_swapped_quickly_is_read_anew_and_the_old_date_is_taken_back(
    place: Place, watching: Watching
) -> None:
    place.slot.insert(place.authorities.card())
    watching.expect(State.READ)
    place.slot.insert(place.authorities.card(OTHER_DAY))
    watching.expect(State.NO_CARD)
    status = watching.expect(State.READ).status
    assert status is not None and status.certificate_expires_on == OTHER_DAY


def test_removal_while_reading_is_told_and_not_called_an_empty_reader(
    place: Place, watching: Watching
) -> None:
    place.slot.insert(place.authorities.card(), parse_faults("remove@7"))
    watching.expect(State.REMOVED)
    assert watching.said_nothing(1.5)


def test_a_mute_card_is_told_and_after_its_removal_the_next_is_read(place: Place, watching: Watching) -> None:
    place.slot.insert(place.authorities.card(), parse_faults("mute@6"))
    watching.expect(State.NO_RESPONSE)
    place.slot.remove()
    watching.expect(State.NO_CARD)
    place.slot.insert(place.authorities.card())
    watching.expect(State.READ)


def test_two_cards_are_told_and_one_taken_away_leaves_the_other_read(
    place: Place, watching: Watching
) -> None:
    place.slot.insert(place.authorities.card())
    watching.expect(State.READ)
    place.second.insert(place.authorities.card(OTHER_DAY))
    watching.expect(State.SEVERAL_CARDS)
    place.slot.remove()
    status = watching.expect(State.READ).status
    assert status is not None and status.certificate_expires_on == OTHER_DAY


def test_the_configured_reader_is_the_one_watched(place: Place) -> None:
    with Watching(place.reader(), wanted=SECOND) as watching:
        watching.expect(State.NO_CARD)
        place.slot.insert(place.authorities.card())
        await_card(FIRST, True)
        assert watching.said_nothing(0.7)
        place.second.insert(place.authorities.card(OTHER_DAY))
        status = watching.expect(State.READ).status
    assert status is not None and status.certificate_expires_on == OTHER_DAY


def test_a_configured_reader_that_is_not_there_is_missed(place: Place) -> None:
    with Watching(place.reader(), wanted="ACS ACR1251") as watching:
        watching.expect(State.NO_READER)


def test_a_card_held_exclusively_is_busy_and_is_read_once_it_is_free(
    place: Place, watching: Watching
) -> None:
    place.put(place.authorities.card())
    watching.expect(State.READ)
    other = OtherProgram(scard.SCARD_SHARE_EXCLUSIVE)
    try:
        assert place.read().state is State.BUSY
        with Watching(place.reader()) as second_watch:
            second_watch.expect(State.BUSY)
            other.close()
            second_watch.expect(State.READ)
    finally:
        other.close()


def test_a_card_in_another_programs_transaction_is_busy_then_read(place: Place) -> None:
    place.put(place.authorities.card())
    other = OtherProgram(scard.SCARD_SHARE_SHARED)
    scard.SCardBeginTransaction(other.handle)
    try:
        with Watching(place.reader()) as watching:
            watching.expect(State.BUSY)
            scard.SCardEndTransaction(other.handle, scard.SCARD_LEAVE_CARD)
            watching.expect(State.READ)
    finally:
        other.close()


def test_a_short_transaction_of_another_program_is_waited_for(place: Place) -> None:
    place.put(place.authorities.card())
    other = OtherProgram(scard.SCARD_SHARE_SHARED)
    scard.SCardBeginTransaction(other.handle)
    release = threading.Timer(0.5, lambda: scard.SCardEndTransaction(other.handle, scard.SCARD_RESET_CARD))
    release.start()
    try:
        assert place.read().state is State.READ
    finally:
        release.join()
        other.close()


def test_a_card_reset_by_another_program_between_commands_is_read_from_the_start(place: Place) -> None:
    """The transaction keeps others out in mid-dialogue, so the reset is done by the card's own forgetting."""
    place.put(place.authorities.card(), faults="reset@7")
    reading = place.read()
    assert (reading.state, reading.exchanges) == (State.READ, 7 + 12)


@pytest.mark.parametrize("hard", [False, True], ids=["stopped", "crashed"])
def test_an_idle_watch_outlives_the_service(
    place: Place, restarting: Stack, watching: Watching, hard: bool
) -> None:
    restarting.stop(hard=hard)
    watching.expect(State.NO_SERVICE)
    restarting.start()
    watching.expect(State.NO_CARD)
    place.slot.insert(place.authorities.card())
    watching.expect(State.READ)


@pytest.mark.parametrize("hard", [False, True], ids=["stopped", "crashed"])
def test_a_watch_outlives_the_service_going_in_the_middle_of_a_read(
    place: Place, restarting: Stack, watching: Watching, hard: bool
) -> None:
    place.slot.insert(place.authorities.card(), parse_faults("slow=0.1"))
    while not place.slot.commands:
        time.sleep(0.01)
    restarting.stop(hard=hard)
    watching.expect(State.NO_SERVICE)
    restarting.start()
    watching.expect(State.NO_CARD)
    place.slot.insert(place.authorities.card())
    watching.expect(State.READ)


def test_without_a_service_one_look_says_so(place: Place, restarting: Stack) -> None:
    restarting.stop()
    assert place.read().state is State.NO_SERVICE


def test_without_a_reader_the_watch_says_so_until_one_comes(place: Place, restarting: Stack) -> None:
    restarting.stop()
    restarting.start(reader=False)
    assert place.read().state is State.NO_READER
    with Watching(place.reader()) as watching:
        watching.expect(State.NO_READER)
        restarting.stop()
        watching.expect(State.NO_SERVICE)
        restarting.start()
        watching.expect(State.NO_CARD)


def test_nothing_but_cards_changes_what_a_watch_says(authorities: Authorities, place: Place) -> None:
    with Watching(place.reader()) as watching:
        watching.expect(State.NO_CARD)
        place.slot.insert(other_card("felica"))
        assert watching.expect(State.UNSUPPORTED).kind is Kind.FELICA
        assert watching.said_nothing(1.2)
