"""Everything that goes wrong between card and reader: what is said, never a wrong date, and the next card
works."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from pcsc_expected import BAD, EXCHANGES, LASTING, LEAVING, MUTE, OTHER, READ, REMOVED, allowed
from pcsc_place import EXPIRES, Authorities, Place, await_card
from pcsc_stack import FIRST, Stack

from bot.card.dialogue import CardReader
from bot.card.emulator.faults import parse_faults
from bot.card.emulator.profiles import jpki_card
from bot.card.status import Reading, State

WITHIN = 3.0


@pytest.fixture(scope="module")
def seat(stack: Stack, authorities: Authorities) -> Iterator[Place]:
    """A card that stays put for all tests that do not take it away."""
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
    assert_right(reading, allowed(fault, number))
    seat.slot.arm(())
    assert_right(checked_reader(seat).read(FIRST), {READ})


@pytest.mark.parametrize("number", EXCHANGES)
@pytest.mark.parametrize("fault", LEAVING)
def test_a_card_taken_away_while_reading_is_said_to_be_so(seat: Place, fault: str, number: int) -> None:
    seat.put(seat.authorities.card(), f"{fault}@{number}")
    began = time.monotonic()
    assert_right(checked_reader(seat).read(FIRST), allowed(fault, number))
    assert time.monotonic() - began < WITHIN
    seat.put(seat.authorities.card())
    assert_right(checked_reader(seat).read(FIRST), {READ})


def test_a_torn_answer_that_ends_like_a_refusal_is_still_a_removal(seat: Place) -> None:
    """The bytes that arrive of the 11th answer end in two that a card could have said no with (such as 9A62)."""
    contents = seat.authorities.contents()
    assert contents.authentication is not None
    answer = contents.authentication[4 + 5 * 256 :]
    plain_refusal = [0x63, *range(0x64, 0x6C), *range(0x91, 0xA0)]
    count = next(count for count in range(2, 200) if answer[count - 2] in plain_refusal)
    seat.put(jpki_card(contents), f"torn={count}@11")
    reading = checked_reader(seat).read(FIRST)
    assert (reading.state, reading.code) == (REMOVED, int.from_bytes(answer[count - 2 : count], "big"))


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
    """T7: the second card takes the first one's place between header and body; nothing of the first may be
    shown."""
    other_day = EXPIRES.replace(year=2028)
    seat.put(seat.authorities.card(), "remove@6")
    second = seat.authorities.card(other_day)
    reader = checked_reader(seat)
    swapped: list[Reading] = []
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
