"""`make run` with the real environments and the trained model (`make test` makes both before): ready, and gone on Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest
from engine_fakes import free_port

from bot.app.desk_process import ask_desk, desk_record
from bot.engine.process import engine_record
from bot.engine.training import model_path
from bot.settings import load_settings

ROOT: Final = Path(__file__).resolve().parents[2]
# the set-up itself is left out: it would change the environment that runs this test
RUN: Final = ["make", "-o", "setup", "run"]


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """Own ports and an own data folder that shares nothing but the model."""
    model = model_path(load_settings())
    assert model.is_file(), "run `make train` first"
    (tmp_path / "models").symlink_to(model.parent)
    return {"MYNADESK_DATA": str(tmp_path), "MYNADESK_PORT": str(free_port()), "MYNADESK_ENGINE_PORT": str(free_port())}


@contextmanager
def running(settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """`make run` like in a terminal of its own; nothing of it is left afterwards."""
    process = subprocess.Popen(
        RUN, cwd=ROOT, env={**os.environ, **settings}, text=True, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)


def read_until(process: subprocess.Popen[str], mark: str) -> str:
    """What was printed up to the line with `mark`, or to the end."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if mark in line:
            break
    return said


def test_it_gets_ready_answers_and_stops_on_ctrl_c(settings: dict[str, str]) -> None:
    with running(settings) as process:
        said = read_until(process, "準備ができました")
        assert f"http://127.0.0.1:{settings['MYNADESK_PORT']}/" in said
        address = f"http://127.0.0.1:{settings['MYNADESK_PORT']}"
        assert httpx.get(f"{address}/readyz", trust_env=False).status_code == 200
        assert httpx.get(f"{address}/", trust_env=False).status_code == 200
        os.killpg(process.pid, signal.SIGINT)
        assert "止まりました" in read_until(process, "止まりました")
    for port in (settings["MYNADESK_PORT"], settings["MYNADESK_ENGINE_PORT"]):
        socket.create_server(("127.0.0.1", int(port))).close()


def test_with_the_real_engine_both_parts_come_back_after_kill_9(settings: dict[str, str]) -> None:
    found = load_settings(settings)
    question = {"session": None, "text": "マイナ保険証の登録方法を教えてください"}

    def answered() -> bool:
        return '"topic":"registration_how"' in ask_desk(found, "/api/v1/chat", 3.0, question).body.decode().replace(" ", "")

    with running(settings) as process:
        read_until(process, "準備ができました")
        for record in (engine_record(found), desk_record(found)):
            os.kill(int(json.loads(record.read_text())[1]), signal.SIGKILL)
            assert "戻りました" in read_until(process, "戻りました")
            until = time.monotonic() + 60  # the bound of 20 s is measured by tests/bench/recovery.py on a quiet machine
            while not answered():
                assert time.monotonic() < until
                time.sleep(0.2)
        os.killpg(process.pid, signal.SIGINT)
        assert "止まりました" in read_until(process, "止まりました。\n")


@pytest.mark.parametrize("setting", ["MYNADESK_PORT", "MYNADESK_ENGINE_PORT"])
def test_a_taken_port_is_said_in_one_sentence(settings: dict[str, str], setting: str) -> None:
    with socket.create_server(("127.0.0.1", int(settings[setting]))), running(settings) as process:
        said = read_until(process, "no such words")
        assert process.wait(timeout=60) != 0
    sentence = next(line for line in said.splitlines() if line.startswith("ポート"))
    assert settings[setting] in sentence and f"{setting}=" in sentence
    assert "Traceback" not in said
