"""Commands are built byte for byte as published; answers are parted and followed up safely."""

from __future__ import annotations

import pytest
from card_samples import scripted

from bot.card import apdu
from bot.card.apdu import Answer, NoAnswer


@pytest.mark.parametrize(
    ("command", "wire"),
    [
        (apdu.select_application(apdu.JPKI_APPLICATION), "00A4040C0AD392F000260100000001"),
        (apdu.select_file(0x000A), "00A4020C02000A"),
        (apdu.read_binary(0, 4), "00B0000004"),
        (apdu.read_binary(0, 256), "00B0000000"),
        (apdu.read_binary(260, 256), "00B0010400"),
        (apdu.read_binary(0x7FFF, 1), "00B07FFF01"),
        (apdu.ask_tries_left(), "00200080"),
    ],
)
def test_commands_are_the_published_bytes(command: bytes, wire: str) -> None:
    assert command.hex().upper() == wire


@pytest.mark.parametrize(("offset", "length"), [(-1, 1), (0x8000, 1), (0, 0), (0, 257)])
def test_a_read_outside_the_cards_reach_is_refused(offset: int, length: int) -> None:
    with pytest.raises(ValueError):
        apdu.read_binary(offset, length)


@pytest.mark.parametrize("identifier", [b"", b"\xd3\x92\xf0\x00", bytes(17)])
def test_a_shortened_application_identifier_is_refused(identifier: bytes) -> None:
    with pytest.raises(ValueError):
        apdu.select_application(identifier)


@pytest.mark.parametrize("answer", [b"", b"\x90"])
def test_less_than_a_status_word_is_no_answer(answer: bytes) -> None:
    with pytest.raises(NoAnswer):
        apdu.split(answer)


@pytest.mark.parametrize(
    ("sw", "possible"),
    [
        (0x9000, True),
        (0x6A82, True),
        (0x63C3, True),
        (0x0000, False),
        (0x6000, False),
        (0x3082, False),
        (0xA000, False),
    ],
)
def test_what_can_be_a_status_word(sw: int, possible: bool) -> None:
    assert apdu.is_status_word(sw) is possible


@pytest.mark.parametrize(
    ("answers", "result", "asked"),
    [
        (["AABB9000"], Answer(b"\xaa\xbb", 0x9000), ["00B0000010"]),
        (["6C02", "AABB9000"], Answer(b"\xaa\xbb", 0x9000), ["00B0000010", "00B0000002"]),
        (["6C02", "6C02"], Answer(b"", 0x6C02), ["00B0000010", "00B0000002"]),
        (["6102", "AABB9000"], Answer(b"\xaa\xbb", 0x9000), ["00B0000010", "00C0000002"]),
        (["AA6101", "BB9000"], Answer(b"\xaa\xbb", 0x9000), ["00B0000010", "00C0000001"]),
        (
            ["6101", "AA6101", "BB9000"],
            Answer(b"\xaa\xbb", 0x9000),
            ["00B0000010", "00C0000001", "00C0000001"],
        ),
        (["6102", "6D00"], Answer(b"", 0x6D00), ["00B0000010", "00C0000002"]),
    ],
)
def test_answers_that_say_ask_again_are_followed(
    answers: list[str], result: Answer, asked: list[str]
) -> None:
    transmit, wire = scripted(*answers)
    assert apdu.exchange(transmit, apdu.read_binary(0, 16)) == result
    assert wire == asked


def test_a_card_that_always_has_more_is_given_up() -> None:
    sent = 0

    def endless(command: bytes) -> bytes:
        nonlocal sent
        sent += 1
        return b"\xaa\x61\x01"

    answer = apdu.exchange(endless, apdu.read_binary(0, 16))
    assert sent == len(answer.data) == 256


def test_an_answer_does_not_print_its_data() -> None:
    assert repr(Answer(b"secret", 0x9000)) == "Answer(<6 bytes>, sw=9000)"
