"""Ready-made emulated cards: the My Number Card and the other things people put on a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.card.emulator.card import EmulatedCard, Habits
from bot.card.emulator.files import Application, File, SecretPin
from bot.card.emulator.issuer import SIGNATURE_POLICY, Issued, TestIssuer
from bot.card.emulator.options import FULL_TRIES, KINDS

JPKI = bytes.fromhex("D392F000260100000001")
CARD_INFO = bytes.fromhex("D3921000310001010408")
CARD_FACE = bytes.fromhex("D3921000310001010402")
RESIDENT = bytes.fromhex("D3921000310001010401")
COMMON = bytes.fromhex("D3921000310001010100")

CONTACTLESS_ATR = bytes.fromhex("3B888001000041E0B381A1003B")
PLAIN_TYPE_B_ATR = bytes.fromhex("3B80800101")
JUKI_ATR = bytes.fromhex("3B888001000014E0B38191005E")
LICENCE_ATR = bytes.fromhex("3B888001000000009181C100D8")
FELICA_ATR = bytes.fromhex("3B8F8001804F0CA0000003061100 3B00000000 42")
MEMORY_ATR = bytes.fromhex("3B8F8001804F0CA0000003060300 0100000000 6A")
UNUSABLE_ATR = bytes.fromhex("FFFF")

AUTHENTICATION_PIN = b"1234"
SIGNATURE_PASSWORD = b"TEST1234"
REAL_SIZE = 1583
"""Bytes of a real user authentication certificate, as reported."""


@dataclass(frozen=True, repr=False)
class Contents:
    """What goes onto a JPKI card. `authentication` or `signature` None: that certificate was never issued."""

    authentication: bytes | None
    signature: Issued | None
    authentication_key: Issued | None = None
    authentication_ca: bytes = b""
    signature_ca: bytes = b""
    token: bytes = b"JPKIAPICCTOKEN2"
    tries: Sequence[int] = FULL_TRIES
    needs_pin: bool = False
    filler: bytes = b""
    others: bool = True


def jpki_card(contents: Contents, atr: bytes = CONTACTLESS_ATR, habits: Habits | None = None) -> EmulatedCard:
    """A card with the JPKI application holding `contents`, and the other four applications unless told
    otherwise."""
    applications = [Application(JPKI, _files(contents))]
    if contents.others:
        applications += _other_applications(contents.tries)
    return EmulatedCard(applications, atr, habits)


def my_number_card(
    authentication: TestIssuer,
    signature: TestIssuer,
    expires_on: date,
    tries: Sequence[int] = FULL_TRIES,
    habits: Habits | None = None,
) -> EmulatedCard:
    """An ordinary My Number Card with both certificates."""
    return jpki_card(ordinary_contents(authentication, signature, expires_on, tries), habits=habits)


def ordinary_contents(
    authentication: TestIssuer, signature: TestIssuer, expires_on: date, tries: Sequence[int] = FULL_TRIES
) -> Contents:
    """What an ordinary My Number Card holds; change single fields with dataclasses.replace."""
    issued = authentication.issue_of_size(REAL_SIZE, expires_on)
    return Contents(
        authentication=issued.der,
        authentication_key=issued,
        signature=signature.issue(expires_on, policy=SIGNATURE_POLICY, filler=120),
        authentication_ca=authentication.der,
        signature_ca=signature.der,
        tries=tries,
    )


def other_card(kind: str) -> EmulatedCard:
    """A card without JPKI application: licence, residence, felica, employee, none (nothing readable)."""
    licence = [Application(bytes.fromhex(f"A000000231{last}") + bytes(10)) for last in ("01", "02")]
    residence = [Application(bytes.fromhex(f"D392F0004F{last}") + bytes(10)) for last in ("02", "03", "04")]
    cards = {
        "licence": (licence, LICENCE_ATR, Habits()),
        "residence": (residence, PLAIN_TYPE_B_ATR, Habits()),
        "felica": ([], FELICA_ATR, Habits(every_answer=0x6A81)),
        "employee": ([], MEMORY_ATR, Habits(every_answer=0x6D00)),
        "none": ([], UNUSABLE_ATR, Habits(every_answer=0x6F00)),
    }
    applications, atr, habits = cards[kind]
    return EmulatedCard(list(applications), atr, habits)


def card_of_kind(kind: str, contents: Contents, habits: Habits | None = None) -> EmulatedCard:
    """The emulated card for one of KINDS. Raises ValueError for another word."""
    if kind == "mynumber":
        return jpki_card(contents, habits=habits)
    if kind == "smartphone":
        phone = replace(contents, token=b"JPKIAPGPSETOKEN", needs_pin=True, others=False)
        return jpki_card(phone, PLAIN_TYPE_B_ATR, habits)
    if kind == "juki":
        old = replace(contents, token=b"JPKIAPICCTOKEN", authentication=None, authentication_key=None, others=False)
        return jpki_card(old, JUKI_ATR, habits)
    if kind not in KINDS:
        raise ValueError(f"no card of the kind {kind!r}; there are: {', '.join(KINDS)}")
    return other_card(kind)


def _files(contents: Contents) -> dict[int, File]:
    tries = contents.tries
    files = {
        0x0006: File(content=token_information(contents.token)),
        0x0008: File(content=_existing(contents)),
        0x0018: _pin(AUTHENTICATION_PIN, FULL_TRIES[0], tries[0], range(4, 5)),
        0x001B: _pin(SIGNATURE_PASSWORD, FULL_TRIES[1], tries[1], range(6, 17)),
    }
    if contents.authentication is not None:
        guard = 0x0018 if contents.needs_pin else None
        files[0x000A] = File(content=contents.authentication + contents.filler, guard=guard)
    if contents.signature is not None:
        files[0x0001] = File(content=contents.signature.der + contents.filler, guard=0x001B)
        files[0x001A] = File(key=contents.signature.card_key(), guard=0x001B)
    if contents.authentication_key is not None:
        files[0x0017] = File(key=contents.authentication_key.card_key(), guard=0x0018)
    files[0x000B] = File(content=contents.authentication_ca + contents.filler)
    files[0x0002] = File(content=contents.signature_ca + contents.filler)
    return files


def _other_applications(tries: Sequence[int]) -> list[Application]:
    """Selectable, and empty but for a PIN counter: nothing of a person is emulated that a kiosk may not
    read."""
    return [
        Application(CARD_INFO, {0x0011: _pin(b"1234", FULL_TRIES[2], tries[2], range(4, 5))}),
        Application(CARD_FACE),
        Application(RESIDENT, {0x001C: _pin(b"1234", FULL_TRIES[3], tries[3], range(4, 5))}),
        Application(COMMON),
    ]


def _pin(value: bytes, most: int, left: int, needed_length: range) -> File:
    return File(pin=SecretPin(value, most, left, needed_length))


def _existing(contents: Contents) -> bytes:
    there = [0x8F if certificate else 0 for certificate in (contents.signature, contents.authentication)]
    return bytes((*there, 0))


def token_information(name: bytes) -> bytes:
    """The 160 bytes of token information: name, maker, model, a serial number, eleven words, versions, a
    time."""
    words = (0x040D, *(0,) * 4, 16, 6, *(0xFFFFFFFF,) * 4)
    return (
        name.ljust(32)
        + b"MYNADESK EMULATED CARD".ljust(32)
        + b"EMULATED".ljust(16)
        + b"TESTSERIAL099".ljust(16)
        + b"".join(word.to_bytes(4, "big") for word in words)
        + b"0000"
        + b"9" * 16
    )
