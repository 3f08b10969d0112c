"""docs/security.md names tests that exist, answers every finding, and tells every setting of its subject."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOC = (ROOT / "docs/security.md").read_text(encoding="utf-8")
DEFINED = {name for file in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"^(?:async )?def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)}


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+)`", DOC))))
def test_every_test_that_is_named_exists(name: str) -> None:
    assert name in DEFINED


@pytest.mark.parametrize("finding", [*(f"M{number}" for number in range(1, 11)), *(f"L{number}" for number in range(1, 15))])
def test_every_finding_has_one_row(finding: str) -> None:
    assert len(re.findall(rf"^\| {finding} [^|]+\| [^|]{{10,}} \|$", DOC, re.MULTILINE)) == 1


@pytest.mark.parametrize("file", sorted(set(re.findall(r"`((?:bot|tests|docs)/[\w/.]+)`", DOC))))
def test_every_file_that_is_named_exists(file: str) -> None:
    assert (ROOT / file).exists()


@pytest.mark.parametrize("setting", ["PUBLIC_URL", "ALLOWED_HOSTS", "OPEN_ACTIONS", "KIOSK_KEYS", "ENV", "HOST"])
def test_settings_of_this_subject_are_told(setting: str) -> None:
    assert f"MYNADESK_{setting}" in DOC and f'"MYNADESK_{setting}"' in (ROOT / "bot/settings.py").read_text(encoding="utf-8")
