"""Talks between a person at the web door and operators at the console, for the tests of the hand-over."""

from __future__ import annotations

import json
import re
import time
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
from desk_fakes import Desk, a_reply
from itsdangerous.encoding import base64_decode
from staff_people import Browser

from bot.settings import Settings
from bot.staff.console import open_console
from bot.staff.desk_settings import DeskSettings, SettingStore

OPEN = DeskSettings(people=True, weekdays=(0, 1, 2, 3, 4, 5, 6), opens="00:00", closes="23:59")
SAYS = "わたしは田中花子です"


def with_names(request: httpx.Request) -> httpx.Response:
    """An engine that masks one name, and answers with the topic that its text names."""
    if request.method == "GET":
        return httpx.Response(200, json={"status": "ok"})
    body = json.loads(request.content)
    if request.url.path.endswith("/names"):
        return httpx.Response(200, json={"texts": [one.replace("田中花子", "〔名前〕") for one in body["texts"]]})
    topic = "human_handoff" if "人と話" in body["message"] else "old_card"
    misses = body["message"].count("わからない") and int(body["metadata"]["belief"].get("misses", 0)) + 1
    reply = a_reply(f"返事：{body['message']}".replace("田中花子", "…"), topic=topic)
    return httpx.Response(200, json=[reply, {"custom": {"belief": {**body["metadata"]["belief"], "misses": misses}}}])


def set_desk(settings: Settings, wanted: DeskSettings) -> None:
    console = open_console(settings)
    SettingStore(console.engine, console.audit).change("(test)", wanted)
    console.engine.dispose()


class Person:
    """Somebody at the web door."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.session: str | None = None
        self.owner = ""
        self.seq = 0

    def say(self, text: str, **more: Any) -> list[str]:
        answer = self.desk.say(text, self.session, **more)
        assert answer.status_code == 200, answer.text
        self.session, self.owner = answer.json()["session"], answer.json()["owner"]
        self.seq = answer.json()["seq"]
        return [one["text"] for one in answer.json()["messages"]]

    @property
    def conversation(self) -> str:
            return str(json.loads(base64_decode(str(self.session).partition(".")[0])))


def waiting(desk: Desk, *before: str) -> Person:
    person = Person(desk)
    for text in before or (SAYS,):
        person.say(text)
    said = person.say("handover:ask")
    assert person.owner == "waiting" and "担当者を呼んでいます" in said[0], said
    return person


def lines(operator: Browser, person: Person) -> list[str]:
    """What the operator's page shows of the talk."""
    page = operator.get(f"chat-part?id={quote(person.conversation)}")
    return re.findall(r"<li class=\"(?:person|staff|bot)\"[^>]*><small>[^<]*</small>([^<]*)", page.text)


def act(operator: Browser, person: Person, do: str, **fields: str) -> int:
    operator.get("chats")
    return operator.post(f"chat?id={quote(person.conversation)}", do=do, **fields).status_code


def say(operator: Browser, person: Person, text: str, message_id: str = "") -> int:
    return act(operator, person, "say", text=text, message_id=message_id or str(uuid4()))


def people_day(settings: Settings) -> date | None:
    """No holiday: the fixed day of the fixture would close the desk."""
    return settings.fixed_today.replace(day=24) if settings.fixed_today else None


def chats_of(desk: Desk, ahead: float) -> Any:
    """The desk's own watcher, with a clock that is ahead."""
    chats = desk.app.state.staff.chats
    chats._clock = lambda: time.time() + ahead
    return chats
