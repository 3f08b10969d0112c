"""Starts the private PC/SC service once per test run. Without the programs it needs the tests fail; they
never skip."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pcsc_place import Authorities, Place, Wire
from pcsc_stack import Stack, what_is_missing


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The service, not yet started. A short path: names of local sockets may have 107 bytes only."""
    missing = what_is_missing()
    if missing:
        pytest.fail(missing, pytrace=False)
    folder = Path(tempfile.mkdtemp(prefix="pcsc-"))
    # The PC/SC library reads this once in the life of the process.
    os.environ["PCSCLITE_CSOCK_NAME"] = str(folder / "run" / "pcscd.comm")
    try:
        with Stack(folder) as stack:
            yield stack
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def authorities() -> Authorities:
    return Authorities()


@pytest.fixture
def place(stack: Stack, authorities: Authorities) -> Iterator[Place]:
    """The service running with one virtual reader and no card in it, before and after the test."""
    stack.start()
    place = Place(stack, authorities)
    yield place
    place.take()


@pytest.fixture
def wire(place: Place) -> Iterator[Wire]:
    """A bare connection to a fresh ordinary card."""
    place.put(place.authorities.card())
    wire = Wire()
    yield wire
    wire.close()
