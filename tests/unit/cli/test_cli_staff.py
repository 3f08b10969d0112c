"""`mynadesk staff` and `mynadesk audit verify`: the first user, no default password, and what is told of a changed trail."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cli.main import main
from bot.settings import load_settings
from bot.staff.console import open_console


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYNADESK_DATA", str(tmp_path))


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = ""
) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    code = main(arguments)
    out, error = capsys.readouterr()
    assert "Traceback" not in out + error
    return code, out, error


def test_at_first_there_is_nobody(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, error = run(capsys, monkeypatch, "staff", "list")
    assert (code, out) == (0, "") and "mynadesk staff add" in error


def test_adding_listing_stopping(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, role in (("hanako", "supervisor"), ("taro", "operator")):
        assert run(capsys, monkeypatch, "staff", "add", name, "--role", role, typed="ichou-namiki-42\n")[0] == 0
    assert run(capsys, monkeypatch, "staff", "disable", "taro")[0] == 0
    _code, out, _error = run(capsys, monkeypatch, "staff", "list")
    assert [line.split("\t")[:3] for line in out.splitlines()] == [
        ["hanako", "supervisor", "使える"],
        ["taro", "operator", "止めてある"],
    ]
    assert run(capsys, monkeypatch, "staff", "enable", "taro")[0] == 0
    assert run(capsys, monkeypatch, "staff", "password", "taro", typed="kawa-no-nagare-7\n")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "typed", "says"),
    [
        (("add", "hanako", "--role", "operator"), "", "合言葉は12"),
        (("add", "Hanako", "--role", "operator"), "ichou-namiki-42\n", "名前は"),
        (("disable", "nobody"), "", "登録されていません"),
        (("password", "nobody"), "ichou-namiki-42\n", "登録されていません"),
    ],
)
def test_what_is_refused_is_said(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    typed: str,
    says: str,
) -> None:
    code, out, error = run(capsys, monkeypatch, "staff", *arguments, typed=typed)
    assert (code, out) == (1, "") and says in error


def test_the_trail_is_verified(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    run(capsys, monkeypatch, "staff", "add", "hanako", "--role", "supervisor", typed="ichou-namiki-42\n")
    code, out, _error = run(capsys, monkeypatch, "audit", "verify")
    assert code == 0 and "1 行" in out
    console = open_console(load_settings())
    with console.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER staff_audit_no_update"))
        connection.execute(text("UPDATE staff_audit SET target='taro'"))
    console.engine.dispose()
    code, out, error = run(capsys, monkeypatch, "audit", "verify")
    assert (code, out) == (1, "") and "変えられています（1行目）" in error
