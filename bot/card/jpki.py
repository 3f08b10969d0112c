"""The card's dialogue: is it a My Number Card, until when is its certificate valid, how many tries has each
PIN.

Works over a `transmit` passed in and knows no reader. Without a PIN, always: reading the expiry sends SELECT
and READ BINARY only; the counters are asked by a VERIFY that carries nothing. Facts: docs/card.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography import x509

from bot.card import apdu, certificate
from bot.card.apdu import Answer, Transmit
from bot.card.certificate import Validity
from bot.card.errors import CardRefused
from bot.card.kinds import TOKEN_NAME_LENGTH, kind_of_atr, kind_of_token
from bot.card.status import Kind, Pin

HEADER = 4
"""Bytes of the DER header of every real certificate (30 82 hh ll); enough to learn the length."""

MAY_BE_ANOTHER_CARD = frozenset({apdu.CARD_FAILED, apdu.NOTHING_SELECTED, apdu.NOT_FOUND})
"""In mid-dialogue these come from a card that has just taken the place of the first: it has nothing
selected."""


class NoCertificate(CardRefused):
    """A My Number Card whose user authentication certificate is not there: its holder declined it."""


@dataclass(frozen=True, repr=False)
class Found:
    """What a dialogue found out. `validity` and `tries_left` only for a My Number Card (and if asked)."""

    kind: Kind
    validity: Validity | None = None
    tries_left: Mapping[Pin, int | None] | None = None


def read_card(
    transmit: Transmit,
    atr: bytes = b"",
    ask_pins: bool = False,
    authorities: Sequence[x509.Certificate] = (),
    chunk: int = apdu.LARGEST_READ,
) -> Found:
    """The whole dialogue with the card behind `transmit`; `chunk` (1-256) is the most one read asks for.

    Raises CardRefused (NoCertificate among them), apdu.NoAnswer, CertificateError, and what `transmit`
    raises.
    """
    if not select_jpki(transmit):
        return Found(_other_kind(transmit, atr))
    kind = _token_kind(transmit)
    if kind is not Kind.MY_NUMBER:
        return Found(kind)
    validity = certificate.read_validity(read_certificate(transmit, chunk), authorities)
    return Found(kind, validity, read_tries_left(transmit) if ask_pins else None)


def select_jpki(transmit: Transmit) -> bool:
    """Select the JPKI application; False when the card does not have it. Raises as `read_card`."""
    answer = _ask(transmit, apdu.select_application(apdu.JPKI_APPLICATION))
    if answer.sw == apdu.CARD_FAILED:
        # Reported for the first command after power-up. Memory cards say it too, and say it again.
        answer = _ask(transmit, apdu.select_application(apdu.JPKI_APPLICATION))
    return answer.sw == apdu.OK


def read_certificate(transmit: Transmit, chunk: int = apdu.LARGEST_READ) -> bytes:
    """The user authentication certificate, DER, exactly as long as its header says. Raises as `read_card`."""
    answer = _ask(transmit, apdu.select_file(apdu.EF_AUTHENTICATION_CERTIFICATE))
    if answer.sw == apdu.NOT_FOUND:
        raise NoCertificate(answer.sw, "open the certificate", restart=True)
    _expect(answer, "open the certificate")
    held = _read(transmit, 0, HEADER, "read the certificate's header")
    if held[:1] != b"\x30":
        raise NoCertificate(apdu.OK, "show a certificate", restart=True)
    total = certificate.length_from_header(held)
    held = held[:total]
    while len(held) < total:
        held += _read(transmit, len(held), min(chunk, total - len(held)), "read the certificate")
    return held


def read_tries_left(transmit: Transmit) -> dict[Pin, int | None]:
    """Tries left of the two PINs this application has (0 = locked, None = not told); uses up no try."""
    return {
        Pin.AUTHENTICATION: _tries(transmit, apdu.EF_AUTHENTICATION_PIN),
        Pin.SIGNATURE: _tries(transmit, apdu.EF_SIGNATURE_PASSWORD),
        Pin.CARD_INFO: None,
        Pin.RESIDENT: None,
    }


def _tries(transmit: Transmit, file: int) -> int | None:
    answer = _ask(transmit, apdu.select_file(file))
    if answer.sw == apdu.NOT_FOUND:
        return None
    _expect(answer, "open a PIN's counter")
    answer = _ask(transmit, apdu.ask_tries_left())
    if answer.sw >> 4 == 0x63C:
        return answer.sw & 0xF
    if answer.sw == apdu.LOCKED:
        return 0
    if answer.sw == apdu.OK:
        return None  # another program has verified this PIN; such a card does not tell the counter
    _expect(answer, "tell a PIN's counter")
    return None


def _token_kind(transmit: Transmit) -> Kind:
    _expect(_ask(transmit, apdu.select_file(apdu.EF_TOKEN)), "open the token information")
    return kind_of_token(_read(transmit, 0, TOKEN_NAME_LENGTH, "read the token's name"))


def _other_kind(transmit: Transmit, atr: bytes) -> Kind:
    """Name a card without JPKI application: by asking for two public applications, else by its ATR."""
    guess = kind_of_atr(atr)
    if guess is not Kind.OTHER:
        return guess
    for identifier, kind in (
        (apdu.LICENCE_APPLICATION, Kind.LICENCE),
        (apdu.RESIDENCE_APPLICATION, Kind.RESIDENCE),
    ):
        if _ask(transmit, apdu.select_application(identifier)).sw == apdu.OK:
            return kind
    return Kind.OTHER


def _read(transmit: Transmit, offset: int, length: int, doing: str) -> bytes:
    """At least one and at most `length` bytes from `offset`."""
    answer = _ask(transmit, apdu.read_binary(offset, length))
    if answer.sw != apdu.END_OF_FILE:
        _expect(answer, doing)
    if not 1 <= len(answer.data) <= length:
        raise CardRefused(answer.sw, f"{doing} (a wrong number of bytes came)")
    return answer.data


def _ask(transmit: Transmit, command: bytes) -> Answer:
    answer = apdu.exchange(transmit, command)
    if not apdu.is_status_word(answer.sw):
        raise apdu.NoAnswer("the card's answer was torn off")
    return answer


def _expect(answer: Answer, doing: str) -> None:
    if answer.sw != apdu.OK:
        raise CardRefused(answer.sw, doing, restart=answer.sw in MAY_BE_ANOTHER_CARD)
