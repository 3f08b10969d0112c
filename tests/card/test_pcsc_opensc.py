"""OpenSC's JPKI driver was written against real cards: a judge of the emulated card that owes us nothing."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pcsc_place import Place, Wire
from pcsc_stack import FIRST

from bot.card.emulator.card import Habits, LongAnswers
from bot.card.emulator.profiles import AUTHENTICATION_PIN, SIGNATURE_PASSWORD, jpki_card, other_card
from bot.card.jpki import read_certificate, select_jpki
from bot.card.status import Pin

ATRS = (
    "3BE000FF8131FE4514",
    "3BDA13FF8131FB468012392F31C173C601C03B",
    "3BC5FF8131FB458073C601000 0",
    "3BF59100FF918171FE400042000100D1D6",
    "3BF59100FF918171FE4000420001B3A115",
    "3B888001000005E0B381A1007F",
    "3B888001004B51FF0081D100BC",
    "3B888001004B51FFB381D1000F",
    "3B80800101",
)


def run(*argv: str, answer: int = 0) -> str:
    """What the program printed. Its exit code must be `answer`. A time limit: OpenSC waits for ever on a
    mute card."""
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, env={**os.environ, "LC_ALL": "C"})
    assert done.returncode == answer, done.stdout + done.stderr
    return done.stdout + done.stderr


def certificate_of(identifier: str, *more: str) -> bytes:
    text = run("pkcs15-tool", "--read-certificate", identifier, *more)
    pem = text[text.index("-----BEGIN") :]
    return x509.load_pem_x509_certificate(pem.encode()).public_bytes(serialization.Encoding.DER)


@pytest.fixture
def lying(place: Place) -> Place:
    """An ordinary card in the reader."""
    place.put(place.authorities.card())
    return place


def test_opensc_sees_the_card_and_takes_it_for_a_jpki_card(lying: Place) -> None:
    assert re.search(rf"Yes\s+{re.escape(FIRST)}", run("opensc-tool", "--list-readers"))
    assert "jpki" in run("opensc-tool", "-n").split()


def test_opensc_lists_two_pins_and_agrees_with_us_on_the_tries_left(place: Place) -> None:
    place.put(jpki_card(replace(place.authorities.contents(), tries=(2, 4, 3, 3))))
    told = [int(left) for left in re.findall(r"Tries left\s*:\s*(\d+)", run("pkcs15-tool", "--list-pins"))]
    status = place.read(ask_pins=True).status
    assert status is not None and status.tries_left is not None
    assert told == [2, 4]
    assert told == [status.tries_left[Pin.AUTHENTICATION], status.tries_left[Pin.SIGNATURE]]


def test_opensc_lists_four_certificates_and_reads_no_serial_of_the_guarded_one(lying: Place) -> None:
    text = run("pkcs15-tool", "--list-certificates")
    blocks = text.split("X.509 Certificate")[1:]
    paths = [re.search(r"Path\s*:\s*(\w+)", block) for block in blocks]
    assert [path.group(1) for path in paths if path] == ["000a", "0001", "000b", "0002"]
    assert ["Encoded serial" in block for block in blocks] == [True, False, True, True]


def test_opensc_reads_the_same_certificates_as_were_put_on_the_card(place: Place) -> None:
    contents = place.authorities.contents()
    place.put(jpki_card(contents))
    assert certificate_of("01") == contents.authentication
    assert certificate_of("03") == contents.authentication_ca
    assert certificate_of("04") == contents.signature_ca


def test_opensc_and_our_reader_get_the_same_bytes(lying: Place) -> None:
    wire = Wire()
    assert select_jpki(wire.session.transmit)
    ours = read_certificate(wire.session.transmit)
    wire.close()
    assert certificate_of("01") == ours


@pytest.mark.parametrize("atr", [atr.replace(" ", "") for atr in ATRS])
def test_opensc_reads_the_certificate_under_every_published_atr(place: Place, atr: str) -> None:
    contents = place.authorities.contents()
    place.put(jpki_card(contents, atr=bytes.fromhex(atr)))
    assert certificate_of("01") == contents.authentication


@pytest.mark.parametrize("manner", [LongAnswers.WRONG_LENGTH, LongAnswers.FETCH])
@pytest.mark.parametrize("filler", [0, 500])
def test_opensc_reads_the_certificate_from_cards_of_other_manners(
    place: Place, manner: LongAnswers, filler: int
) -> None:
    contents = replace(place.authorities.contents(), filler=b"\xff" * filler)
    place.put(jpki_card(contents, habits=Habits(long_answers=manner)))
    assert certificate_of("01") == contents.authentication


def test_opensc_does_not_get_the_signature_certificate_without_its_password(lying: Place) -> None:
    run("pkcs15-tool", "--read-certificate", "02", answer=1)


def test_opensc_gets_the_signature_certificate_with_its_password(place: Place) -> None:
    contents = place.authorities.contents()
    place.put(jpki_card(contents))
    password = SIGNATURE_PASSWORD.decode()
    read = certificate_of("02", "--verify-pin", "--auth-id", "02", "--pin", password)
    assert contents.signature is not None and read == contents.signature.der


def test_a_wrong_pin_counts_down_for_opensc(lying: Place) -> None:
    run("pkcs15-tool", "--verify-pin", "--auth-id", "01", "--pin", "0000", answer=255)
    assert re.search(r"Tries left\s*:\s*2", run("pkcs15-tool", "--list-pins"))


def test_a_signature_made_through_opensc_verifies(place: Place, tmp_path: Path) -> None:
    contents = place.authorities.contents()
    place.put(jpki_card(contents))
    assert contents.authentication is not None
    certificate = x509.load_der_x509_certificate(contents.authentication)
    text, signature, key = tmp_path / "text", tmp_path / "signature", tmp_path / "key.pem"
    text.write_text("text")
    key.write_bytes(
        certificate.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    login = ["--slot", "0", "--login", "--pin", AUTHENTICATION_PIN.decode()]
    sign = ["--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", "01"]
    run("pkcs11-tool", *login, *sign, "--input-file", str(text), "--output-file", str(signature))
    verify = ["openssl", "dgst", "-sha256", "-verify", str(key), "-signature", str(signature), str(text)]
    assert "Verified OK" in run(*verify)


def test_opensc_refuses_a_foreign_card(place: Place) -> None:
    place.put(other_card("licence"))
    assert "Card is invalid or cannot be handled" in run("pkcs15-tool", "-c", answer=70)
