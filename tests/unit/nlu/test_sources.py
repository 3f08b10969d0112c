"""A change in our own code makes Rasa train anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.sources import sources_digest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A room like bot/nlu with the text module beside it."""
    room = tmp_path / "nlu"
    room.mkdir()
    (tmp_path / "text.py").write_text("A = 1", encoding="utf-8")
    (room / "one.py").write_text("B = 1", encoding="utf-8")
    (room / "two.yml").write_text("c: 1", encoding="utf-8")
    return room


@pytest.mark.parametrize("changed", ["one.py", "two.yml", "../text.py", "new.py"])
def test_every_source_counts(folder: Path, changed: str) -> None:
    before = sources_digest(folder)
    (folder / changed).write_text("D = 2", encoding="utf-8")
    assert sources_digest(folder) != before


def test_what_is_no_source_does_not_count(folder: Path) -> None:
    before = sources_digest(folder)
    (folder / "__pycache__").mkdir()
    for name in ("README.md", "launcher.py"):
        (folder / name).write_text("words", encoding="utf-8")
    assert sources_digest(folder) == before
