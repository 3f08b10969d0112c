"""Starts the private PC/SC service once per test run. Without the programs it needs the tests fail; they
never skip."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pcsc_place import Authorities, Place, Wire
from pcsc_stack import Stack, what_is_missing

FOLDER = pytest.StashKey[Path]()
sys.path.append(str(Path(__file__).parents[1] / "integration"))  # the desk for tests (desk_fakes) is shared


def pytest_collection_modifyitems(config: pytest.Config) -> None:
    """Point this process at the private service before any test runs: the PC/SC library looks only once.

    The folder's name is short, since names of local sockets may have 107 bytes only.
    """
    config.stash[FOLDER] = Path(tempfile.mkdtemp(prefix="pcsc-"))
    os.environ["PCSCLITE_CSOCK_NAME"] = str(config.stash[FOLDER] / "run" / "pcscd.comm")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    shutil.rmtree(config.stash[FOLDER], ignore_errors=True)


@pytest.fixture(scope="session")
def stack(pytestconfig: pytest.Config) -> Iterator[Stack]:
    """The service, not yet started."""
    missing = what_is_missing()
    if missing:
        pytest.fail(missing, pytrace=False)
    with Stack(pytestconfig.stash[FOLDER]) as stack:
        yield stack


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
