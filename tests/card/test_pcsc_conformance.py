"""The emulated card answers as published of real cards: command by command, through the real service and
driver."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pcsc_place import Place, Wire
from pcsc_stack import FIRST

from bot.card.emulator.card import EmulatedCard, Habits
from bot.card.emulator.profiles import AUTHENTICATION_PIN, SIGNATURE_PASSWORD, jpki_card, other_card

AP = "00A4040C0AD392F000260100000001"
CERT = "00A4020C02000A"
PIN = "00A4020C020018"
PASSWORD = "00A4020C02001B"
SIGNATURE_CERT = "00A4020C020001"
SIGNATURE_KEY = "00A4020C02001A"
HEADER = "00B0000004"
QUERY = "00200080"
RIGHT_PIN = "0020008004" + AUTHENTICATION_PIN.hex()
WRONG_PIN = "002000800430303030"
RIGHT_PASSWORD = f"00200080{len(SIGNATURE_PASSWORD):02X}" + SIGNATURE_PASSWORD.hex()
DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420") + hashlib.sha256(b"text").digest()
SIGN = "802A008033" + DIGEST_INFO.hex() + "00"

SIZE = 1583
REST = SIZE % 256
LAST = SIZE - REST


def read(offset: int, length: int) -> str:
    return f"00B0{offset:04X}{length:02X}"


# (number in the published list, commands, expected answers; None: looked at by a test of its own)
FIXED = [
    (1, [HEADER], ["6986"]),
    (2, [CERT], ["6A82"]),
    (3, [AP], ["9000"]),
    (4, ["00A4040C07A0000000791000"], ["6A82"]),
    (5, ["00A4040C10D392F0004F0200000000000000000000"], ["6A82"]),
    (
        6,
        [AP, "00A4020C020006", "00B0000020"],
        ["9000", "9000", b"JPKIAPICCTOKEN2".hex().upper() + "20" * 17 + "9000"],
    ),
    (7, [AP, CERT, HEADER], ["9000", "9000", f"3082{SIZE - 4:04X}9000"]),
    (12, [AP, CERT, read(SIZE, 1), read(SIZE + 100, 1)], ["9000", "9000", "6B00", "6B00"]),
    (14, [AP, CERT, "00B00000"], ["9000", "9000", "6700"]),
    (17, [AP, "00A4020C027777"], ["9000", "6A82"]),
    (18, [AP, PIN, QUERY, QUERY], ["9000", "9000", "63C3", "63C3"]),
    (19, [AP, PIN, WRONG_PIN, QUERY], ["9000", "9000", "63C2", "63C2"]),
    (20, [AP, PIN, WRONG_PIN, RIGHT_PIN, QUERY], ["9000", "9000", "63C2", "9000", "63C3"]),
    (
        21,
        [AP, PIN, WRONG_PIN, WRONG_PIN, WRONG_PIN, RIGHT_PIN, QUERY],
        ["9000", "9000", "63C2", "63C1", "63C0", "6984", "63C0"],
    ),
    (
        22,
        [AP, PIN, WRONG_PIN, WRONG_PIN, WRONG_PIN, AP, CERT, HEADER],
        ["9000", "9000", "63C2", "63C1", "63C0", "9000", "9000", f"3082{SIZE - 4:04X}9000"],
    ),
    (23, [AP, SIGNATURE_CERT, HEADER], ["9000", "9000", "6982"]),
    (25, [AP, "00A4020C020017", HEADER, PIN, HEADER], ["9000", "9000", "6981", "9000", "6981"]),
    (26, [AP, SIGNATURE_KEY, SIGN], ["9000", "9000", "6982"]),
    (28, [AP, CERT, "90B0000000", "00D6000001AA"], ["9000", "9000", "6E00", "6D00"]),
    (29, ["01A4040C0AD392F000260100000001"], ["6881"]),
    (30, [AP, CERT, AP, HEADER], ["9000", "9000", "9000", "6986"]),
    (31, [AP, "00A4020C020008", "00B0000000"], ["9000", "9000", "8F8F009000"]),
    (32, ["FFCA000000"], ["6E00"]),
    (33, ["00CADF3005", "00CB3FFF035C017E08"], ["6D00", "6D00"]),
]


@pytest.mark.parametrize(
    ("commands", "answers"), [case[1:] for case in FIXED], ids=[f"case{case[0]}" for case in FIXED]
)
def test_card_answers_as_published(wire: Wire, commands: list[str], answers: list[str]) -> None:
    assert wire.send(*commands) == answers


@pytest.mark.parametrize(
    ("commands", "first", "last"),
    [
        ([AP, CERT, HEADER, "00B0000000"], 0, 256),
        ([AP, CERT, HEADER, "00B0010000"], 256, 512),
        ([AP, CERT, HEADER, read(LAST, REST)], LAST, SIZE),
        ([AP, CERT, HEADER, read(LAST, 0)], LAST, SIZE),
        ([AP, CERT, HEADER, "00B0000000", HEADER], 0, 4),
        ([AP, "00B08A0000"], 0, 256),
        ([AP, CERT, f"00B0000000{SIZE:04X}"], 0, SIZE),
    ],
    ids=["case8", "case9", "case10", "case11", "case13", "case15", "case16"],
)
def test_card_gives_that_piece_of_the_certificate(
    wire: Wire, place: Place, commands: list[str], first: int, last: int
) -> None:
    der = place.authorities.contents().authentication
    assert der is not None and len(der) == SIZE
    assert wire.send(*commands)[-1] == der[first:last].hex().upper() + "9000"


def test_case24_signature_certificate_is_read_after_its_password(wire: Wire) -> None:
    answers = wire.send(AP, PASSWORD, RIGHT_PASSWORD, SIGNATURE_CERT, HEADER)
    assert answers[:4] == ["9000"] * 4
    assert answers[4].startswith("3082") and answers[4].endswith("9000")


def test_case27_signature_verifies_under_the_signature_certificate(place: Place) -> None:
    contents = place.authorities.contents()
    assert contents.signature is not None
    place.put(jpki_card(contents))
    wire = Wire()
    answer = bytes.fromhex(wire.send(AP, PASSWORD, RIGHT_PASSWORD, SIGNATURE_KEY, SIGN)[-1])
    wire.close()
    key = x509.load_der_x509_certificate(contents.signature.der).public_key()
    assert isinstance(key, rsa.RSAPublicKey) and answer[256:] == b"\x90\x00"
    key.verify(answer[:256], b"text", padding.PKCS1v15(), hashes.SHA256())


def test_case34_warm_reset_forgets_what_was_selected(wire: Wire) -> None:
    from smartcard import scard

    wire.send(AP, CERT)
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    _, handle, _ = scard.SCardConnect(context, FIRST, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T1)
    scard.SCardReconnect(handle, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T1, scard.SCARD_RESET_CARD)
    result, answer = scard.SCardTransmit(handle, scard.SCARD_PCI_T1, list(bytes.fromhex(HEADER)))
    scard.SCardDisconnect(handle, scard.SCARD_UNPOWER_CARD)
    scard.SCardReleaseContext(context)
    assert (result, bytes(answer).hex().upper()) == (0, "6986")


def old_card(place: Place) -> EmulatedCard:
    contents = place.authorities.contents()
    return jpki_card(replace(contents, token=b"JPKIAPICCTOKEN", authentication=None))


def blocked_card(place: Place) -> EmulatedCard:
    contents = replace(place.authorities.contents(), tries=(0, 5, 3, 3))
    return jpki_card(contents, habits=Habits(blocked_query=0x6984))


@pytest.mark.parametrize(
    ("make", "commands", "answers"),
    [
        (blocked_card, [AP, PIN, QUERY, RIGHT_PIN], ["9000", "9000", "6984", "6984"]),
        (old_card, [AP, CERT], ["9000", "6A82"]),
        (lambda _: other_card("licence"), [AP], ["6A82"]),
    ],
    ids=["case21-other-habit", "case35", "case36"],
)
def test_other_cards_answer_as_published(
    place: Place, make: Callable[[Place], EmulatedCard], commands: list[str], answers: list[str]
) -> None:
    place.put(make(place))
    wire = Wire()
    try:
        assert wire.send(*commands) == answers
    finally:
        wire.close()
