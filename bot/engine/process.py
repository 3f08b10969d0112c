"""The engine as a child process of `mynadesk up`: its files, its start, its end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx
import yaml

from bot.engine.training import ENGINE_PYTHON, engine_environment
from bot.settings import ROOT, Settings

ENGINE_START_LIMIT: Final = 180.0  # seconds


class CannotStart(Exception):
    """Says in one Japanese sentence what is in the way and what to do."""


def own_host(settings: Settings) -> str:
    """The address under which this machine itself reaches the desk: a server on all addresses is on loopback too."""
    return "127.0.0.1" if settings.host == "0.0.0.0" else settings.host


def write_engine_files(settings: Settings) -> tuple[Path, Path]:
    """endpoints and credentials for this run, readable by the owner only."""
    folder = settings.data / "engine"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # the repository's endpoints.yml is the one place that says which store is used
    endpoints: dict[str, Any] = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"] = {
        "url": f"http://{own_host(settings)}:{settings.port}/internal/actions",
        "headers": {"X-Engine-Token": settings.engine_token},
    }
    credentials = {"bot.nlu.desk_channel.DeskChannel": {"token": settings.engine_token}}
    written = []
    for name, content in (("endpoints.yml", endpoints), ("credentials.yml", credentials)):
        path = folder / name
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            yaml.safe_dump(content, file)
        written.append(path)
    return written[0], written[1]


class EngineProcess:
    """The engine as a child process; its output goes to var/log/engine.log, that of the one before stays beside it."""

    def __init__(self, settings: Settings, model: Path) -> None:
        endpoints, credentials = write_engine_files(settings)
        self.log = settings.data / "log" / "engine.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists():
            self.log.replace(self.previous_log)
        command = [
            str(ENGINE_PYTHON), "-W", "ignore", "-m", "bot.nlu.launcher", "run", "--model", str(model),
            "--interface", "127.0.0.1", "--port", str(settings.engine_port),
            "--endpoints", str(endpoints), "--credentials", str(credentials),
        ]  # fmt: skip
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=engine_environment(settings), stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        self._url = f"{settings.engine_url}/webhooks/desk/"
        self._token = settings.engine_token

    @property
    def previous_log(self) -> Path:
        """What the engine before this one said."""
        return self.log.with_name("engine.previous.log")

    def wait_ready(self, progress: Callable[[float], None]) -> None:
        """Blocks until the engine answers. Raises CannotStart when it ends or takes too long."""
        began = time.monotonic()
        headers = {"X-Engine-Token": self._token}
        mend = f"記録を見てください：{self.log}　直らないときは make train ARGS=--force でモデルを作り直してください。"
        while time.monotonic() - began < ENGINE_START_LIMIT:
            if self.ended():
                raise CannotStart(f"会話エンジンが止まりました。{mend}")
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(self._url, headers=headers, timeout=1.0, trust_env=False).status_code == 200:
                    return
            progress(time.monotonic() - began)
            time.sleep(0.25)
        raise CannotStart(f"会話エンジンが{ENGINE_START_LIMIT:.0f}秒たっても始まりません。{mend}")

    def ended(self) -> bool:
        """True when the process is gone."""
        return self._process.poll() is not None

    def stop(self) -> None:
        """Ends the engine and what it started."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
