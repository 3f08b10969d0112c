"""`mynadesk up`: prepares what is missing, starts engine and desk, says when both are ready, stops both cleanly."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn
import yaml

from bot.desk.model import ENGINE_PYTHON, engine_environment, model_path, train
from bot.desk.settings import ROOT, Settings

ENGINE_START_LIMIT: Final = 180.0  # seconds


class CannotStart(Exception):
    """Says in one Japanese sentence what is in the way and what to do."""


def say(words: str) -> None:
    """Progress for the person at the terminal."""
    print(words, flush=True)


def check_port(host: str, port: int, name: str, setting: str) -> None:
    """Raises CannotStart when another program listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"ポート {port}（{name}）が使えません（{error.strerror}）。動いているほかのプログラムを止めるか、"
                f"{setting}=別の番号 を付けて、もう一度始めてください。例：{setting}={port + 1} make run"
            ) from None


def write_engine_files(settings: Settings) -> tuple[Path, Path]:
    """endpoints and credentials for this run, readable by the owner only."""
    folder = settings.data / "engine"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # the repository's endpoints.yml is the one place that says which store is used
    endpoints: dict[str, Any] = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"] = {
        "url": f"http://127.0.0.1:{settings.port}/internal/actions",
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
    """The engine as a child process; its output goes to var/log/engine.log."""

    def __init__(self, settings: Settings, model: Path) -> None:
        endpoints, credentials = write_engine_files(settings)
        self.log = settings.data / "log" / "engine.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
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

    def wait_ready(self, progress: Callable[[float], None]) -> None:
        """Blocks until the engine answers. Raises CannotStart when it ends or takes too long."""
        began = time.monotonic()
        headers = {"X-Engine-Token": self._token}
        while time.monotonic() - began < ENGINE_START_LIMIT:
            if self._process.poll() is not None:
                raise CannotStart(f"会話エンジンが止まりました。記録を見てください：{self.log}")
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(self._url, headers=headers, timeout=1.0, trust_env=False).status_code == 200:
                    return
            progress(time.monotonic() - began)
            time.sleep(0.25)
        raise CannotStart(
            f"会話エンジンが{ENGINE_START_LIMIT:.0f}秒たっても始まりません。記録を見てください：{self.log}"
        )

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


def _warm_up(settings: Settings) -> None:
    """The first call pays for lazy loading; a visitor should not."""
    with contextlib.suppress(httpx.HTTPError):
        url = f"http://127.0.0.1:{settings.port}/api/v1/chat"
        httpx.post(url, json={"session": None, "text": "登録の方法"}, timeout=30.0, trust_env=False)


def run_up(settings: Settings, make_app: Callable[[Settings], Any]) -> int:
    """Runs until Ctrl-C or SIGTERM. Gives the exit code. Raises CannotStart before anything was started."""
    say("① 準備を確かめています…")
    check_port(settings.host, settings.port, "窓口", "MYNADESK_PORT")
    check_port("127.0.0.1", settings.engine_port, "会話エンジン", "MYNADESK_ENGINE_PORT")
    model = model_path(settings)
    if not model.is_file():
        say("② 学習済みモデルを作っています（はじめてのときと、質問例を変えたあとだけ。数分かかります）…")
        began = time.monotonic()
        model = train(settings)
        say(f"   できました（{time.monotonic() - began:.0f}秒）。")
    say("③ 決まり（ルールブック）を読み込んでいます…")
    app = make_app(settings)
    say("④ 会話エンジンと窓口を始めています…")
    engine = EngineProcess(settings, model)
    server = uvicorn.Server(
        uvicorn.Config(
            app, host=settings.host, port=settings.port, log_level="warning", access_log=False, server_header=False
        )
    )
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    thread = threading.Thread(target=server.run, name="desk")
    thread.start()
    try:
        shown = -5.0

        def progress(seconds: float) -> None:
            nonlocal shown
            if stop.is_set():
                raise KeyboardInterrupt
            if seconds - shown >= 3 and sys.stdout.isatty():
                shown = seconds
                say(f"   会話エンジンを待っています（{seconds:.0f}秒）")

        engine.wait_ready(progress)
        _warm_up(settings)
        say(f"⑤ 準備ができました。ブラウザーで開いてください： http://{settings.host}:{settings.port}/")
        say("   止めるときは Ctrl-C を押してください。")
        while not stop.wait(0.5):
            if engine.ended():
                say(f"会話エンジンが止まりました。入れ直します。記録：{engine.log}")
                engine = EngineProcess(settings, model)
                engine.wait_ready(lambda _seconds: None)
            if not thread.is_alive():
                raise CannotStart("窓口が止まりました。")
    except KeyboardInterrupt:
        pass
    finally:
        say("止めています…")
        server.should_exit = True
        engine.stop()
        thread.join(timeout=15)
    say("止まりました。")
    return 0
