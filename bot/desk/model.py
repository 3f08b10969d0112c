"""The trained model: is it there, is it newer than what it was trained from, and training it anew."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.desk.settings import ROOT, Settings

ENGINE_PYTHON: Final = ROOT / ".venv-engine" / "bin" / "python"
_INPUTS: Final = (
    "config.yml",
    "domain.yml",
    "data/**/*.yml",
    "bot/nlu/*.py",
    "bot/text.py",
    "bot/acts.py",
    "bot/insurers.py",
    "requirements/engine.txt",
)


class EngineMissing(Exception):
    """The engine's environment is not installed."""


class TrainingFailed(Exception):
    """`rasa train` ended with an error; the log's place is in the message."""


def _inputs() -> Iterator[Path]:
    for pattern in _INPUTS:
        yield from sorted(ROOT.glob(pattern))


def fingerprint() -> str:
    """A digest of everything the model depends on."""
    digest = hashlib.sha256()
    for path in _inputs():
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def model_path(settings: Settings) -> Path:
    """Where the model for today's data belongs."""
    return settings.data / "models" / f"mynadesk-{fingerprint()}.tar.gz"


def engine_environment(settings: Settings) -> dict[str, str]:
    """Environment of engine processes: no telemetry, nothing outside the data folder, quiet TensorFlow."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MYNADESK_ENGINE_TOKEN": settings.engine_token,
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(settings.data / "cache" / "rasa"),
        "MPLCONFIGDIR": str(settings.data / "cache" / "matplotlib"),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "CUDA_VISIBLE_DEVICES": "-1",
    }


def train(settings: Settings) -> Path:
    """Trains the model for today's data and removes older ones. Raises EngineMissing or TrainingFailed."""
    if not ENGINE_PYTHON.exists():
        raise EngineMissing(f"{ENGINE_PYTHON.parent.parent.name} がありません。make setup を実行してください。")
    target = model_path(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    log = settings.data / "log" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [
        str(ENGINE_PYTHON),
        "-W",
        "ignore",
        "-m",
        "bot.nlu.launcher",
        "train",
        "--out",
        str(target.parent),
        "--fixed-model-name",
        target.name.removesuffix(".tar.gz"),
    ]
    with log.open("wb") as output:
        ended = subprocess.run(
            command, cwd=ROOT, env=engine_environment(settings), stdout=output, stderr=subprocess.STDOUT
        )
    if ended.returncode != 0 or not target.is_file():
        raise TrainingFailed(f"学習に失敗しました。記録：{log}")
    for old in target.parent.glob("mynadesk-*.tar.gz"):
        if old != target:
            old.unlink()
    return target
