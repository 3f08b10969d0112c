"""The `mynadesk` command: help for everything, one clear sentence for every expected fault, never a traceback."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import build_parser, main
from bot.rulebook.statements.model import RulebookError

COMMANDS = ["up", "train", "actions", "chat", "ask", "eval", "doctor", "rulebook", "rulebook check", "rulebook show", "card"]


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is written to a temporary folder; the port is one where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for name in ("MYNADESK_URL", "MYNADESK_ENV", "MYNADESK_ENGINE_PORT", "MYNADESK_OFFICE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MYNADESK_DATA", str(tmp_path))
    monkeypatch.setenv("MYNADESK_PORT", str(port))
    monkeypatch.setenv("MYNADESK_TODAY", "2026-11-22")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and error output."""
    try:
        code = main(arguments)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    out, error = capsys.readouterr()
    assert "Traceback" not in out + error
    return code, out, error


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, out, _error = run(capsys, *command.split(), "--help")
    assert code == 0 and out.startswith("usage: mynadesk")


def test_the_commands_of_the_design_are_there() -> None:
    help_text = build_parser().format_help()
    assert not [name for name in ("up", "chat", "ask", "rulebook", "eval", "doctor", "card") if f"\n    {name} " not in help_text]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "required"),
        (("nonsense",), "invalid choice"),
        (("ask",), "required"),
        (("ask", "a", "--insurer", "x"), "kitamura"),
        (("rulebook",), "required"),
        (("rulebook", "show"), "required"),
        (("rulebook", "show", "old_card", "--on", "2026-02-30"), "2026-02-30"),
        (("rulebook", "show", "old_card", "--on", "heute"), "2026-11-22"),
        (("rulebook", "show", "old_card", "--insurer", "x"), "kitaku"),
        (("eval",), "required"),
        (("eval", "a", "--limit", "many"), "--limit"),
    ],
)
def test_wrong_arguments_are_named(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str) -> None:
    code, _out, error = run(capsys, *arguments)
    assert code == 2 and says in error


# ---- the rulebook


def test_the_rulebook_has_no_faults(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _error = run(capsys, "rulebook", "check")
    assert code == 0 and "問題はありません" in out


def test_a_faulty_rulebook_lists_every_fault(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise RulebookError(["a.yml: x: missing", "b.yml: y: unknown"])

    monkeypatch.setattr("bot.cli.rulebook_check.load_rules", broken)
    code, _out, error = run(capsys, "rulebook", "check")
    assert code == 1 and "a.yml: x: missing" in error and "b.yml: y: unknown" in error


def test_an_answer_is_shown_with_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _error = run(capsys, "rulebook", "show", "old_card", "--on", "2026-02-01", "--insurer", "kitaku")
    assert code == 0 and "2026-02-01 の時点" in out and "出典：" in out


@pytest.mark.parametrize("form", ["text", "easy", "speech"])
def test_an_answer_is_shown_in_each_form(capsys: pytest.CaptureFixture[str], form: str) -> None:
    code, out, _error = run(capsys, "rulebook", "show", "loss", "--form", form)
    assert code == 0 and len(out) > 100


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("xyz",), "使える話題：registration_how"),
        (("",), "使える話題"),
        (("old_card", "--case", "xyz"), "使える場合"),
        (("old_card", "--on", "1999-01-01"), "有効な答えはありません"),
    ],
)
def test_what_the_rulebook_does_not_hold_is_said(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str) -> None:
    code, out, _error = run(capsys, "rulebook", "show", *arguments)
    assert code == 1 and says in out


# ---- no desk, or something else in its place


@pytest.mark.parametrize("arguments", [("ask", "保険証は使えますか"), ("ask", "a", "--json")])
def test_without_a_desk_the_next_step_is_named(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    code, out, error = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert "make run" in error


def test_evaluating_without_a_desk_names_the_next_step(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps({"id": "a", "topic": "loss", "text": "a"}), encoding="utf-8")
    code, _out, error = run(capsys, "eval", str(file))
    assert code == 1 and "make run" in error


def test_talking_without_a_desk_names_the_next_step(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _prompt: "こんにちは")
    code, _out, error = run(capsys, "chat")
    assert code == 1 and "make run" in error


@pytest.mark.parametrize("url", ["abc", "http://", "http://[", "ftp://127.0.0.1", "127.0.0.1:8000", "http://127.0.0.1:99999"])
def test_a_wrong_address_is_named(capsys: pytest.CaptureFixture[str], url: str) -> None:
    code, _out, error = run(capsys, "ask", "a", "--url", url)
    assert code == 1 and url in error


# ---- settings and places


@pytest.mark.parametrize("command", [("ask", "a"), ("rulebook", "check"), ("doctor",), ("train",), ("up",)])
def test_a_faulty_setting_is_named_by_every_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    monkeypatch.setenv("MYNADESK_PORT", "no port")
    code, _out, error = run(capsys, *command)
    assert code == 1 and error.startswith("MYNADESK_PORT=no port")


def test_a_fixed_day_in_production_is_refused(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYNADESK_ENV", "production")
    code, _out, error = run(capsys, "rulebook", "show", "old_card")
    assert code == 1 and "MYNADESK_TODAY" in error


@pytest.mark.parametrize(("name", "value"), [("MYNADESK_DATABASE_URL", "nonsense"), ("MYNADESK_DATABASE_URL", "sqlite:////nowhere/at/all.sqlite3"), ("MYNADESK_OFFICE", "atlantis")])
def test_a_desk_that_cannot_start_says_why(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    code, _out, error = run(capsys, "actions")
    assert code == 1 and name in error and len(error.strip().splitlines()) == 1


def test_a_data_folder_that_is_a_file_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("MYNADESK_DATA", str(tmp_path / "file"))
    code, _out, error = run(capsys, "ask", "a")
    assert code == 1 and str(tmp_path / "file") in error


@pytest.mark.parametrize("setting", ["MYNADESK_PORT", "MYNADESK_ENGINE_PORT"])
def test_a_taken_port_is_named_with_its_setting(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv(setting, str(port))
        code, _out, error = run(capsys, "up")
    assert code == 1 and str(port) in error and f"{setting}=" in error


def test_a_reader_that_went_away_is_no_fault() -> None:
    command = [sys.executable, "-c", "import sys; from bot.cli.main import main; sys.exit(main(['rulebook', 'show', 'loss']))"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[3]) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        error = process.stderr.read()
    assert (process.returncode, error) == (0, b"")


def test_the_supervisor_stays_small() -> None:
    """`up` lives beside its two parts for weeks; the database's and the web's libraries are theirs."""
    script = "import sys; from bot.cli.main import build_parser; build_parser(); import bot.app.up; print(sorted({'sqlalchemy', 'alembic', 'fastapi', 'httpx', 'rasa_sdk'} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
