"""What `mynadesk doctor` says of the database."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from bot.app.build import prepare_rulebook
from bot.cli import doctor
from bot.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"MYNADESK_DATA": str(tmp_path)})


def test_a_database_that_is_not_there_yet_is_no_fault_and_is_not_made(settings: Settings, tmp_path: Path) -> None:
    assert doctor._database(settings).ok
    assert not (tmp_path / "mynadesk.sqlite3").exists()


def test_a_whole_one_is_in_order_and_a_damaged_one_is_not(settings: Settings, tmp_path: Path) -> None:
    prepare_rulebook(settings)[1].dispose()
    assert doctor._database(settings).ok
    (tmp_path / "mynadesk.sqlite3").write_bytes(os.urandom(9000))
    found = doctor._database(settings)
    assert not found.ok and "make run" in found.mend


def test_an_address_that_cannot_be_used_is_said(settings: Settings) -> None:
    found = doctor._database(dataclasses.replace(settings, database_url="nonsense"))
    assert not found.ok and "MYNADESK_DATABASE_URL" in found.says
