"""A kiosk in front of the real desk app: real rulebook, dialogue and doors; only Rasa's part is played.

The player of Rasa understands two sentences and calls the desk's action as Rasa does; the belief comes and goes with the
message. Everything it is given is kept, for it is what Rasa could store.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from desk_fakes import SECRET, TOKEN, Desk

from actions.actions import all_actions
from bot.app import build as desk_app
from bot.app.build import Parts, create_app, prepare_rulebook
from bot.desk.card_sessions import CardSessions
from bot.engine.client import EngineClient
from bot.reading.read import read
from bot.settings import Settings

KEY = "a kiosk key of the tests"
HEADERS = {"X-Kiosk-Key": KEY, "X-Kiosk-Device": "lobby-1"}
TODAY = date(2026, 11, 22)
UNDERSTOOD: dict[str, dict[str, Any]] = {
    "私の期限": {"verdict": "answer", "topics": [{"topic": "my_deadline_status", "confidence": 0.9, "text": ""}]},
    "もう一度": {"verdict": "unclear", "topics": [], "act": "again"},
}


class RasaPlayer:
    """Answers the desk's engine client. `kept`: every body, event and belief that passed, as JSON."""

    def __init__(self) -> None:
        self.desk: Desk | None = None
        self.kept: list[str] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.kept.append(json.dumps(body, ensure_ascii=False))
        sender, text = body["sender"], body["message"]
        message = {"text": text, "intent": {"name": text.removeprefix("/")}, "metadata": body["metadata"]}
        understood = {"choices": [], "act": "", **UNDERSTOOD.get(text, {"topics": []})}
        message["reading"] = read(text, understood, today=TODAY).as_json()
        tracker = {"sender_id": sender, "slots": {}, "latest_message": message}
        tracker |= {
            "latest_event_time": 0.0,
            "paused": False,
            "events": [],
            "active_loop": {},
            "latest_action_name": "",
        }
        call = {
            "next_action": "action_answer",
            "sender_id": sender,
            "tracker": tracker,
            "domain": {},
            "version": "3.6.21",
        }
        assert self.desk is not None
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.desk.app), base_url="http://desk.test"
        ) as client:
            done = await client.post("/internal/actions", json=call, headers={"X-Engine-Token": TOKEN})
        result = done.json()
        beliefs = [response["custom"]["belief"] for response in result["responses"] if "belief" in response["custom"]]
        self.kept.append(json.dumps([result["events"], beliefs], ensure_ascii=False))
        return httpx.Response(200, json=[{"custom": response["custom"]} for response in result["responses"]])


class Kiosk:
    """One device at the desk's door; `now` (seconds) is the clock of the card facts. `replies` keeps every body received."""

    def __init__(self, data: Path, patch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.data = data
        self.rasa = RasaPlayer()
        self.replies: list[str] = []
        self.cards = CardSessions(clock=lambda: self.now)
        settings = Settings(
            data,
            f"sqlite:///{data / 'mynadesk.sqlite3'}",
            fixed_today=TODAY,
            allowed_hosts=("desk.test",),
            secret=SECRET,
            engine_token=TOKEN,
            kiosk_key=KEY,
        )
        rulebook, self._database = prepare_rulebook(settings)
        engine = EngineClient(settings.engine_url, TOKEN, 5.0, httpx.MockTransport(self.rasa))
        patch.setattr(desk_app, "CardSessions", lambda: self.cards)
        self._desk = self.rasa.desk = Desk(create_app(settings, all_actions, Parts(rulebook, self._database, engine)))
        self.session = ""

    def call(self, method: str, path: str, status: int, body: Any = None) -> Any:
        """One call of the device, which must end with `status`; the answer's JSON, None when it has none."""
        done = self._desk.call(method, f"/api/v1/kiosk/{path}", headers=HEADERS, json=body)
        self.replies.append(done.text)
        assert done.status_code == status, done.text
        return done.json() if done.content else None

    def begin(self) -> None:
        """A visitor comes."""
        self.session = self.call("POST", "visit", 200)["session"]

    def card_read(self, facts: dict[str, object], status: int = 200) -> Any:
        """The card's facts go to the desk, as `mynadesk card --json` gives them."""
        return self.call("POST", "card", status, {"session": self.session, "card": facts})

    def card_removed(self) -> None:
        """The card has left the reader."""
        self.call("DELETE", "card", 204)

    def say(self, text: str) -> list[dict[str, Any]]:
        """What the visitor is answered."""
        messages: list[dict[str, Any]] = self.call("POST", "chat", 200, {"session": self.session, "text": text})[
            "messages"
        ]
        return messages

    def wait(self, seconds: float) -> None:
        """Nobody does anything for so long."""
        self.now += seconds

    def written(self) -> str:
        """All files below the data folder, byte for byte."""
        files = [file for file in sorted(self.data.rglob("*")) if file.is_file()]
        assert any(file.suffix == ".sqlite3" for file in files)
        return "\n".join(file.read_bytes().decode("latin-1") for file in files)

    def close(self) -> None:
        """Ends it."""
        self._desk.close()
        self._database.dispose()


OpenKiosk = Callable[[], Kiosk]
