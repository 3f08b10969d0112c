"""The kiosk's door: key, one visitor at a time, card facts only while the card lies there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.desk.card_sessions import IDLE, MOST_VISITS, VISIT_IDLE, VISIT_LONGEST, CardFacts, CardSessions
from bot.desk.sessions import Sessions
from bot.desk.snapshot import signed_snapshot
from bot.desk.turn import Turn, TurnReply
from bot.doors.errors import add_error_answers
from bot.doors.kiosk.router import kiosk_router
from bot.kiosk.kept import SnapshotRefused, read_snapshot

KEY = "a-key-for-tests-only"
HEADERS = {"X-Kiosk-Key": KEY, "X-Kiosk-Device": "lobby-1"}
MESSAGE: dict[str, Any] = {
    "text": "はい", "easy": "はい", "speech": "はい", "topic": "", "confidence": 1.0, "buttons": [], "sources": [], "deadlines": [],
}  # fmt: skip


class Recorded:
    """Conversations that remember what they were asked."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.ended: list[str] = []

    async def end(self, conversation: str) -> None:
        self.ended.append(conversation)

    async def take(self, turn: Turn) -> TurnReply:
        self.turns.append(turn)
        return TurnReply((MESSAGE,))


class Client:
    """Calls the app without a network."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def call(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url="http://desk") as client:
                return await client.request(method, path, **kwargs)

        return asyncio.run(once())

    def post(self, path: str, **kwargs: Any) -> httpx.Response:
        return self.call("POST", path, **kwargs)

    def delete(self, path: str, **kwargs: Any) -> httpx.Response:
        return self.call("DELETE", path, **kwargs)


@pytest.fixture
def desk() -> tuple[Client, Recorded, CardSessions]:
    app = FastAPI()
    add_error_answers(app)
    conversations, cards = Recorded(), CardSessions()
    app.include_router(kiosk_router(conversations, Sessions("s" * 32, "kiosk"), cards, KEY))  # type: ignore[arg-type]
    return Client(app), conversations, cards


def begin(client: Client) -> str:
    session: str = client.post("/api/v1/kiosk/visit", headers=HEADERS).json()["session"]
    return session


CARD = {"kind": "mynumber", "certificate_expires_on": "2026-11-30", "ca_generation": 3, "tries_left": {"user_authentication": 2}}


def test_a_wrong_key_is_refused(desk: tuple[Client, Recorded, CardSessions]) -> None:
    client, _conversations, _cards = desk
    answer = client.post("/api/v1/kiosk/visit", headers=HEADERS | {"X-Kiosk-Key": "wrong"})
    assert answer.status_code == 403
    assert "鍵" in answer.json()["error"]["message"]


def test_card_facts_reach_the_conversation_and_go_with_the_card(desk: tuple[Client, Recorded, CardSessions]) -> None:
    client, conversations, cards = desk
    session = begin(client)
    answer = client.post("/api/v1/kiosk/card", headers=HEADERS, json={"session": session, "card": CARD})
    assert answer.status_code == 200
    conversation = conversations.turns[-1].conversation
    assert conversations.turns[-1].channel == "kiosk"
    facts = cards.get(conversation)
    assert facts is not None
    assert facts.anchors() == {"cert_expiry": date(2026, 11, 30)}
    assert facts.tries_left == {"user_authentication": 2}
    assert client.delete("/api/v1/kiosk/card", headers=HEADERS).status_code == 204
    assert cards.get(conversation) is None


def test_the_next_visitor_ends_the_visit_before(desk: tuple[Client, Recorded, CardSessions]) -> None:
    client, conversations, cards = desk
    first = begin(client)
    client.post("/api/v1/kiosk/card", headers=HEADERS, json={"session": first, "card": CARD})
    before = conversations.turns[-1].conversation
    begin(client)
    assert cards.get(before) is None
    answer = client.post("/api/v1/kiosk/chat", headers=HEADERS, json={"session": first, "text": "期限は？"})
    assert answer.status_code == 401


def test_another_device_cannot_use_the_session(desk: tuple[Client, Recorded, CardSessions]) -> None:
    client, _conversations, _cards = desk
    session = begin(client)
    other = HEADERS | {"X-Kiosk-Device": "lobby-2"}
    assert client.post("/api/v1/kiosk/chat", headers=other, json={"session": session, "text": "期限は？"}).status_code == 401


@pytest.mark.parametrize("extra", [{"serial": "01"}, {"kind": "licence"}, {"certificate_expires_on": "tomorrow"}])
def test_anything_but_the_known_facts_is_refused(desk: tuple[Client, Recorded, CardSessions], extra: dict[str, str]) -> None:
    client, _conversations, _cards = desk
    answer = client.post("/api/v1/kiosk/card", headers=HEADERS, json={"session": begin(client), "card": CARD | extra})
    assert answer.status_code == 422


def test_two_idle_minutes_wipe_the_facts() -> None:
    now = [0.0]
    cards = CardSessions(clock=lambda: now[0])
    cards.put("one", CardFacts(date(2026, 11, 30)))
    now[0] = 119.0
    assert cards.get("one") is not None  # use counts as a sign of life
    now[0] = 238.0
    assert cards.get("one") is not None
    now[0] = 359.0
    assert cards.get("one") is None


def test_facts_that_nobody_asks_for_leave_the_memory_too() -> None:
    now, planned = [0.0], []
    cards = CardSessions(clock=lambda: now[0])
    cards.begin("lobby-1", "one")
    cards.put("one", CardFacts(date(2026, 11, 30)))
    for _ in range(2):
        cards.plan_sweep(lambda seconds, sweep: planned.append((seconds, sweep)))
    while planned:
        (seconds, sweep) = planned.pop()
        assert planned == [] and len(cards) == 1
        now[0] += seconds
        sweep()
    assert len(cards) == 0
    assert now[0] == IDLE


def test_without_a_key_set_the_door_is_shut() -> None:
    app = FastAPI()
    app.include_router(kiosk_router(Recorded(), Sessions("s" * 32), CardSessions(), ""))  # type: ignore[arg-type]
    assert Client(app).post("/api/v1/kiosk/visit", headers=HEADERS | {"X-Kiosk-Key": ""}).status_code == 403


def test_card_facts_do_not_print_themselves() -> None:
    assert "2026" not in repr(CardFacts(date(2026, 11, 30), {"user_authentication": 2}))


# ---- the end of a visit


def conversation_of(recorded: Recorded, client: Client, session: str) -> str:
    client.post("/api/v1/kiosk/chat", headers=HEADERS, json={"session": session, "text": "期限は？"})
    return recorded.turns[-1].conversation


def test_the_end_of_a_visit_wipes_what_was_told(desk: tuple[Client, Recorded, CardSessions]) -> None:
    client, recorded, cards = desk
    session = begin(client)
    conversation = conversation_of(recorded, client, session)
    assert client.delete("/api/v1/kiosk/visit", headers=HEADERS).status_code == 204
    assert recorded.ended == [conversation] and cards.visits == 0
    assert client.post("/api/v1/kiosk/chat", headers=HEADERS, json={"session": session, "text": "期限は？"}).status_code == 401


def test_the_next_visitor_wipes_what_the_one_before_told(desk: tuple[Client, Recorded, CardSessions]) -> None:
    client, recorded, _cards = desk
    conversation = conversation_of(recorded, client, begin(client))
    begin(client)
    assert recorded.ended == [conversation]


def test_ending_twice_is_no_error(desk: tuple[Client, Recorded, CardSessions]) -> None:
    client, recorded, _cards = desk
    begin(client)
    assert [client.delete("/api/v1/kiosk/visit", headers=HEADERS).status_code for _ in range(2)] == [204, 204]
    assert len(recorded.ended) == 1


class Clock:
    """Seconds, and what is to be called back."""

    def __init__(self) -> None:
        self.now = 0.0
        self.planned: list[tuple[float, Callable[[], None]]] = []

    def __call__(self) -> float:
        return self.now

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        self.planned.append((self.now + seconds, call))

    def run_until(self, end: float) -> None:
        while self.planned and self.planned[0][0] <= end:
            self.now, call = self.planned.pop(0)
            call()
        self.now = end


def test_a_visit_that_nobody_goes_on_with_is_over_also_when_nobody_comes() -> None:
    clock, over = Clock(), list[str]()
    cards = CardSessions(clock=clock)
    assert cards.begin("lobby-1", "one") == []
    cards.plan_watch(clock.later, over.append)
    clock.run_until(VISIT_IDLE - 1)
    assert over == [] and cards.visitor("lobby-1") == "one"  # use
    clock.run_until(2 * VISIT_IDLE - 2)
    assert over == []
    clock.run_until(2 * VISIT_IDLE + 20)
    assert over == ["one"] and cards.visitor("lobby-1") is None
    assert clock.planned == []  # nothing is left to watch


def test_no_visit_is_longer_than_an_hour() -> None:
    clock = Clock()
    cards = CardSessions(clock=clock)
    cards.begin("lobby-1", "one")
    while clock.now < VISIT_LONGEST - 60:
        clock.now += 60
        assert cards.visitor("lobby-1") == "one"
    clock.now = VISIT_LONGEST
    assert cards.visitor("lobby-1") is None
    assert cards.end_old() == ["one"]


def test_visits_are_bounded_and_the_longest_unused_goes() -> None:
    cards = CardSessions()
    over = [name for number in range(MOST_VISITS + 2) for name in cards.begin(f"device-{number}", f"visit-{number}")]
    assert cards.visits == MOST_VISITS and over == ["visit-0", "visit-1"]


# ---- who may come in, with what


def test_with_keys_of_their_own_no_device_opens_for_another() -> None:
    app = FastAPI()
    keys = {"lobby-1": "the key of lobby one", "lobby-2": "the key of lobby two"}
    app.include_router(kiosk_router(Recorded(), Sessions("s" * 32, "kiosk"), CardSessions(), KEY, keys))  # type: ignore[arg-type]
    client = Client(app)

    def status(device: str, key: str) -> int:
        return client.post("/api/v1/kiosk/visit", headers={"X-Kiosk-Key": key, "X-Kiosk-Device": device}).status_code

    assert (status("lobby-1", keys["lobby-1"]), status("lobby-2", keys["lobby-2"])) == (200, 200)
    assert {status("lobby-1", keys["lobby-2"]), status("lobby-3", keys["lobby-1"]), status("lobby-1", KEY), status("lobby-3", "")} == {403}


IMPOSSIBLE = [
    {"tries_left": {"user_authentication": -5}}, {"tries_left": {"user_authentication": 16}}, {"certificate_expires_on": "0001-01-01"},
    {"certificate_expires_on": "2015-12-31"}, {"certificate_expires_on": "9999-12-31"}, {"ca_generation": -1},
    {"tries_left": {str(number): 1 for number in range(11)}}, {"read_at": "x" * 61},
]  # fmt: skip


@pytest.mark.parametrize("facts", IMPOSSIBLE)
def test_what_no_card_says_is_refused(desk: tuple[Client, Recorded, CardSessions], facts: dict[str, Any]) -> None:
    client, recorded, _cards = desk
    answer = client.post("/api/v1/kiosk/card", headers=HEADERS, json={"session": begin(client), "card": CARD | facts})
    assert answer.status_code == 422 and recorded.turns == []


def test_the_rulebook_to_go_on_with_is_signed_for_the_device_that_asks() -> None:
    app = FastAPI()
    add_error_answers(app)
    sessions = Sessions("s" * 32, "kiosk")
    today = date(2026, 11, 29)
    keys = {"lobby-1": KEY, "lobby-2": f"{KEY}-of-another"}
    app.include_router(kiosk_router(Recorded(), sessions, CardSessions(), KEY, keys, lambda key: signed_snapshot(today, key)))  # type: ignore[arg-type]
    client = Client(app)
    answer = client.call("GET", "/api/v1/kiosk/snapshot", headers=HEADERS)
    assert answer.status_code == 200
    assert read_snapshot(answer.content, KEY, today).needs
    with pytest.raises(SnapshotRefused, match="signature"):
        read_snapshot(answer.content, keys["lobby-2"], today)
    wrong = client.call("GET", "/api/v1/kiosk/snapshot", headers=HEADERS | {"X-Kiosk-Device": "lobby-2"})
    assert wrong.status_code == 403


def test_a_desk_without_a_rulebook_to_give_says_so(desk: tuple[Client, Recorded, CardSessions]) -> None:
    client, _conversations, _cards = desk
    assert client.call("GET", "/api/v1/kiosk/snapshot", headers=HEADERS).status_code == 404
