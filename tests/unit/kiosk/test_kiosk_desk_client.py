"""The thin client: keys and sessions, what comes back, and what it does with a desk that is away or answers nonsense."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from bot.kiosk.desk import DeskClient, NoAnswer
from bot.kiosk.model import Message

KEY = "a key of the tests, long enough"
PLAIN: dict[str, Any] = {
    "text": "答え", "easy": "こたえ", "speech": "こたえ", "topic": "old_card", "expects": "", "buttons": [{"title": "次", "payload": "topic:x"}],
    "sources": [{"title": "北区の案内", "section": "冒頭"}],
    "deadlines": [{"name": "更新", "whose": "", "due": "2026-12-20", "recommended_by": None, "opens": None, "days_left": 28, "state": "open", "action": "", "consequence": ""}],
    "calendar": "api/v1/calendar/a.ics",
}  # fmt: skip
Handler = Callable[[httpx.Request], httpx.Response]


class FakeDesk:
    """Answers as it is told to; keeps the requests."""

    def __init__(self, chat: Handler | None = None) -> None:
        self.requests: list[httpx.Request] = []
        self._chat = chat or (
            lambda _request: httpx.Response(200, json={"session": "s2", "messages": [PLAIN], "owner": "bot"})
        )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.url.path.endswith("/visit"):
            return httpx.Response(204) if request.method == "DELETE" else httpx.Response(200, json={"session": "s1"})
        return self._chat(request)

    def said(self, call: Callable[[DeskClient], Awaitable[Any]]) -> Any:
        async def run() -> Any:
            async with DeskClient("https://desk.test/mado/", KEY, "lobby-1", httpx.MockTransport(self)) as client:
                return await call(client)

        return asyncio.run(run())


def test_a_visit_is_opened_with_the_devices_key_and_its_session_goes_on() -> None:
    desk = FakeDesk()

    async def twice(client: DeskClient) -> tuple[Message, ...]:
        await client.ask("一つめ")
        return await client.ask("二つめ")

    (message,) = desk.said(twice)
    paths = [(one.method, one.url.path) for one in desk.requests]
    assert paths == [
        ("POST", "/mado/api/v1/kiosk/visit"),
        ("POST", "/mado/api/v1/kiosk/chat"),
        ("POST", "/mado/api/v1/kiosk/chat"),
    ]
    assert all(
        one.headers["x-kiosk-key"] == KEY and one.headers["x-kiosk-device"] == "lobby-1" for one in desk.requests
    )
    assert [json.loads(one.content)["session"] for one in desk.requests[1:]] == ["s1", "s2"]
    assert message.text == "答え" and message.choices[0].payload == "topic:x" and message.deadlines[0].days_left == 28
    assert message.calendar == "https://desk.test/mado/api/v1/calendar/a.ics" and message.sources == (
        "北区の案内 冒頭",
    )


def test_a_desk_that_was_started_anew_is_met_with_a_new_visit_once() -> None:
    answers = iter([httpx.Response(401, json={}), httpx.Response(200, json={"session": "s", "messages": [PLAIN]})])
    desk = FakeDesk(lambda _request: next(answers))
    assert desk.said(lambda client: client.ask("x"))
    assert [one.url.path.rsplit("/", 1)[1] for one in desk.requests] == ["visit", "chat", "visit", "chat"]
    refusing = FakeDesk(lambda _request: httpx.Response(401, json={}))
    with pytest.raises(NoAnswer):
        refusing.said(lambda client: client.ask("x"))
    assert len(refusing.requests) == 4


NONSENSE = [
    b"",
    b"[]",
    b"{}",
    b"\xff",
    b'{"session": "s", "messages": []}',
    b'{"session": "s", "messages": [{}]}',
    b'{"session": "s", "messages": [1]}',
    b'{"session": "s", "messages": 1}',
]
NONSENSE += [
    json.dumps({"session": "s", "messages": [{**PLAIN, **bad}]}).encode()
    for bad in (
        {"text": 1},
        {"buttons": [{"title": None}]},
        {"deadlines": [{}]},
        {"deadlines": [{**PLAIN["deadlines"][0], "due": "2026-13-01"}]},
        {"easy": None},
    )
]


@pytest.mark.parametrize("content", [*NONSENSE, b"x" * 2_100_000], ids=range(len(NONSENSE) + 1))
def test_nonsense_is_no_answer(content: bytes) -> None:
    with pytest.raises(NoAnswer) as raised:
        FakeDesk(lambda _request: httpx.Response(200, content=content)).said(lambda client: client.ask("赤羽"))
    assert not raised.value.away and "赤羽" not in repr(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


@pytest.mark.parametrize(
    ("status", "away"), [(403, False), (404, False), (422, False), (500, True), (502, True), (503, True)]
)
def test_what_a_status_means(status: int, away: bool) -> None:
    with pytest.raises(NoAnswer) as raised:
        FakeDesk(lambda _request: httpx.Response(status, json={})).said(lambda client: client.ask("x"))
    assert raised.value.away is away


def test_a_busy_desk_says_so_in_words() -> None:
    busy = {"session": "s", "messages": [{**PLAIN, "text": "混み合っています"}]}
    (message,) = FakeDesk(lambda _request: httpx.Response(429, json=busy)).said(lambda client: client.ask("x"))
    assert message.text == "混み合っています"


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("赤羽"), httpx.ReadTimeout("赤羽"), httpx.RemoteProtocolError("赤羽")]
)
def test_a_desk_that_is_away_is_away_and_the_error_holds_no_words(error: Exception) -> None:
    def fails(_request: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(NoAnswer) as raised:
        FakeDesk(fails).said(lambda client: client.card({"kind": "mynumber"}))
    assert raised.value.away and raised.value.__suppress_context__


def test_the_end_is_told_and_what_the_desk_does_then_does_not_matter() -> None:
    desk = FakeDesk()
    assert desk.said(lambda client: client.end()) is True and desk.requests[0].method == "DELETE"

    def gone(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("x")

    async def run() -> bool:
        async with DeskClient("https://desk.test/", KEY, "lobby-1", httpx.MockTransport(gone)) as client:
            return await client.end()

    assert asyncio.run(run()) is False


def test_nothing_is_spoken_of_a_reply_to_danger() -> None:
    body = {"session": "s", "careful": True, "messages": [PLAIN, PLAIN]}
    told = FakeDesk(lambda _request: httpx.Response(200, json=body)).said(lambda client: client.ask("x"))
    assert [one.quiet for one in told] == [True, True]


def test_what_must_not_be_overheard_is_marked() -> None:
    body = {"session": "s", "messages": [{**PLAIN, "topic": "dv_emergency"}, PLAIN]}
    first, second = FakeDesk(lambda _request: httpx.Response(200, json=body)).said(lambda client: client.ask("x"))
    assert first.quiet and not second.quiet
