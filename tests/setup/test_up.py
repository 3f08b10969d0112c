"""`mynadesk up` with the real desk and a fake engine: what is in the way is said, and nothing is left running."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from engine_fakes import free_port, write_script

from bot.app import folder, pair, up
from bot.engine import process as engine_process
from bot.engine import training as model
from bot.engine.process import CannotStart
from bot.engine.training import EngineMissing, model_path, train
from bot.settings import Settings, load_settings

READY = "止めるときは"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Own ports and data, an engine that works, and the signals as they were afterwards."""
    script = write_script(tmp_path)
    monkeypatch.setattr(model, "ENGINE_PYTHON", script)
    monkeypatch.setattr(engine_process, "ENGINE_PYTHON", script)
    monkeypatch.setenv("FAKE_ENGINE", "works")
    before = {name: signal.getsignal(name) for name in up.ENDS}
    yield load_settings(
        {"MYNADESK_DATA": str(tmp_path / "data"), "MYNADESK_PORT": str(free_port()), "MYNADESK_ENGINE_PORT": str(free_port())}
    )
    for name, handler in before.items():
        signal.signal(name, handler)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines of progress. One that says how to stop is answered with the signal in `STOP_WITH`, else SIGINT."""
    lines: list[str] = []

    def say(words: str) -> None:
        lines.append(words)
        if READY in words:
            os.kill(os.getpid(), int(os.environ.get("STOP_WITH", signal.SIGINT)))

    monkeypatch.setattr(up, "say", say)
    return lines


def assert_nothing_runs(settings: Settings) -> None:
    for port in (settings.port, settings.engine_port):
        socket.create_server(("127.0.0.1", port)).close()


@pytest.mark.parametrize("stop_with", up.ENDS)
def test_ctrl_c_termination_and_a_closed_terminal_stop_both(
    settings: Settings, said: list[str], monkeypatch: pytest.MonkeyPatch, stop_with: signal.Signals
) -> None:
    train(settings)
    monkeypatch.setenv("STOP_WITH", str(int(stop_with)))
    assert up.run_up(settings) == 0
    assert said[-1] == "止まりました。"
    assert_nothing_runs(settings)


def test_a_missing_model_is_trained_and_every_step_told(settings: Settings, said: list[str]) -> None:
    up.run_up(settings)
    assert [line[0] for line in said if line[0] in "①②③④⑤"] == list("①②③④⑤")
    assert any("学習済みモデルを作っています" in line for line in said) and model_path(settings).is_file()


def test_a_broken_model_is_made_anew(settings: Settings, said: list[str]) -> None:
    file = train(settings)
    file.write_bytes(file.read_bytes()[:-5])
    up.run_up(settings)
    assert any("壊れていました" in line for line in said) and model.is_whole(file)


def test_stopping_while_training_stops_all(settings: Settings, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_ENGINE", "slow")
    real = model.train

    def train_and_stop(settings: Settings, progress: Callable[[float], None]) -> Path:
        def stop(seconds: float) -> None:
            os.kill(os.getpid(), signal.SIGTERM)
            progress(seconds)

        return real(settings, stop)

    monkeypatch.setattr(up, "train", train_and_stop)
    assert up.run_up(settings) == 0
    assert not any("④" in line for line in said) and not model_path(settings).exists()


@pytest.mark.parametrize(
    ("kind", "says"), [("mute", "make train ARGS=--force"), ("ends", "engine.log")], ids=["no model", "ends at once"]
)
def test_an_engine_that_does_not_serve_is_never_called_ready(
    settings: Settings, said: list[str], monkeypatch: pytest.MonkeyPatch, kind: str, says: str
) -> None:
    train(settings)
    monkeypatch.setenv("FAKE_ENGINE", kind)
    with pytest.raises(CannotStart, match=says):
        up.run_up(settings)
    assert not any(READY in line for line in said)
    assert_nothing_runs(settings)


SPOILT: Final = """
import bot.rulebook.store.upkeep
bot.rulebook.store.upkeep.DatabaseCheck.__call__ = lambda self: False
from bot.app.serve import main
raise SystemExit(main())
"""


def test_a_part_that_is_not_ready_is_named(settings: Settings, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    train(settings)
    monkeypatch.setattr(pair, "BREATH", 2.0)
    with pytest.raises(CannotStart, match='"database":false'):
        up.run_up(settings, [sys.executable, "-c", SPOILT])
    assert_nothing_runs(settings)


def test_a_database_that_cannot_be_had_is_named(settings: Settings, said: list[str]) -> None:
    train(settings)
    with pytest.raises(CannotStart, match="^データベースが使えません.*MYNADESK_DATABASE_URL.*$"):
        up.run_up(dataclasses.replace(settings, database_url=f"sqlite:///{settings.data}/none/rules.sqlite3"))
    assert_nothing_runs(settings)


def test_a_desk_that_does_not_start_is_told(settings: Settings, said: list[str]) -> None:
    train(settings)
    with pytest.raises(CannotStart, match="窓口が止まりました.*desk.log"):
        up.run_up(settings, [sys.executable, "-c", "raise SystemExit(1)"])
    assert_nothing_runs(settings)


def test_a_desk_that_knows_why_it_does_not_start_says_so(settings: Settings, said: list[str]) -> None:
    train(settings)
    with pytest.raises(CannotStart, match="^MYNADESK_OFFICE=nowhere：.* のどれかにしてください。$"):
        up.run_up(dataclasses.replace(settings, office="nowhere"))


def test_a_damaged_database_is_made_anew_and_that_is_said(settings: Settings, said: list[str]) -> None:
    train(settings)
    file = settings.data / "mynadesk.sqlite3"
    file.write_bytes(os.urandom(20_000))
    assert up.run_up(settings) == 0
    assert any("データベースが壊れていた" in line for line in said)


def test_a_full_disk_is_said_with_that_word(settings: Settings, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "ROOM", 1 << 60)
    with pytest.raises(CannotStart, match="ディスクがいっぱい"):
        up.run_up(settings)


def test_a_folder_in_use_is_said(settings: Settings, said: list[str]) -> None:
    with folder.alone(settings), pytest.raises(CannotStart, match="ほかの mynadesk up が使っています"):
        up.run_up(settings)
    with folder.alone(settings):
        pass  # and is free again


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"host": "192.0.2.1"}, "MYNADESK_HOST=192.0.2.1 は"),
        ({"host": "::1"}, "MYNADESK_HOST=::1 は"),
        ({"engine_port": 8000, "port": 8000}, "同じ番号（8000）"),
    ],
)
def test_what_cannot_be_listened_on_is_named(settings: Settings, said: list[str], change: dict[str, object], says: str) -> None:
    with pytest.raises(CannotStart, match=says):
        up.run_up(dataclasses.replace(settings, **change))  # type: ignore[arg-type]


def test_without_the_engines_environment_nothing_is_started(settings: Settings, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "ENGINE_PYTHON", Path("/nowhere/bin/python"))
    with pytest.raises(EngineMissing, match="make setup"):
        up.run_up(settings)


def test_a_desk_on_all_addresses_is_reached_on_loopback(settings: Settings) -> None:
    everywhere = dataclasses.replace(settings, host="0.0.0.0")
    endpoints, _credentials = engine_process.write_engine_files(everywhere)
    assert f"http://127.0.0.1:{settings.port}/internal/actions" in endpoints.read_text()
    assert "enable_selective_domain: true" in endpoints.read_text()  # as in the repository's own
