"""What an operator sees and removes of a conversation: `mynadesk held`, `mynadesk forget`."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk_fakes import Desk, FakeEngine, remembering

from bot.cli.conversations import conversation_of
from bot.cli.main import main
from bot.settings import Settings

SAID = "ひっそり町に12月3日に引っ越します"


@pytest.fixture
def operator(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("bot.cli.conversations.load_settings", lambda: settings)
    return settings


def test_an_operator_sees_what_is_held_without_a_word_of_it(desk: Desk, engine: FakeEngine, operator: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    engine.answers = remembering
    session = desk.say(SAID).json()["session"]
    for given in (session, conversation_of(session)):
        assert main(["held", given]) == 0
        out = capsys.readouterr().out
        assert "入口：web" in out and "1通" in out and "鍵：あり" in out
        assert "ひっそり" not in out and "12月3日" not in out


def test_an_operator_removes_a_conversation(desk: Desk, engine: FakeEngine, operator: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    engine.answers = remembering
    session = desk.say(SAID).json()["session"]
    assert main(["forget", session]) == 0
    assert main(["held", session]) == 0
    assert "終わった会話" in capsys.readouterr().out
    assert desk.say("なぜ", session).json() | {"session": ""} == {"session": "", "messages": [], "owner": "closed", "seq": 0, "careful": False}


@pytest.mark.parametrize("command", ["held", "forget"])
@pytest.mark.parametrize("given", ["nobody", "あ", ".", "IiI.x.y", "x" * 300])
def test_what_is_not_there_is_said_so(desk: Desk, operator: Settings, capsys: pytest.CaptureFixture[str], command: str, given: str) -> None:
    assert main([command, given]) == 1
    assert "残っているものはありません" in capsys.readouterr().err


def test_with_nothing_durable_the_commands_say_where_conversations_are(operator: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("bot.cli.conversations.load_settings", lambda: replace(operator, retention_hours=0))
    for command in ("held", "forget"):
        assert main([command, "c"]) == 1
        assert "メモリー" in capsys.readouterr().err
