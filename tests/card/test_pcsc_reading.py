"""The product's reader against the emulated card, through the real service: what it reads and what it
sends."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

import pytest
from pcsc_place import EXPIRES, READ_AT, Place, Wire, await_card
from pcsc_stack import FIRST, SECOND

from bot.card.dialogue import CardReader
from bot.card.emulator.card import Habits, LongAnswers
from bot.card.emulator.options import KINDS
from bot.card.emulator.profiles import Contents, card_of_kind, jpki_card
from bot.card.jpki import read_certificate, select_jpki
from bot.card.status import Kind, Pin, Reading, State

SELECT, READ_BINARY, VERIFY = 0xA4, 0xB0, 0x20
ALLOWED_FILES = {"0006", "000A", "000B"}


def expiry(reading: Reading) -> date | None:
    assert reading.status is not None
    return reading.status.certificate_expires_on


def contents_of_size(place: Place, size: int, filler: int = 0) -> Contents:
    issued = place.authorities.authentication.issue_of_size(size, EXPIRES)
    return replace(place.authorities.contents(), authentication=issued.der, filler=b"\xff" * filler)


def test_reads_the_expiry_and_no_more_than_twelve_exchanges_are_needed(place: Place) -> None:
    place.put(place.authorities.card())
    reading = place.read()
    assert (reading.state, reading.kind, expiry(reading)) == (State.READ, Kind.MY_NUMBER, EXPIRES)
    assert reading.exchanges == len(place.slot.commands) <= 12


def test_reading_the_expiry_sends_only_select_and_read_binary_to_three_files(place: Place) -> None:
    contents = place.authorities.contents()
    place.put(jpki_card(contents))
    place.read()
    assert contents.authentication is not None
    selected = ""
    for command in place.slot.commands:
        assert command[0] == 0 and command[1] in (SELECT, READ_BINARY)
        if command[1] == SELECT and command[2] == 2:
            selected = command[5:].hex().upper()
            assert selected in ALLOWED_FILES
        if command[1] == READ_BINARY:
            end = int.from_bytes(command[2:4], "big") + (command[4] or 256)
            assert end <= (len(contents.authentication) if selected == "000A" else 32)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_card_is_ever_sent_a_verify_or_a_signing_command(place: Place, kind: str) -> None:
    place.put(card_of_kind(kind, place.authorities.contents()))
    place.read()
    assert {command[1] for command in place.slot.commands} <= {SELECT, READ_BINARY}


def test_the_counters_are_read_only_when_asked_and_by_a_verify_that_carries_nothing(place: Place) -> None:
    place.put(jpki_card(replace(place.authorities.contents(), tries=(1, 0, 3, 3))))
    status = place.read(ask_pins=True).status
    verifies = [command for command in place.slot.commands if command[1] == VERIFY]
    assert verifies == [bytes.fromhex("00200080")] * 2
    assert status is not None and status.tries_left == {
        Pin.AUTHENTICATION: 1,
        Pin.SIGNATURE: 0,
        Pin.CARD_INFO: None,
        Pin.RESIDENT: None,
    }


@pytest.mark.parametrize(
    ("kind", "state", "told"),
    [
        ("mynumber", State.READ, Kind.MY_NUMBER),
        ("smartphone", State.UNSUPPORTED, Kind.SMARTPHONE),
        ("juki", State.UNSUPPORTED, Kind.JUKI),
        ("licence", State.UNSUPPORTED, Kind.LICENCE),
        ("residence", State.UNSUPPORTED, Kind.RESIDENCE),
        ("felica", State.UNSUPPORTED, Kind.FELICA),
        ("employee", State.UNSUPPORTED, Kind.EMPLOYEE),
        ("none", State.UNREADABLE, None),
    ],
)
def test_kinds_of_cards_are_told_apart(place: Place, kind: str, state: State, told: Kind | None) -> None:
    place.put(card_of_kind(kind, place.authorities.contents()))
    reading = place.read()
    assert (reading.state, reading.kind) == (state, told)


@pytest.mark.parametrize("size", [6 * 256 - 1, 6 * 256, 6 * 256 + 1, 6 * 256 + 4, 4097, 1200])
@pytest.mark.parametrize("filler", [0, 500])
def test_a_certificate_of_any_length_is_read_exactly(place: Place, size: int, filler: int) -> None:
    contents = contents_of_size(place, size, filler)
    place.put(jpki_card(contents))
    wire = Wire()
    assert select_jpki(wire.session.transmit)
    assert read_certificate(wire.session.transmit) == contents.authentication
    wire.close()
    assert expiry(place.read()) == EXPIRES


@pytest.mark.parametrize("manner", list(LongAnswers))
@pytest.mark.parametrize("past_end", [0x9000, 0x6282])
def test_cards_of_other_manners_are_read(place: Place, manner: LongAnswers, past_end: int) -> None:
    place.put(place.authorities.card(habits=Habits(long_answers=manner, past_end=past_end)))
    assert expiry(place.read()) == EXPIRES


@pytest.mark.parametrize(
    ("stored", "state"),
    [
        (None, State.NO_CERTIFICATE),
        (b"\xff" * 1600, State.NO_CERTIFICATE),
        (bytes(1600), State.NO_CERTIFICATE),
        (b"\x30\x84\x7f\xff\xff\xff" + bytes(1600), State.UNREADABLE),
        (b"\x30\x82\xff\xff" + bytes(1600), State.UNREADABLE),
        (b"\x30\x82\x06\x2b" + bytes(700), State.UNREADABLE),
        (b"\x30\x82\x06\x2b" + bytes(1579), State.UNREADABLE),
        (b"\x30", State.UNREADABLE),
        (b"", State.UNREADABLE),
        (b"\x30\x81\xc8" + bytes(200), State.UNREADABLE),
    ],
    ids=["absent", "ff", "zero", "84", "ffff", "short", "nonsense", "one byte", "empty", "81"],
)
def test_a_missing_or_broken_certificate_is_said_to_be_so(
    place: Place, stored: bytes | None, state: State
) -> None:
    place.put(jpki_card(replace(place.authorities.contents(), authentication=stored)))
    assert place.read().state is state


def test_a_certificate_of_the_wrong_kind_is_not_taken_for_the_right_one(place: Place) -> None:
    contents = place.authorities.contents()
    place.put(jpki_card(replace(contents, authentication=contents.authentication_ca)))
    assert place.read().state is State.UNREADABLE


@pytest.mark.parametrize("day", [date(2020, 2, 29), date(2026, 11, 21), date(2049, 12, 31), date(2051, 1, 1)])
def test_any_expiry_is_told_as_the_day_in_japan(place: Place, day: date) -> None:
    place.put(place.authorities.card(expires_on=day))
    assert expiry(place.read()) == day


def test_a_card_without_signature_certificate_is_read_like_any_other(place: Place) -> None:
    place.put(jpki_card(replace(place.authorities.contents(), signature=None)))
    assert expiry(place.read()) == EXPIRES


def test_with_authorities_set_only_their_certificates_are_shown(place: Place) -> None:
    place.put(place.authorities.card())
    right = place.reader(authorities=(place.authorities.authentication.certificate,))
    wrong = place.reader(authorities=(place.authorities.signature.certificate,))
    assert right.read(FIRST).state is State.READ
    assert wrong.read(FIRST).state is State.UNREADABLE


def test_two_my_number_cards_are_not_guessed_between(place: Place) -> None:
    place.put(place.authorities.card())
    put_second(place, "mynumber")
    assert place.read() == Reading(State.SEVERAL_CARDS)


def test_a_my_number_card_beside_another_card_is_found(place: Place) -> None:
    place.put(card_of_kind("licence", place.authorities.contents()))
    put_second(place, "mynumber")
    assert place.read().state is State.READ


def put_second(place: Place, kind: str) -> None:
    place.second.insert(card_of_kind(kind, place.authorities.contents()))
    await_card(SECOND, True)


def test_reads_at_the_same_time_do_not_disturb_each_other(place: Place) -> None:
    place.put(place.authorities.card())
    reader: CardReader = place.reader()
    results: list[Reading] = []
    threads = [threading.Thread(target=lambda: results.append(reader.read(FIRST))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(result.state, expiry(result)) for result in results] == [(State.READ, EXPIRES)] * 4
    assert all(result.status and result.status.read_at == READ_AT for result in results)
