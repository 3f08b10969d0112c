"""Training the model when it is missing, and what a training that does not end well leaves behind."""

from __future__ import annotations

import argparse
import fcntl
import gzip
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from engine_fakes import write_script

from bot.app.up import ENDS
from bot.cli.desk import run_train
from bot.engine import training as model
from bot.engine.training import EngineMissing, TrainingFailed, is_whole, model_path, train
from bot.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An own data folder, and an engine that trains at once."""
    monkeypatch.setattr(model, "ENGINE_PYTHON", write_script(tmp_path))
    monkeypatch.setenv("FAKE_ENGINE", "works")
    return load_settings({"MYNADESK_DATA": str(tmp_path / "data")})


def models(settings: Settings) -> list[str]:
    """What lies where the models are, apart from the lock."""
    return sorted(path.name for path in (settings.data / "models").iterdir() if path.name != "training.lock")


@pytest.mark.parametrize(
    ("content", "whole"),
    [
        (gzip.compress(b"model" * 1000), True),
        (gzip.compress(b"model" * 1000)[:-9], False),
        (gzip.compress(b"model" * 1000)[:-1] + b"?", False),
        (b"", False),
        (gzip.compress(b""), False),
        (b"<html>not found</html>", False),
    ],
    ids=["whole", "half", "changed", "nothing", "nothing inside", "something else"],
)
def test_a_broken_file_is_told_from_a_whole_one(tmp_path: Path, content: bytes, whole: bool) -> None:
    file = tmp_path / "model.tar.gz"
    file.write_bytes(content)
    assert is_whole(file) is whole


def test_a_model_that_is_not_there_is_not_whole(tmp_path: Path) -> None:
    assert not is_whole(tmp_path / "none.tar.gz")


def test_training_makes_the_model_and_removes_the_older_one(settings: Settings) -> None:
    older = settings.data / "models" / "mynadesk-0000.tar.gz"
    older.parent.mkdir(parents=True)
    older.touch()
    made = train(settings)
    assert made == model_path(settings) and is_whole(made)
    assert models(settings) == [made.name]


@pytest.mark.parametrize("kind", ["half", "fails"])
def test_a_failed_training_leaves_no_model_and_names_its_log(settings: Settings, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setenv("FAKE_ENGINE", kind)
    with pytest.raises(TrainingFailed, match="train.log"):
        train(settings)
    assert models(settings) == []


def test_a_training_that_is_stopped_leaves_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_ENGINE", "slow")

    def stop(_seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(settings, stop)
    assert models(settings) == []


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_stopping_the_command_stops_the_engine_that_trains(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], end: signal.Signals
) -> None:
    monkeypatch.setenv("FAKE_ENGINE", "slow")
    monkeypatch.setenv("MYNADESK_DATA", str(settings.data))
    before = {name: signal.getsignal(name) for name in ENDS}
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            started.append(self)
            os.kill(os.getpid(), end)

    monkeypatch.setattr(model.subprocess, "Popen", Noted)
    try:
        assert run_train(argparse.Namespace(force=False)) == 130
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
    assert "学習をやめました" in capsys.readouterr().out
    assert [process.poll() is not None for process in started] == [True]
    assert models(settings) == []


def test_what_a_killed_training_left_is_removed_by_the_next(settings: Settings) -> None:
    (settings.data / "models" / "new-killed").mkdir(parents=True)
    made = train(settings)
    assert models(settings) == [made.name]


def test_two_trainings_at_once_are_refused(settings: Settings) -> None:
    folder = settings.data / "models"
    folder.mkdir(parents=True)
    with (folder / "training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(TrainingFailed, match="ほかの学習"):
            train(settings)


def test_too_little_room_is_said_before_training(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "TRAINING_SPACE", 1 << 60)
    with pytest.raises(TrainingFailed, match="空きが .* MB ありません"):
        train(settings)


def test_without_the_engines_environment_the_next_step_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "ENGINE_PYTHON", Path("/nowhere/bin/python"))
    with pytest.raises(EngineMissing, match="make setup"):
        train(settings)
