"""`make shell`: which doors it uses, with fakes for the desk's command and for the engine."""

from __future__ import annotations

import os
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml
from engine_fakes import free_port
from setup_project import ROOT, Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A copy with a model; the desk's command answers at once, Python notes how it was called."""
    copy = Project(tmp_path)
    copy.add_program(copy.root / ".venv/bin/mynadesk", '#!/bin/sh\necho "mynadesk $*" >>"$CALLS"\n')
    copy.add_program(copy.root / ".venv/bin/python", '#!/bin/sh\necho "python $*" >>"$CALLS"\n')
    (copy.root / "endpoints.yml").write_text((ROOT / "endpoints.yml").read_text())
    models = copy.root / "var/models"
    models.mkdir(parents=True)
    (models / "mynadesk-1.tar.gz").touch()
    return copy


@contextmanager
def listening(answer: bytes) -> Iterator[int]:
    """The port of a program on this machine that answers so."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def shell(project: Project, port: int, engine_port: int) -> subprocess.CompletedProcess[str]:
    settings = project.environ(MYNADESK_PORT=str(port), MYNADESK_ENGINE_PORT=str(engine_port)) | {"PATH": os.environ["PATH"]}
    return subprocess.run(
        ["/bin/bash", str(project.root / "deploy/shell.sh")], env=settings, text=True, capture_output=True,
        stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip


def test_beside_a_running_desk_it_takes_another_engine_port_on_loopback(project: Project) -> None:
    with listening(b'{"status":"alive"}') as desk, listening(b"") as engine:
        done = shell(project, desk, engine)
    assert done.returncode == 0, done.stderr
    train, call = project.noted()  # no desk of its own
    assert train == "mynadesk train"
    assert "rasa shell --model" in call and "--interface 127.0.0.1 --port" in call
    assert int(call.rsplit(" ", 1)[1]) > engine
    assert f"127.0.0.1:{desk}/" in (project.root / "var/engine/shell-endpoints.yml").read_text()


@pytest.mark.parametrize("token", ["an-engine_token.of-the-tests", "it's $(one) & \\1: #odd"])
def test_a_running_desk_gets_the_engine_s_token_and_nobody_else_can_read_it(project: Project, token: str) -> None:
    (project.root / "var/secrets").mkdir()
    (project.root / "var/secrets/engine").write_text(token)
    with listening(b'{"status":"alive"}') as desk:
        shell(project, desk, free_port())
    file = project.root / "var/engine/shell-endpoints.yml"
    endpoint = yaml.safe_load(file.read_text())["action_endpoint"]
    assert endpoint["url"] == f"http://127.0.0.1:{desk}/internal/actions" and endpoint["headers"] == {"X-Engine-Token": token}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_its_own_desk_has_open_actions(project: Project) -> None:
    project.add_program(project.root / ".venv/bin/mynadesk", '#!/bin/sh\necho "mynadesk $* ${MYNADESK_OPEN_ACTIONS:-closed}" >>"$CALLS"\n')
    shell(project, free_port(), free_port())
    assert project.noted() == ["mynadesk train closed", "mynadesk actions 1"]


def test_another_program_on_the_desks_port_is_said(project: Project) -> None:
    with listening(b"<html>") as other:
        done = shell(project, other, free_port())
    assert done.returncode == 1
    assert done.stderr.startswith(f"できません：ポート {other} はほかのプログラムが使っています。")


def test_a_desk_that_does_not_start_is_said(project: Project) -> None:
    done = shell(project, free_port(), free_port())
    assert done.returncode == 1
    assert "shell-desk.log" in done.stderr
