"""The whole desk with its console on a free port, a fake engine behind it, for two browsers at once."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn

from actions.actions import all_actions, with_facts
from bot.app.build import Parts, create_app, prepare_rulebook
from bot.desk.turn import INSURERS
from bot.dialogue.assist import suggest
from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.phrases import load_phrases
from bot.dialogue.turn import take_turn
from bot.engine.client import EngineClient
from bot.reading.read import read
from bot.rulebook.deadlines.book import load_deadline_book
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.statements.needs_loader import load_book
from bot.settings import Settings
from bot.staff.console import open_console
from bot.staff.desk_settings import DeskSettings, SettingStore
from tests.e2e.chromium import Page

TODAY: Final = date(2026, 11, 24)
PASSWORD: Final = "ichou-namiki-42"
STAFF: Final = {"hanako": "supervisor", "taro": "operator", "emi": "editor", "kansa": "auditor"}
OPEN: Final = DeskSettings(people=True, weekdays=(0, 1, 2, 3, 4, 5, 6), opens="00:00", closes="23:59")
ABOUT: Final = {"なくし": "loss", "引っ越し": "moving_deadline", "人と話": "human_handoff"}


class Engine:
    """Reads with the desk's own lists and answers with the real dialogue; only the classifier is a table of words."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._context = Context(rulebook, load_deadline_book(), load_phrases(), Statements(load_book(rules=rulebook.rules)), TODAY)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"status": "ok"})
        body = json.loads(request.content)
        if request.url.path.endswith("/names"):
            return httpx.Response(200, json={"texts": [one.replace("田中花子", "〔名前〕") for one in body["texts"]]})
        return httpx.Response(200, json=self._answer(body["message"], body["metadata"]))

    def _answer(self, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        found = [topic for words, topic in ABOUT.items() if words in text] or ["old_card"]
        topics = [{"topic": found[0], "confidence": 0.9, "text": text}]
        reading = read(text, {"verdict": "answer", "topics": topics}, today=TODAY)
        reading = with_facts(reading, metadata.get("facts"))
        belief = Belief.from_json(metadata["belief"])
        if metadata.get("insurer") in INSURERS:
            belief = belief.but(insurer=metadata["insurer"])
        reply = take_turn(reading, belief, self._context)
        after: dict[str, Any] = {"belief": reply.belief.as_json()}
        if metadata.get("assist"):
            ranking = [(found[0], 0.9), ("cert_expiry", 0.06), ("moving", 0.03)]
            after["assist"] = suggest(reading, ranking, belief, self._context, reply)
        return [*({"custom": one.as_json()} for one in reply.messages), {"custom": after}]


class RunningDesk:
    """A desk that can be stopped and started again on the same folder and port."""

    def __init__(self, data: Path) -> None:
        base = Settings(data=data, database_url=f"sqlite:///{data / 'mynadesk.sqlite3'}", secret="a secret of the tests, long enough", engine_token="a token of the tests!")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.settings = replace(base, fixed_today=TODAY, port=self.port)
        self.address = f"http://127.0.0.1:{self.port}/"
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        rulebook, database = prepare_rulebook(self.settings)
        engine = EngineClient("http://engine.test", self.settings.engine_token, 5.0, httpx.MockTransport(Engine(rulebook)))
        self.app = create_app(self.settings, all_actions, Parts(rulebook, database, engine))
        self._server = uvicorn.Server(uvicorn.Config(self.app, host="127.0.0.1", port=self.port, log_level="critical", ws="none", timeout_graceful_shutdown=1))
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        assert self._server and self._thread
        self._server.should_exit = True
        self._thread.join()

    def hire(self) -> None:
        """Accounts, and people at the desk all day."""
        console = open_console(self.settings)
        for name, role in STAFF.items():
            console.accounts.add("(terminal)", name, role, PASSWORD)
        SettingStore(console.engine, console.audit).change("(test)", OPEN)
        console.engine.dispose()


@contextmanager
def running_desk(data: Path) -> Iterator[RunningDesk]:
    """Inside, it runs, with staff."""
    desk = RunningDesk(data)
    prepare_rulebook(desk.settings)[1].dispose()
    desk.hire()
    desk.start()
    try:
        yield desk
    finally:
        desk.stop()


def go(page: Page, click: str) -> None:
    """Presses what `click` selects and waits for the next document."""
    page.run("window.leftBehind = true")
    page.run(f"document.querySelector({click!r}).click()")
    page.until("!window.leftBehind && document.readyState === 'complete'")


def sign_in(page: Page, desk: RunningDesk, name: str) -> None:
    """As a member of staff does it."""
    page.open(f"{desk.address}staff/login")
    page.run(f"document.getElementById('name').value = {name!r}; document.getElementById('password').value = {PASSWORD!r}")
    go(page, "form button.main")
    assert page.run("document.querySelector('h1').innerText") == "はじめ"

