"""The trained model: is it there, is it newer than what it was trained from, and training it anew."""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from bot.engine.log_files import LogFile, Pump
from bot.engine.tether import tethered
from bot.settings import ROOT, Settings
from bot.words import Words

SAY: Final = Words(__file__)

ENGINE_PYTHON: Final = ROOT / ".venv-engine" / "bin" / "python"
STAND_INS: Final = ROOT / "bot" / "nlu" / "stand_ins"  # in the place of TensorFlow
TRAINING_SPACE: Final = 200 << 20  # bytes: model, Rasa's cache and log
# a model is made in a folder of its own, so that one that was broken off is never taken for the model
NEW: Final = "new-"
_INPUTS: Final = (
    "config.yml",
    "domain.yml",
    "data/**/*.yml",
    "data/dialogues/*.jsonl",
    "bot/nlu/*.py",
    "bot/nlu/*.yml",
    "bot/rulebook/statements/needs/*.yml",
    "bot/text.py",
    "requirements/engine.txt",
)
# bot.nlu.sources.RUNNING: they serve a model and change none
_RUNNING: Final = frozenset(
    {"desk_channel.py", "launcher.py", "memory.py", "reader.py", "risk.py", "stories.py", "turns.py"}
)


class EngineMissing(Exception):
    """The engine's environment is not installed."""


class TrainingFailed(Exception):
    """`rasa train` ended with an error; the log's place is in the message."""


def _inputs() -> Iterator[Path]:
    for pattern in _INPUTS:
        yield from sorted(path for path in ROOT.glob(pattern) if path.name not in _RUNNING or path.parent.name != "nlu")


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
    """Environment of engine processes: no telemetry, nothing outside the data folder, no TensorFlow."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(STAND_INS), str(ROOT))),
        "MYNADESK_ENGINE_TOKEN": settings.engine_token,
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(settings.data / "cache" / "rasa"),
        "MPLCONFIGDIR": str(settings.data / "cache" / "matplotlib"),
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }


def require_engine() -> None:
    """Raises EngineMissing when the engine's environment is not installed."""
    if not ENGINE_PYTHON.exists():
        raise EngineMissing(SAY("no_engine", folder=ENGINE_PYTHON.parent.parent.name))


def is_whole(model: Path) -> bool:
    """The file is there and can be read to its end: a copy that was broken off or a full disk leaves half of one."""
    size = 0
    try:
        with gzip.open(model) as content:
            while part := content.read(1 << 20):
                size += len(part)
    except (OSError, EOFError, zlib.error):
        return False
    return size > 0


def train(settings: Settings, progress: Callable[[float], None] = lambda _seconds: None) -> Path:
    """Trains the model for today's data and removes older ones. Raises EngineMissing or TrainingFailed, or whatever
    `progress`, which gets the seconds so far twice a second, raises; the training is ended then."""
    require_engine()
    target = model_path(settings)
    log = LogFile(settings.data / "log", "train.log")
    target.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.data).free < TRAINING_SPACE:
        raise TrainingFailed(SAY("no_room", place=settings.data, megabytes=TRAINING_SPACE >> 20))
    with _alone(target.parent), tempfile.TemporaryDirectory(prefix=NEW, dir=target.parent) as place:
        command = [
            str(ENGINE_PYTHON), "-W", "ignore", "-m", "bot.nlu.launcher", "train", "--out", place,
            "--fixed-model-name", target.name.removesuffix(".tar.gz"),
        ]  # fmt: skip
        code = _run(command, settings, log, progress)
        made = Path(place) / target.name
        if code != 0 or not is_whole(made):
            raise TrainingFailed(SAY("failed", log=log.path))
        made.replace(target)
    for old in target.parent.glob("mynadesk-*.tar.gz"):
        if old != target:
            old.unlink()
    return target


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One training at a time; what an earlier one left when it was killed is removed. Raises TrainingFailed."""
    with (folder / "training.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TrainingFailed(SAY("other_training", folder=folder)) from None
        for left in folder.glob(f"{NEW}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _run(command: list[str], settings: Settings, log: LogFile, progress: Callable[[float], None]) -> int:
    """The exit code. Nothing of it stays when this is left early."""
    began = time.monotonic()
    log.begin()
    # in the group of this process: the terminal's Ctrl-C and its closing reach both
    process = subprocess.Popen(
        tethered(command), cwd=ROOT, env=engine_environment(settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout
    pump = Pump(process.stdout, log)
    try:
        code = None
        while code is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = process.wait(timeout=0.5)
            progress(time.monotonic() - began)  # also at the end: Ctrl-C is no failed training
        return code
    finally:
        if process.poll() is None:
            process.kill()  # it writes only into its temporary folder
            process.wait()
        pump.join(2.0)
