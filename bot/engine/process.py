"""The engine as a child process of `mynadesk up`: its files, its start, and whether it is well."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import yaml

from bot.engine.ask import ask
from bot.engine.child import Child
from bot.engine.log_files import LogFile
from bot.engine.training import ENGINE_PYTHON, engine_environment
from bot.settings import ROOT, Settings
from bot.strict_yaml import load_yaml
from bot.words import Words

SAY: Final = Words(__file__)

TURN_LIMIT: Final = 8.0  # seconds for the answer to a question that a visitor would wait for
LONGEST_SOCKET: Final = 100  # bytes; of 108 on Linux and 104 elsewhere (unix(7))
ASKER: Final = "mynadesk-probe"  # one conversation for all of them


class CannotStart(Exception):
    """Says in one Japanese sentence what is in the way and what to do."""


def own_host(settings: Settings) -> str:
    """The address under which this machine itself reaches the desk: a server on all addresses is on loopback too."""
    return "127.0.0.1" if settings.host == "0.0.0.0" else settings.host


def engine_record(settings: Settings) -> Path:
    """Where the running engine is noted."""
    return settings.data / "engine" / "engine.json"


def actions_socket(settings: Settings) -> Path | None:
    """Where the desk listens for the engine's calls of actions besides the web server; None where the system's names for
    sockets are too short for the data folder's."""
    path = settings.data / "engine" / "actions.socket"
    return path if len(os.fsencode(path)) <= LONGEST_SOCKET else None


def write_engine_files(settings: Settings) -> tuple[Path, Path]:
    """endpoints and credentials for this run, readable by the owner only."""
    folder = settings.data / "engine"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # the repository's endpoints.yml is the one place that says which store is used
    endpoints: dict[str, Any] = load_yaml(ROOT / "endpoints.yml")
    endpoints["action_endpoint"] |= {
        "url": f"http://{own_host(settings)}:{settings.port}/internal/actions",
        "headers": {"X-Engine-Token": settings.engine_token},
    }
    if socket := actions_socket(settings):
        endpoints["action_endpoint"]["socket"] = str(socket)
    credentials = {"bot.nlu.desk_channel.DeskChannel": {"token": settings.engine_token}}
    written = []
    for name, content in (("endpoints.yml", endpoints), ("credentials.yml", credentials)):
        path = folder / name
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            yaml.safe_dump(content, file)
        written.append(path)
    return written[0], written[1]


def start_engine(settings: Settings, model: Path) -> Child:
    """Starts the engine; its words go to var/log/engine.log. Raises OSError."""
    endpoints, credentials = write_engine_files(settings)
    command = [
        str(ENGINE_PYTHON), "-W", "ignore", "-m", "bot.nlu.launcher", "run", "--model", str(model),
        "--interface", "127.0.0.1", "--port", str(settings.engine_port),
        "--endpoints", str(endpoints), "--credentials", str(credentials),
    ]  # fmt: skip
    log = LogFile(settings.data / "log", "engine.log")
    return Child(command, engine_environment(settings), log, engine_record(settings))


def engine_answers(settings: Settings, timeout: float) -> bool:
    """Whether the engine's door answers. It does so even without a model."""
    headers = {"X-Engine-Token": settings.engine_token}
    return ask("127.0.0.1", settings.engine_port, "/webhooks/desk/", timeout, headers=headers).status == 200


def engine_replies(settings: Settings, timeout: float = TURN_LIMIT) -> bool:
    """Whether a question gets a reply with words, through model and actions."""
    body = {"sender": ASKER, "message": SAY("probe"), "metadata": {}}
    headers = {"X-Engine-Token": settings.engine_token}
    answer = ask("127.0.0.1", settings.engine_port, "/webhooks/desk/webhook", timeout, body, headers).json()
    return isinstance(answer, list) and any(isinstance(one, dict) and one.get("custom") for one in answer)
