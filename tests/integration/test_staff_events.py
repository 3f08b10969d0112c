"""The console's streams: they say that something has changed, and nothing of what; for operators alone."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from urllib.parse import quote

import pytest
from desk_fakes import Desk
from staff_people import Browser, hire
from staff_talks import act, say, waiting

from bot.doors.staff import events, signing
from bot.settings import Settings
from bot.staff.handover_store import HandoverStore


@pytest.mark.parametrize("place", ["chats-events", "chat-events?id=x"])
def test_a_stream_is_for_operators(people: Desk, settings: Settings, place: str) -> None:
    hire(settings, "emi", "editor")
    assert people.call("GET", f"/staff/{place}").status_code == 303
    assert Browser(people, "emi").get(place).status_code == 403


def test_a_stream_says_at_once_that_there_is_something_and_no_word(people: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LONGEST", 0.2)  # a stream that ends, so that the test has it whole
    person, taro = waiting(people), Browser(people, "taro")
    for place in ("chats-events", f"chat-events?id={quote(person.conversation)}"):
        answer = taro.get(place)
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.text == f"{events.HEAD}id: 1\nevent: changed\ndata:\n\n"
    act(taro, person, "claim")
    act(taro, person, "close")


def test_every_thing_that_operators_see_gives_another_mark(people: Desk) -> None:
    store: HandoverStore = people.app.state.staff.chats.store
    person, taro = waiting(people), Browser(people, "taro")
    marks = [store.mark(person.conversation)]

    def moved() -> bool:
        marks.append(store.mark(person.conversation))
        return marks[-1] != marks[-2]

    assert not moved()
    person.say("もしもし")
    assert moved()
    queue = store.mark()
    act(taro, person, "claim")
    assert moved() and store.mark() != queue
    say(taro, person, "こんにちは")
    assert moved()
    act(taro, person, "note", text="メモ")
    assert moved()
    act(taro, person, "close")
    assert moved() and store.mark("no such") == store.mark("none")


def test_a_session_has_few_streams_and_a_closed_one_is_free_again(people: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def mark(_store: HandoverStore, _conversation: str | None = None) -> str:
        go_on.wait(30.0)  # the streams are open until the others have ended
        return ""

    monkeypatch.setattr(HandoverStore, "mark", mark)
    monkeypatch.setattr(events, "LONGEST", 2.0)
    taro = Browser(people, "taro")
    headers = {"cookie": "; ".join(f"{name}={value}" for name, value in taro.cookies.items())}

    async def ask() -> bool:
        """Whether it was told something."""
        return "event:" in (await people._client.get("/staff/chat-events?id=x", headers=headers)).text

    async def many() -> tuple[list[bool], list[bool]]:
        waiting: set[asyncio.Task[bool]] = {asyncio.create_task(ask()) for _ in range(6)}
        ended: list[bool] = []
        while len(ended) < 2:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            ended += [one.result() for one in done]
        go_on.set()
        return ended, list(await asyncio.gather(*waiting))

    assert people._runner.run(many()) == ([False] * 2, [True] * 4)
    assert "event:" in taro.get("chat-events?id=x").text


def test_every_file_that_the_pages_name_is_served(desk: Desk) -> None:
    for name in (path.name for path in (Path(signing.__file__).parent / "static").iterdir()):
        assert desk.call("GET", f"/staff/static/{name}").status_code == 200, name
