"""The `mynadesk` commands that talk to a running desk: what they send and show, and what odd answers come to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from bot.cli.main import main


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is written to a temporary folder."""
    for name in ("MYNADESK_URL", "MYNADESK_ENV", "MYNADESK_TODAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MYNADESK_DATA", str(tmp_path))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and error output."""
    code = main(arguments)
    out, error = capsys.readouterr()
    assert "Traceback" not in out + error
    return code, out, error


class Answering(BaseHTTPRequestHandler):
    """A server that answers every POST with what the test says."""

    answers: ClassVar[list[tuple[int, bytes]]] = []
    asked: ClassVar[list[Any]] = []

    def do_POST(self) -> None:
        self.asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        status, body = self.answers[min(len(self.asked), len(self.answers)) - 1]
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Says nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Answering]]:
    with HTTPServer(("127.0.0.1", 0), Answering) as listening:
        Answering.asked.clear()
        monkeypatch.setenv("MYNADESK_PORT", str(listening.server_address[1]))
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Answering
        listening.shutdown()
        thread.join()


BUTTONS = [{"title": "紛失", "payload": "topic:loss"}, {"title": "引っ越し", "payload": "topic:moving"}]
SOURCES = [{"title": "案内", "section": "冒頭", "verified_on": "2026-11-22"}]
MESSAGE = {"text": "返事です", "easy": "やさしい返事", "speech": "", "topic": "loss", "buttons": BUTTONS, "sources": SOURCES, "deadlines": []}
ANSWER = json.dumps({"session": "s1", "messages": [MESSAGE], "owner": "bot"}).encode()


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (200, b"<html>hello</html>", "窓口ではない"),
        (200, b"[]", "窓口ではない"),
        (200, b"{}", "窓口ではない"),
        (200, b'{"session": 5, "messages": []}', "窓口ではない"),
        (404, b"nothing here", "404"),
        (500, b"\xff", "500"),
        (401, json.dumps({"error": {"message": "新しく始めてください。"}}).encode(), "新しく始めてください"),
        (422, json.dumps({"error": "x"}).encode(), "422"),
    ],
)
def test_an_odd_answer_of_the_desk_is_one_clear_sentence(capsys: pytest.CaptureFixture[str], server: type[Answering], status: int, body: bytes, says: str) -> None:
    server.answers = [(status, body)]
    code, out, error = run(capsys, "ask", "a")
    assert (code, out) == (1, "") and says in error and len(error.strip().splitlines()) == 1


def test_a_question_is_answered_with_choices_and_sources(capsys: pytest.CaptureFixture[str], server: type[Answering]) -> None:
    server.answers = [(200, ANSWER)]
    code, out, _error = run(capsys, "ask", "なくした", "--insurer", "kitaku")
    assert code == 0 and out.startswith("返事です\n  [1] 紛失\n  [2] 引っ越し\n  出典：案内 冒頭（2026-11-22 確認）")
    assert server.asked == [{"session": None, "text": "なくした", "insurer": "kitaku"}]


def test_a_question_can_be_answered_in_easy_japanese_or_json(capsys: pytest.CaptureFixture[str], server: type[Answering]) -> None:
    server.answers = [(200, ANSWER)]
    assert run(capsys, "ask", "a", "--easy")[1].startswith("やさしい返事")
    assert json.loads(run(capsys, "ask", "a", "--json")[1]) == json.loads(ANSWER)


def test_in_a_talk_a_number_presses_a_button_and_the_session_goes_on(capsys: pytest.CaptureFixture[str], server: type[Answering], monkeypatch: pytest.MonkeyPatch) -> None:
    server.answers = [(200, ANSWER)]
    lines = iter(["こんにちは", "2", "3", ""])
    monkeypatch.setattr("builtins.input", lambda _prompt: next(lines))
    code, out, _error = run(capsys, "chat")
    assert code == 0 and out.count("返事です") == 3
    assert [(one["session"], one["text"]) for one in server.asked] == [(None, "こんにちは"), ("s1", "topic:moving"), ("s1", "3")]


@pytest.mark.parametrize("ending", [EOFError, KeyboardInterrupt])
def test_a_talk_ends_quietly(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, ending: type[BaseException]) -> None:
    def end(_prompt: str) -> str:
        raise ending

    monkeypatch.setattr("builtins.input", end)
    code, _out, error = run(capsys, "chat")
    assert code in (0, 130) and error == ""
