"""`mynadesk up`: prepares what is missing, starts engine and desk, says when both are ready, stops both cleanly."""

from __future__ import annotations

import contextlib
import errno
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn

from bot.engine.process import CannotStart as CannotStart  # callers look for it here
from bot.engine.process import EngineProcess, own_host
from bot.engine.training import is_whole, model_path, require_engine, train
from bot.settings import Settings

# SIGHUP: the terminal's window was closed; the engine has a session of its own and would stay
ENDS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SEE_DOCTOR: Final = ".venv/bin/mynadesk doctor で調べられます。"


class Stopped(Exception):
    """Someone asked to stop while things were being started."""


def say(words: str) -> None:
    """Progress for the person at the terminal. A terminal that is gone must not keep anything from being stopped."""
    with contextlib.suppress(OSError):
        print(words, flush=True)


def check_port(host: str, port: int, name: str, setting: str) -> None:
    """Raises CannotStart when nothing can listen there, most often because another program does."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise CannotStart(
                    f"MYNADESK_HOST={host} はこの機械のIPv4の番地ではありません（{error.strerror}）。"
                    "127.0.0.1（この機械だけ）か 0.0.0.0（ほかの機械からも）にしてください。"
                ) from None
            other = port + 1000 if 1024 <= port <= 64535 else 8000
            raise CannotStart(
                f"ポート {port}（{name}）が使えません（{error.strerror}）。動いているほかのプログラムを止めるか、"
                f"{setting}=別の番号 を付けて、もう一度始めてください。例：{setting}={other} make run"
            ) from None


def _check_ports(settings: Settings) -> None:
    if settings.port == settings.engine_port:
        raise CannotStart(
            f"MYNADESK_PORT と MYNADESK_ENGINE_PORT が同じ番号（{settings.port}）です。どちらかを変えてください。"
        )
    check_port(settings.host, settings.port, "窓口", "MYNADESK_PORT")
    check_port("127.0.0.1", settings.engine_port, "会話エンジン", "MYNADESK_ENGINE_PORT")


def counter(words: str, every: float, stop: threading.Event) -> Callable[[float], None]:
    """Takes the seconds so far, tells them now and then, and leaves with Stopped when asked to stop."""
    shown = 0.0

    def progress(seconds: float) -> None:
        nonlocal shown
        if stop.is_set():
            raise Stopped
        if seconds - shown >= every:
            shown = seconds
            say(f"   {words}（{seconds:.0f}秒）")

    return progress


def _prepare_model(settings: Settings, stop: threading.Event) -> Path:
    """The model for today's data: the one that is there, or a new one."""
    model = model_path(settings)
    if is_whole(model):
        say("② 学習済みモデルがあります。")
        return model
    reason = "はじめてのときと、質問例を変えたあとだけ"
    if model.exists():
        reason = "前のファイルが壊れていました"
    say(f"② 学習済みモデルを作っています（{reason}。数分かかります）…")
    began = time.monotonic()
    model = train(settings, counter("学習しています", 20, stop))
    say(f"   できました（{time.monotonic() - began:.0f}秒）。")
    return model


class _Desk:
    """The desk's server in a thread of this process."""

    def __init__(self, app: Any, settings: Settings) -> None:
        config = uvicorn.Config(
            app, host=settings.host, port=settings.port, log_level="warning", access_log=False, server_header=False
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="desk")
        self._url = f"http://{own_host(settings)}:{settings.port}"
        self._thread.start()

    def wait_started(self, progress: Callable[[float], None]) -> None:
        """Blocks until it listens. Raises CannotStart when it ends instead."""
        began = time.monotonic()
        while not self._server.started:
            self.check()
            progress(time.monotonic() - began)
            time.sleep(0.05)

    def check(self) -> None:
        """Raises CannotStart when it is no longer running."""
        if not self._thread.is_alive():
            raise CannotStart("窓口が止まりました。上の英語の行が理由です。" + SEE_DOCTOR)

    def check_ready(self) -> None:
        """Raises CannotStart when a part is not ready, or when the engine runs but answers nothing: Rasa starts without a
        word on a model that it cannot read. The questions also pay for lazy loading; a visitor should not."""
        for _try in range(3):  # a machine that is short of breath right after the start is no fault
            self._ask("POST", "/api/v1/chat", {"session": None, "text": "登録の方法"})
            # a button needs no understanding, so that its answer tells about the engine alone
            answer = self._ask("POST", "/api/v1/chat", {"session": None, "text": "topic:registration_how"})
            ready = self._ask("GET", "/readyz")
            if '"topic":"registration_how"' in answer and '"ready":true' in ready:
                return
        if '"ready":false' in ready:
            raise CannotStart(f"準備のできていない部分があります（{ready}）。{SEE_DOCTOR}")
        raise CannotStart(
            "会話エンジンが質問に答えません。make train ARGS=--force でモデルを作り直してください。" + SEE_DOCTOR
        )

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> str:
        """The answer's JSON without spaces, or nothing."""
        try:
            return httpx.request(method, self._url + path, json=body, timeout=30.0, trust_env=False).text.replace(
                " ", ""
            )
        except httpx.HTTPError:
            return ""

    def stop(self) -> None:
        """Ends it, waiting a little for answers under way."""
        self._server.should_exit = True
        self._thread.join(timeout=15)


def _serve(settings: Settings, app: Any, model: Path, stop: threading.Event) -> None:
    """Starts both, keeps the engine alive, and stops both whatever happens."""
    with contextlib.ExitStack() as running:
        desk = _Desk(app, settings)
        running.callback(desk.stop)
        desk.wait_started(counter("窓口を待っています", 5, stop))
        engine = EngineProcess(settings, model)
        running.callback(lambda: engine.stop())  # the one that runs then
        running.callback(say, "止めています…")
        engine.wait_ready(counter("会話エンジンを待っています", 3, stop))
        desk.check_ready()
        say(f"⑤ 準備ができました。ブラウザーで開いてください： http://{own_host(settings)}:{settings.port}/")
        say("   止めるときは Ctrl-C を押してください。")
        while not stop.wait(0.5):
            desk.check()
            if engine.ended():
                engine = EngineProcess(settings, model)
                say(f"会話エンジンが止まったので、入れ直しています。記録：{engine.previous_log}")
                engine.wait_ready(counter("会話エンジンを待っています", 5, stop))
                say("会話エンジンが戻りました。")


def run_up(settings: Settings, make_app: Callable[[Settings], Any]) -> int:
    """Runs until Ctrl-C, SIGTERM or the terminal's end. Gives the exit code. Raises CannotStart when it cannot go on."""
    stop = threading.Event()
    for name in ENDS:
        signal.signal(name, lambda *_: stop.set())
    with contextlib.suppress(Stopped):
        say("① 準備を確かめています…")
        require_engine()
        _check_ports(settings)
        model = _prepare_model(settings, stop)
        say("③ 決まり（ルールブック）を読み込んでいます…")
        app = make_app(settings)
        say("④ 会話エンジンと窓口を始めています…")
        _serve(settings, app, model, stop)
    say("止まりました。")
    return 0
