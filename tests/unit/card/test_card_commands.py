"""The command line: options, words, JSON and exit codes, with the reading dictated."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, datetime
from typing import Any

import pytest

from bot.card import commands, terminal
from bot.card.status import JST, CardStatus, Kind, Pin, Reading, State

READ = Reading(
    State.READ,
    CardStatus(
        Kind.MY_NUMBER,
        date(2029, 5, 14),
        3,
        {Pin.AUTHENTICATION: 3, Pin.SIGNATURE: 0, Pin.CARD_INFO: None, Pin.RESIDENT: None},
        datetime(2026, 11, 22, 10, tzinfo=JST),
    ),
    exchanges=16,
)


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    commands.add_card_parser(parser.add_subparsers())
    return parser.parse_args(["card", *words])


def run(monkeypatch: pytest.MonkeyPatch, reading: Reading, *words: str) -> int:
    monkeypatch.setenv("MYNADESK_TODAY", "2026-11-22")
    monkeypatch.setattr(terminal, "read_once", lambda *_: reading)
    return commands.run_card(arguments(*words))


def test_a_person_reads_the_date_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, READ) == 0
    said = capsys.readouterr().out
    for part in (
        "2029年5月14日",
        "第3世代",
        "あと3回",
        "ロックされています",
        "16回",
        "暗証番号は使っていません",
    ):
        assert part in said


def test_a_program_reads_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, READ, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["state"], said["facts"]["certificate_expires_on"], said["exchanges"]) == (
        "read",
        "2029-05-14",
        16,
    )


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (State.NO_CARD, 1),
        (State.UNREADABLE, 1),
        (State.NO_SERVICE, 3),
        (State.NO_READER, 3),
        (State.DRIVER_MISSING, 3),
    ],
)
def test_the_exit_code_tells_whether_the_card_or_the_equipment_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: State, code: int
) -> None:
    assert run(monkeypatch, Reading(state), "--json") == code
    assert json.loads(capsys.readouterr().out)["facts"] is None


@pytest.mark.parametrize(
    ("today", "part"), [("2029-05-14", "使えます"), ("2029-05-15", "過ぎています"), ("2020-01-01", "時計")]
)
def test_the_verdict_goes_by_todays_date_in_japan(today: str, part: str) -> None:
    assert part in terminal.as_text(READ, date.fromisoformat(today))


def test_a_bad_setting_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MYNADESK_CARD_CHUNK", "1000")
    assert run(monkeypatch, READ) == 2
    assert "MYNADESK_CARD_CHUNK" in capsys.readouterr().out


def test_missing_parts_are_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    for name in ("bot.card.terminal", "bot.card.dialogue", "bot.card.certificate"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.delattr("bot.card.terminal", raising=False)
    assert commands.run_card(arguments()) == 3
    assert "requirements/kiosk.txt" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [["--kind", "passport"], ["--fault", "explode"], ["--tries", "9,9,9,9"], ["--expires", "tomorrow"]],
)
def test_emulate_refuses_what_it_does_not_know(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        arguments("emulate", *words)
    assert words[0] in capsys.readouterr().err


def test_emulate_takes_all_its_options() -> None:
    words = [
        "emulate",
        "--expires",
        "2027-01-02",
        "--tries",
        "1,2,3,3",
        "--kind",
        "juki",
        "--fault",
        "mute@3,slow=0.1",
        "--generation",
        "3",
    ]
    args: Any = arguments(*words)
    assert (args.expires, args.tries, args.kind, args.generation) == (
        date(2027, 1, 2),
        (1, 2, 3, 3),
        "juki",
        3,
    )
    assert len(args.fault) == 2


def test_emulate_without_a_virtual_reader_says_how_to_start_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run_card(arguments("emulate", "--port", "1", "--wait", "0")) == 3
    assert "sudo pcscd" in capsys.readouterr().out
