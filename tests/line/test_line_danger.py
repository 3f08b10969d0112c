"""Danger on LINE: it waits for nobody, a desk that ends answers it first, and it is never answered with 「busy」."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import httpx
import pytest
from desk_fakes import a_reply
from line_house import House, texts
from test_line_talk import DANGER

from bot.desk.lanes import Busy, Lanes
from bot.line_box.events import member

AtHome = Callable[..., None]


def held_up(go: asyncio.Event) -> Callable[[httpx.Request], object]:
    """Answers to nobody until `go`."""

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"status": "ok"})
        await go.wait()
        return httpx.Response(200, json=[a_reply(f"返事：{json.loads(request.content)['message']}")])

    return answer


def test_danger_waits_for_no_place(at_home: AtHome, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.doors.line import runner

    async def scenario(house: House) -> None:
        await house.close_desk()
        monkeypatch.setattr(runner, "AT_ONCE", 1)
        await house.open_desk()
        go = asyncio.Event()
        house.engine.answers = held_up(go)  # type: ignore[assignment]
        await house.sender.send([house.sender.text(member(), "いろは")])
        await house.until(lambda: "いろは" in house.engine.texts)
        user = member()
        await house.sender.send([house.sender.text(member(), "にほへ"), house.sender.text(user, DANGER)])
        await house.until(lambda: [one.to for one in house.box.delivered] == [user])
        assert "110番" in texts(house.box.delivered[0].messages) and "にほへ" not in house.engine.texts
        go.set()
        await house.delivered(3)

    at_home(scenario)


def test_a_desk_that_ends_answers_danger_before(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        house.engine.answers = held_up(asyncio.Event())  # type: ignore[assignment]
        user = member()
        await house.sender.send([house.sender.text(user, DANGER)])
        await house.until(lambda: bool(house.engine.texts))
        await house.close_desk()
        assert [one.to for one in house.box.delivered] == [user] and "110番" in texts(house.box.delivered[0].messages)
        assert house.look()["waiting"] == 0

    at_home(scenario)


@pytest.mark.parametrize("where", ["look", "in_order", "place"])
def test_danger_is_heard_by_a_desk_that_has_no_place(at_home: AtHome, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    def full(*_given: object) -> object:
        raise Busy("desk")

    async def scenario(house: House) -> None:
        user = member()
        monkeypatch.setattr(Lanes, where, full)
        said = await house.say(user, DANGER)
        assert "110番" in texts(said) and "トークルームごと削除" in texts(said) and {one["type"] for one in said} == {"text"}
        monkeypatch.undo()
        await house.say(user, "古い保険証は")
        assert house.engine.messages[-1]["metadata"]["careful"] is True

    at_home(scenario)
