"""A kiosk tells the desk which of its parts work, and whoever has its key may ask."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from fastapi import FastAPI
from test_kiosk_door import Client

from bot.desk.card_sessions import CardSessions
from bot.desk.sessions import Sessions
from bot.doors.errors import add_error_answers
from bot.doors.kiosk.health import MOST, Kiosks, Parts
from bot.doors.kiosk.router import kiosk_router

KEYS = {"lobby-1": "a-key-for-tests-1", "lobby-2": "a-key-for-tests-2"}


def headers(device: str, key: str = "") -> dict[str, str]:
    return {"X-Kiosk-Key": key or KEYS[device], "X-Kiosk-Device": device}


@pytest.fixture
def desk() -> Client:
    app = FastAPI()
    add_error_answers(app)
    conversations: Any = None  # nobody speaks
    app.include_router(kiosk_router(conversations, Sessions("s" * 32, "kiosk"), CardSessions(), "", KEYS))
    return Client(app)


def test_what_a_kiosk_tells_can_be_asked_with_its_own_key_only(desk: Client) -> None:
    path, parts = "/api/v1/kiosk/health", {"reader": False, "hearing": True}
    assert desk.call("GET", path, headers=headers("lobby-1")).status_code == 404
    assert desk.call("PUT", path, json={"parts": parts}, headers=headers("lobby-1")).status_code == 204
    told = desk.call("GET", path, headers=headers("lobby-1")).json()
    assert told["parts"] == parts and told["seconds"] >= 0
    assert desk.call("GET", path, headers=headers("lobby-2")).status_code == 404
    wrong = headers("lobby-1", KEYS["lobby-2"])
    assert desk.call("GET", path, headers=wrong).status_code == 403
    assert desk.call("PUT", path, json={"parts": parts}, headers=wrong).status_code == 403


@pytest.mark.parametrize("body", [{"parts": {"words": True}}, {"parts": {"reader": "赤羽"}}, {"parts": {}, "text": "赤羽"}, []])
def test_nothing_but_known_parts_is_taken(desk: Client, body: object) -> None:
    done = desk.call("PUT", "/api/v1/kiosk/health", json=body, headers=headers("lobby-1"))
    assert done.status_code == 422 and "赤羽" not in done.text


def test_what_fails_and_what_works_again_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    kiosks = Kiosks()
    with caplog.at_level(logging.INFO):
        for works in (True, False, False, True, True):
            kiosks.tell("lobby-1", Parts(parts={"reader": works}))
    assert caplog.messages == ["kiosk lobby-1: reader does not work", "kiosk lobby-1: reader works again"]


def test_no_more_devices_are_remembered_than_there_can_be() -> None:
    now = 0.0
    kiosks = Kiosks(lambda: now)
    for number in range(MOST + 1):
        kiosks.tell(f"d-{number}", Parts(parts={}))
    now = 7.5
    last = kiosks.of(f"d-{MOST}")
    assert kiosks.of("d-0") is None and last is not None and last.seconds == 7
