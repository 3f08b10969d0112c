"""The dialogue, over the emulated card directly and over scripted cards that misbehave."""

from __future__ import annotations

from dataclasses import replace

import pytest
from card_samples import EXPIRES, card, contents, scripted

from bot.card import apdu
from bot.card.apdu import NoAnswer
from bot.card.certificate import CertificateError
from bot.card.emulator.card import Habits, LongAnswers
from bot.card.emulator.options import KINDS
from bot.card.emulator.profiles import card_of_kind, jpki_card
from bot.card.errors import CardRefused
from bot.card.jpki import NoCertificate, read_card, read_certificate, read_tries_left
from bot.card.status import Kind, Pin

TOKEN = b"JPKIAPICCTOKEN2".ljust(32).hex() + "9000"
TO_THE_CERTIFICATE = ["9000", "9000", TOKEN]


def test_the_expiry_of_an_ordinary_card_is_found() -> None:
    found = read_card(card().process)
    assert found.validity is not None and found.validity.expires_on == EXPIRES
    assert (found.kind, found.tries_left) == (Kind.MY_NUMBER, None)


@pytest.mark.parametrize("chunk", [16, 64, 250, 255, 256])
def test_the_size_of_one_read_can_be_set(chunk: int) -> None:
    assert read_card(card().process, chunk=chunk).validity is not None


@pytest.mark.parametrize("manner", list(LongAnswers))
def test_each_manner_of_long_answers_is_understood(manner: LongAnswers) -> None:
    assert read_card(card(Habits(long_answers=manner)).process).validity is not None


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("mynumber", Kind.MY_NUMBER),
        ("smartphone", Kind.SMARTPHONE),
        ("juki", Kind.JUKI),
        ("licence", Kind.LICENCE),
        ("residence", Kind.RESIDENCE),
    ],
)
def test_cards_tell_their_kind_without_any_atr(kind: str, told: Kind) -> None:
    assert read_card(card_of_kind(kind, contents()).process).kind is told


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_is_sent_a_verify_unless_the_counters_are_asked(kind: str) -> None:
    one = card_of_kind(kind, contents())
    sent: list[int] = []

    def transmit(command: bytes) -> bytes:
        sent.append(command[1])
        return one.process(command)

    read_card(transmit, one.atr)
    assert set(sent) <= {apdu.SELECT, apdu.READ_BINARY}


def test_a_smartphone_is_not_asked_for_its_certificate() -> None:
    phone = card_of_kind("smartphone", contents())
    sent: list[bytes] = []

    def transmit(command: bytes) -> bytes:
        sent.append(command)
        return phone.process(command)

    read_card(transmit)
    assert apdu.select_file(apdu.EF_AUTHENTICATION_CERTIFICATE) not in sent


@pytest.mark.parametrize(
    ("habits", "tries", "told"),
    [
        (Habits(), (3, 5, 3, 3), (3, 5)),
        (Habits(), (1, 2, 3, 3), (1, 2)),
        (Habits(), (0, 0, 3, 3), (0, 0)),
        (Habits(blocked_query=0x6984), (0, 4, 3, 3), (0, 4)),
    ],
)
def test_tries_left_are_told(habits: Habits, tries: tuple[int, ...], told: tuple[int, int]) -> None:
    one = jpki_card(replace(contents(), tries=tries), habits=habits)
    left = read_card(one.process, ask_pins=True).tries_left
    assert left == {
        Pin.AUTHENTICATION: told[0],
        Pin.SIGNATURE: told[1],
        Pin.CARD_INFO: None,
        Pin.RESIDENT: None,
    }


def test_asking_for_the_tries_uses_none_up() -> None:
    one = card()
    for _ in range(20):
        read_card(one.process, ask_pins=True)
    left = read_card(one.process, ask_pins=True).tries_left
    assert left is not None and left[Pin.AUTHENTICATION] == 3


def test_a_counter_the_card_does_not_tell_is_unknown() -> None:
    transmit, _ = scripted("9000", "9000", "6A82")
    assert read_tries_left(transmit)[Pin.AUTHENTICATION] is None


@pytest.mark.parametrize(
    ("answers", "restart"),
    [
        (["9000", "6A82"], True),
        (["9000", "6986"], True),
        (["9000", "9000", "6F00"], True),
        (["9000", "9000", "6982"], False),
        ([*TO_THE_CERTIFICATE, "9000", "6700"], False),
        ([*TO_THE_CERTIFICATE, "9000", "308206009000", "6986"], True),
        ([*TO_THE_CERTIFICATE, "9000", "308206009000", "6B00"], False),
        ([*TO_THE_CERTIFICATE, "9000", "308206009000", "9000"], False),
        ([*TO_THE_CERTIFICATE, "9000", "308206009000", "AA" * 257 + "9000"], False),
    ],
)
def test_a_refusal_in_mid_dialogue_says_whether_to_start_again(answers: list[str], restart: bool) -> None:
    transmit, _ = scripted(*answers)
    with pytest.raises(CardRefused) as refused:
        read_card(transmit)
    assert refused.value.restart is restart


@pytest.mark.parametrize("answer", ["", "90", "0000", "3082"])
def test_torn_answers_are_no_answers(answer: str) -> None:
    transmit, _ = scripted("9000", answer)
    with pytest.raises(NoAnswer):
        read_card(transmit)


def test_the_first_command_is_sent_again_after_an_internal_failure() -> None:
    one = card()
    failed: list[bytes] = []

    def transmit(command: bytes) -> bytes:
        if not failed:
            failed.append(command)
            return b"\x6f\x00"
        return one.process(command)

    assert read_card(transmit).validity is not None


def test_a_short_answer_is_read_on_from_where_it_ended() -> None:
    one = card()

    def stingy(command: bytes) -> bytes:
        answer = one.process(command)
        return answer[:-2][:100] + answer[-2:] if command[1] == apdu.READ_BINARY else answer

    assert read_card(stingy).validity is not None


@pytest.mark.parametrize("stored", [None, b"\xff" * 100, bytes(100), b"no certificate"])
def test_a_card_without_certificate_is_said_to_have_none(stored: bytes | None) -> None:
    with pytest.raises(NoCertificate):
        read_card(jpki_card(replace(contents(), authentication=stored)).process)


def test_filler_after_the_certificate_is_not_read() -> None:
    whole = contents()
    one = jpki_card(replace(whole, filler=b"\xff" * 253))
    one.process(apdu.select_application(apdu.JPKI_APPLICATION))
    assert read_certificate(one.process) == whole.authentication


def test_an_absurd_length_is_not_read_at_all() -> None:
    one = jpki_card(replace(contents(), authentication=b"\x30\x82\xff\xff" + bytes(3000)))
    sent: list[bytes] = []

    def transmit(command: bytes) -> bytes:
        sent.append(command)
        return one.process(command)

    with pytest.raises(CertificateError):
        read_card(transmit)
    assert len(sent) == 5


@pytest.mark.parametrize("name", ["JPKIAPICCTOKEN3", "", "SOMETHING ELSE"])
def test_a_token_nobody_has_published_is_not_taken_for_a_my_number_card(name: str) -> None:
    assert read_card(jpki_card(replace(contents(), token=name.encode())).process).kind is Kind.OTHER
