"""`mynadesk up` with the real desk and a fake engine: whatever is killed or stopped is replaced, and the rest stays."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from engine_fakes import free_port, write_script

from bot.app import pair, up
from bot.app.desk_process import ask_desk, desk_record
from bot.engine import process as engine_process
from bot.engine import training as model
from bot.engine.process import engine_record
from bot.engine.training import train
from bot.settings import Settings, load_settings

ROOT: Final = Path(__file__).resolve().parents[2]
READY: Final = "止めるときは"
BACK: Final = "戻りました"
RECORDS: Final = {"engine": engine_record, "desk": desk_record}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"MYNADESK_DATA": str(tmp_path / "data"), "MYNADESK_PORT": str(free_port()), "MYNADESK_ENGINE_PORT": str(free_port())}


@pytest.fixture
def settings(tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Own ports and data, a model, an engine that works, and the signals as they were afterwards."""
    script = write_script(tmp_path)
    monkeypatch.setattr(model, "ENGINE_PYTHON", script)
    monkeypatch.setattr(engine_process, "ENGINE_PYTHON", script)
    monkeypatch.setattr(pair, "ANSWER_LIMIT", 1.0)  # the fake answers at once
    monkeypatch.setenv("FAKE_ENGINE", "works")
    before = {name: signal.getsignal(name) for name in up.ENDS}
    found = load_settings(environ)
    train(found)
    yield found
    for name, handler in before.items():
        signal.signal(name, handler)


def pid(settings: Settings, part: str) -> int:
    return int(json.loads(RECORDS[part](settings).read_text())[1])


def gone(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_for(true: Callable[[], bool], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def answers(settings: Settings) -> bool:
    reply = ask_desk(settings, "/api/v1/chat", 10.0, {"session": None, "text": "topic:registration_how"})
    return '"topic":"registration_how"' in reply.body.decode().replace(" ", "")


def run_with(monkeypatch: pytest.MonkeyPatch, settings: Settings, steps: list[tuple[str, Callable[[], None]]]) -> list[str]:
    """Runs `up`; each step waits for its words, then acts. With the last one it is asked to end. Gives what was said."""
    lines: list[str] = []
    left = list(steps)

    def say(words: str) -> None:
        lines.append(words)
        if left and left[0][0] in words:
            left.pop(0)[1]()
            if not left:
                os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(up, "say", say)
    assert up.run_up(settings) == 0
    for port in (settings.port, settings.engine_port):
        socket.create_server(("127.0.0.1", port)).close()
    return lines


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
@pytest.mark.parametrize("part", RECORDS)
def test_a_part_that_is_killed_or_hangs_is_replaced_and_the_other_stays(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, part: str, how: signal.Signals
) -> None:
    seen: list[dict[str, int]] = []

    def look() -> None:
        seen.append({name: pid(settings, name) for name in RECORDS})

    def harm() -> None:
        look()
        os.kill(seen[0][part], how)

    def check() -> None:
        look()
        assert answers(settings)

    run_with(monkeypatch, settings, [(READY, harm), ("入れ直します", lambda: None), (BACK, check)])
    assert [name for name in RECORDS if seen[0][name] != seen[1][name]] == [part]
    assert gone(seen[0][part])


def test_an_engine_that_does_not_start_again_is_tried_with_pauses_until_it_does(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil() -> None:
        monkeypatch.setenv("FAKE_ENGINE", "ends")
        os.kill(pid(settings, "engine"), signal.SIGKILL)

    steps = [(READY, spoil), ("1秒後", lambda: None), ("2秒後", lambda: monkeypatch.setenv("FAKE_ENGINE", "works"))]
    lines = run_with(monkeypatch, settings, [*steps, (BACK, lambda: None)])
    assert not any("窓口が" in line for line in lines)


def test_an_engine_that_answers_its_door_and_no_question_is_replaced(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def mute() -> None:
        monkeypatch.setenv("FAKE_ENGINE", "mute")
        os.kill(pid(settings, "engine"), signal.SIGKILL)

    steps = [(READY, mute), (BACK, lambda: None), ("会話エンジンが答えません", lambda: monkeypatch.setenv("FAKE_ENGINE", "works"))]
    run_with(monkeypatch, settings, [*steps, (BACK, lambda: None)])


def test_a_visitor_waits_while_the_desk_is_replaced(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    answered: list[int] = []

    def ask_at_once() -> None:
        os.kill(pid(settings, "desk"), signal.SIGKILL)
        wait_for(lambda: gone(pid(settings, "desk")))
        with socket.create_connection(("127.0.0.1", settings.port), timeout=5):
            answered.append(1)  # not refused

    run_with(monkeypatch, settings, [(READY, ask_at_once), (BACK, lambda: None)])
    assert answered


PARENT: Final = """
import sys
from pathlib import Path
from bot.engine import process, training
training.ENGINE_PYTHON = process.ENGINE_PYTHON = Path(sys.argv[1])
from bot.cli.main import main
sys.exit(main(["up"]))
"""


def test_nothing_outlives_a_killed_parent(settings: Settings, environ: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "engine-python")]
    with subprocess.Popen(command, env=os.environ | environ, cwd=ROOT, stdout=subprocess.DEVNULL) as parent:
        wait_for(lambda: answers(settings), 60.0)
        children = [pid(settings, part) for part in RECORDS]
        os.kill(children[0], signal.SIGSTOP)
        parent.kill()
    wait_for(lambda: all(gone(one) for one in children), 5.0)


def test_an_orphan_of_ours_is_ended_at_the_next_start(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    command = [str(engine_process.ENGINE_PYTHON), "run", "--port", str(settings.engine_port)]
    with subprocess.Popen(command, start_new_session=True) as orphan:
        wait_for(lambda: engine_process.engine_answers(settings, 1.0))
        record = engine_record(settings)
        record.parent.mkdir(parents=True, exist_ok=True)
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        began = (Path("/proc") / str(orphan.pid) / "stat").read_text().rpartition(")")[2].split()[19]
        record.write_text(json.dumps([boot, str(orphan.pid), began]))
        lines = run_with(monkeypatch, settings, [(READY, lambda: None)])
        assert orphan.wait(5) == -signal.SIGKILL
    assert any("前の回の残り" in line for line in lines)
