"""Everything that goes wrong between card and reader: what is said, never a wrong date, and the next card works."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from bot.card.dialogue import CardReader
from bot.card.emulator.faults import parse_faults
from bot.card.status import Reading, State
from tests.card.place import EXPIRES, FIRST, Place, await_card

READ, REMOVED, MUTE = State.READ, State.REMOVED, State.NO_RESPONSE
BAD, OTHER = State.UNREADABLE, State.UNSUPPORTED
EXCHANGES = range(1, 13)
"""Of one read: 1-3 the application and its token's name, 4-5 the certificate's file and header, 6-12 its body."""
WITHIN = 3.0

LASTING = {
    "slow=0.05": {READ},
    "onebyte": {READ},
    "reset": {READ},
    "6c": {READ},
    "61": {READ},
    "short": {READ, BAD},
    "long": {READ, BAD},
    "flip=4": {READ, BAD, OTHER},
    "flip=900": {READ, BAD, OTHER},
    "garbage=1": {READ, BAD, OTHER},
    "garbage=7": {READ, BAD, OTHER},
    "sw=6F00": {READ},
    "sw=6986": {READ, OTHER},
    "sw=6A82": {READ, OTHER},
    "sw=6982": {BAD, OTHER},
    "sw=6700": {BAD, OTHER},
    "sw=6281": {BAD, OTHER},
    "sw=0000": {READ},
    "sw=9000": {READ, BAD},
}
"""Faults that leave the card in its place, and what may be said of each. OTHER: only when the very first answer is hit."""
LEAVING = {"remove": {REMOVED}, "torn": {REMOVED}, "torn=0": {REMOVED}, "torn=1": {REMOVED}}


@pytest.fixture(scope="module")
def seat(stack: object, authorities: object) -> Iterator[Place]:
    """A card that stays put for all tests that do not take it away."""
    from tests.card.place import Authorities
    from tests.card.stack import Stack

    assert isinstance(stack, Stack) and isinstance(authorities, Authorities)
    stack.start()
    place = Place(stack, authorities)
    yield place
    place.take()


def checked_reader(place: Place, deadline: float = 2.2) -> CardReader:
    """With the test authority set, so that no turned bit can pass for another date."""
    return place.reader(deadline, authorities=(place.authorities.authentication.certificate,))


def assert_right(reading: Reading, allowed: set[State]) -> None:
    assert reading.state in allowed
    if reading.state is READ:
        assert reading.status is not None and reading.status.certificate_expires_on == EXPIRES


@pytest.mark.parametrize("number", EXCHANGES)
@pytest.mark.parametrize("fault", LASTING)
def test_a_fault_with_the_card_in_place_is_got_over_or_told(seat: Place, fault: str, number: int) -> None:
    if not seat.slot.inserted:
        seat.put(seat.authorities.card())
    seat.slot.arm(parse_faults(f"{fault}@{number}"))
    reading = checked_reader(seat).read(FIRST)
    assert_right(reading, LASTING[fault] - ({OTHER} if number > 3 else set()))
    seat.slot.arm(())
    assert_right(checked_reader(seat).read(FIRST), {READ})


@pytest.mark.parametrize("number", EXCHANGES)
@pytest.mark.parametrize("fault", LEAVING)
def test_a_card_taken_away_while_reading_is_said_to_be_so(seat: Place, fault: str, number: int) -> None:
    seat.put(seat.authorities.card(), f"{fault}@{number}")
    began = time.monotonic()
    assert_right(checked_reader(seat).read(FIRST), LEAVING[fault])
    assert time.monotonic() - began < WITHIN
    seat.put(seat.authorities.card())
    assert_right(checked_reader(seat).read(FIRST), {READ})


@pytest.mark.parametrize("number", [1, 2, 5, 12])
def test_a_mute_card_is_given_up_in_time_and_its_removal_frees_the_reader(seat: Place, number: int) -> None:
    seat.put(seat.authorities.card(), f"mute@{number}")
    began = time.monotonic()
    assert_right(checked_reader(seat).read(FIRST), {MUTE})
    assert time.monotonic() - began < WITHIN
    seat.put(seat.authorities.card())
    assert_right(checked_reader(seat).read(FIRST), {READ})


def test_cards_that_stay_mute_do_not_pile_up_threads(seat: Place) -> None:
    seat.put(seat.authorities.card(), "mute")
    reader = checked_reader(seat, deadline=0.2)
    readings = [reader.read(FIRST) for _ in range(10)]
    assert {reading.state for reading in readings} == {MUTE}
    assert reader.hanging <= 4


def test_a_card_too_slow_for_the_deadline_is_given_up(seat: Place) -> None:
    seat.put(seat.authorities.card(), "slow=0.5")
    assert_right(checked_reader(seat).read(FIRST), {MUTE})


@pytest.mark.parametrize("spec", ["6c", "61", "short=1", "reset", "garbage", "flip", "onebyte", "sw=6F00"])
def test_a_fault_at_every_command_ends(seat: Place, spec: str) -> None:
    seat.put(seat.authorities.card(), spec)
    assert_right(checked_reader(seat).read(FIRST), {READ, BAD, OTHER, State.NO_CERTIFICATE} - {MUTE})


def test_a_read_goes_on_with_no_card_left_over_from_the_one_swapped_out(seat: Place) -> None:
    """T7: the second card takes the first one's place between header and body; nothing of the first may be shown."""
    other_day = EXPIRES.replace(year=2028)
    seat.put(seat.authorities.card(), "remove@6")
    second = seat.authorities.card(other_day)
    reader = checked_reader(seat)
    swapped: list[Reading] = []
    import threading

    thread = threading.Thread(target=lambda: swapped.append(reader.read(FIRST)))
    thread.start()
    while seat.slot.inserted:
        time.sleep(0.001)
    seat.slot.insert(second)
    thread.join()
    assert swapped[0].state in {READ, REMOVED, BAD}
    if swapped[0].status is not None:
        assert swapped[0].status.certificate_expires_on == other_day
    await_card(FIRST, True)
    status = reader.read(FIRST).status
    assert status is not None and status.certificate_expires_on == other_day
