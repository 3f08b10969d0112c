"""Settings of the LINE door: both secrets or none, from the environment or files, never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.line_settings import API, LineRefused, load_line
from bot.settings import SettingsError, load_settings

SECRET, TOKEN = "0123456789abcdef0123456789abcdef", "access/token+of=the-tests"
BOTH = {"MYNADESK_LINE_SECRET": SECRET, "MYNADESK_LINE_TOKEN": TOKEN}


def test_without_secrets_there_is_no_door() -> None:
    assert not load_line({}, production=True).open


def test_both_secrets_open_it_and_neither_shows_itself() -> None:
    line = load_line(BOTH | {"MYNADESK_LINE_PUSH": "1", "MYNADESK_LINE_INSURER": "kitaku"}, production=True)
    assert (line.open, line.push, line.insurer, line.api) == (True, True, "kitaku", API)
    assert SECRET not in repr(line) and TOKEN not in repr(line)
    assert line.files == "https://api-data.line.me"


def test_secrets_may_stand_in_files(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    env = {"MYNADESK_LINE_SECRET_FILE": str(tmp_path / "secret"), "MYNADESK_LINE_TOKEN": TOKEN}
    assert load_line(env, production=True).secret == SECRET


@pytest.mark.parametrize(
    "env",
    [
        {"MYNADESK_LINE_SECRET": SECRET}, {"MYNADESK_LINE_TOKEN": TOKEN}, BOTH | {"MYNADESK_LINE_SECRET": "short"}, BOTH | {"MYNADESK_LINE_TOKEN": "with space inside it"},
        BOTH | {"MYNADESK_LINE_SECRET_FILE": "/nowhere"}, {"MYNADESK_LINE_SECRET_FILE": "/nowhere/at/all", "MYNADESK_LINE_TOKEN": TOKEN},
        BOTH | {"MYNADESK_LINE_PUSH": "yes"}, BOTH | {"MYNADESK_LINE_INSURER": "kenpo"}, BOTH | {"MYNADESK_LINE_API": "http://example.jp"},
        BOTH | {"MYNADESK_LINE_API": "https://api.line.me/v2"}, BOTH | {"MYNADESK_LINE_API": "ftp://127.0.0.1"}, BOTH | {"MYNADESK_LINE_API": "http://[::"},
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_without_showing_it(env: dict[str, str]) -> None:
    with pytest.raises(LineRefused, match="MYNADESK_LINE_") as refused:
        load_line(env, production=False)
    assert SECRET not in str(refused.value) and TOKEN not in str(refused.value) and "short" not in str(refused.value)


def test_the_simulator_is_for_developing_only(tmp_path: Path) -> None:
    env = BOTH | {"MYNADESK_LINE_API": "http://127.0.0.1:8399", "MYNADESK_DATA": str(tmp_path)}
    assert load_settings(env).line.files == "http://127.0.0.1:8399"
    with pytest.raises(SettingsError, match="MYNADESK_LINE_API"):
        load_settings(env | {"MYNADESK_ENV": "production"})
