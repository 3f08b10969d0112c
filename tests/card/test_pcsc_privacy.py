"""A planted serial number, subject and key, searched for in everything that is written anywhere."""

from __future__ import annotations

import base64
import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509
from pcsc_expected import LASTING
from pcsc_place import EXPIRES, Place
from pcsc_planted import Planted, plant
from pcsc_stack import FIRST

from bot.card import dialogue
from bot.card.certificate import CertificateError, read_validity
from bot.card.dialogue import CardReader
from bot.card.emulator.faults import parse_faults
from bot.card.jpki import read_card
from bot.card.reader import open_service

ROOT = Path(__file__).parents[2]
PROGRAM = """
import argparse, logging, sys
logging.basicConfig(level=logging.DEBUG)
from bot.card.commands import add_card_parser, run_card
parser = argparse.ArgumentParser()
add_card_parser(parser.add_subparsers())
sys.exit(run_card(parser.parse_args(sys.argv[1:])))
"""


@pytest.fixture
def planted(place: Place) -> Planted:
    """Puts the card with the planted certificate into the reader."""
    return plant(place, EXPIRES)


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_the_search_itself_finds_what_is_written(planted: Planted) -> None:
    for text in (
        planted.der.hex(),
        repr(planted.der),
        str(list(planted.der)),
        base64.b64encode(planted.der).decode(),
    ):
        assert planted.found_in(f"... {text} ...")
    key = x509.load_der_x509_certificate(planted.der).public_key()
    assert planted.found_in(f"{key.public_numbers().n:x}")  # type: ignore[union-attr]


def test_nothing_is_logged_or_printed_of_a_card_read_well_or_badly(
    place: Place, planted: Planted, everything_logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogue, "SETTLE", 0.0)  # the card stays: nobody need wait for it to go
    reader: CardReader = place.reader()
    shown = [repr(reader.read(FIRST, ask_pins=True))]
    for number in range(1, 13):
        for fault in LASTING:
            place.slot.arm(parse_faults(f"{fault}@{number}"))
            shown.append(repr(reader.read(FIRST)))
    text = "\n".join([*shown, everything_logged.text])
    assert len(everything_logged.records) >= len(shown)
    assert planted.found_in(text) == []
    assert "2029" not in text


def test_nothing_is_in_exceptions_or_what_they_drag_along(place: Place, planted: Planted) -> None:
    texts = []
    service = open_service()
    for number in range(1, 13):
        for fault in LASTING:
            place.slot.arm(parse_faults(f"{fault}@{number}"))
            session = service.connect(FIRST)
            try:
                texts.append(repr(read_card(session.transmit)))
            except Exception as error:  # noqa: BLE001 - whatever comes is searched
                texts.append("".join(traceback.format_exception(error)) + repr(error.args))
            session.end()
    service.close()
    for length in (4, 5, 100, 800, len(planted.der) - 1):
        try:
            read_validity(planted.der[:length] + bytes(len(planted.der) - length))
        except CertificateError as error:
            texts.append("".join(traceback.format_exception(error)))
    assert planted.found_in("\n".join(texts)) == []


@pytest.mark.parametrize("options", [[], ["--json"], ["--pins"]])
def test_the_program_writes_no_more_than_the_facts(
    place: Place, planted: Planted, options: list[str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", PROGRAM, "card", *options],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MYNADESK_TODAY": "2026-11-22"},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "2029" in done.stdout and "2029" not in done.stderr
    assert planted.found_in(done.stdout + done.stderr) == []


def test_the_service_is_not_asked_to_log_commands(place: Place, planted: Planted) -> None:
    place.read()
    with suppress(FileNotFoundError):
        log = (place.stack.folder / "pcscd.log").read_text(errors="replace")
        assert planted.found_in(log) == []
