"""Forgetting and danger leave nothing behind, and where something could not be erased it is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from desk_fakes import a_reply
from line_house import House, opened, texts
from sqlalchemy.exc import OperationalError
from test_line_talk import DANGER, DEADLINE, answering

from bot.app.line_door import open_reminders
from bot.desk.inbox import Inbox
from bot.desk.record_store import RecordStore
from bot.desk.reminders import Reminders
from bot.line_box.events import member

AtHome = Callable[..., None]
FAR = DEADLINE | {"due": (date.today() + timedelta(days=60)).isoformat()}
HEARD = "もう限界のことで"  # danger that only the engine hears
PLANTED = "DELETE トドロキ"  # must not be logged


def hears_danger(request: httpx.Request) -> httpx.Response:
    if request.method == "GET":
        return httpx.Response(200, json={"status": "ok"})
    text = json.loads(request.content)["message"]
    return httpx.Response(200, json=[a_reply(f"返事：{text}", topic="dv_emergency" if text == HEARD else "moving", deadlines=[FAR])])


def fails(*_given: Any, **_more: Any) -> Any:
    raise OperationalError(PLANTED, {}, Exception("database is locked"))


async def a_dead_letter(house: House, user: str) -> None:
    one = house.sender.text(user, "おそい話")
    tokens, house.box.tokens = house.box.tokens, {}
    assert await house.sender.send([one]) == 200
    await house.until(lambda: house.look()["dead"] == {"stale": 1})
    house.box.tokens |= tokens


@pytest.mark.parametrize("said", ["忘れて", DANGER, HEARD])
def test_dead_letters_of_the_talk_go_with_the_rest_and_others_stay(at_home: AtHome, said: str) -> None:
    async def scenario(house: House) -> None:
        house.engine.answers = hears_danger
        user, other = member(), member()
        await a_dead_letter(house, user)
        one = house.sender.text(other, "べつの人の話")
        house.box.tokens.clear()
        await house.sender.send([one])
        await house.until(lambda: house.look()["dead"] == {"stale": 2})
        await house.say(user, said)
        assert house.look()["dead"] == {"stale": 1}
        with opened(house.settings) as inbox:
            assert inbox.revive() == 1
        delivered = await house.delivered(2)
        assert [one.to for one in delivered] == [user, other]

    at_home(scenario, push=False)


@pytest.mark.parametrize(("place", "name"), [(Reminders, "forget"), (RecordStore, "drop"), (Inbox, "forget_lane")])
def test_what_could_not_be_erased_is_said_and_saying_it_again_helps(
    at_home: AtHome, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, place: type, name: str
) -> None:
    async def scenario(house: House) -> None:
        house.engine.answers = answering(deadlines=[FAR])
        user = member()
        await house.say(user, "引っ越します")
        await house.say(user, "3日前に知らせて")
        monkeypatch.setattr(place, name, fails)
        said = texts(await house.say(user, "忘れて"))
        assert "消せなかった" in said and "もう一度「忘れて」" in said and "すべて消しました" not in said
        monkeypatch.undo()
        assert "すべて消しました" in texts(await house.say(user, "忘れて"))
        with opened(house.settings) as inbox:
            assert open_reminders(house.settings, inbox).count() == (0, 0)

    at_home(scenario)
    assert "トドロキ" not in caplog.text


@pytest.mark.parametrize(("place", "name"), [(Reminders, "forget"), (Inbox, "forget_lane")])
@pytest.mark.parametrize("said", [DANGER, HEARD])
def test_danger_is_answered_all_the_same_and_no_promise_is_made(
    at_home: AtHome, monkeypatch: pytest.MonkeyPatch, place: type, name: str, said: str
) -> None:
    async def scenario(house: House) -> None:
        house.engine.answers = hears_danger
        user = member()
        await house.say(user, "引っ越します")
        await house.say(user, "3日前に知らせて")
        monkeypatch.setattr(place, name, fails)
        before = len(house.box.delivered)
        await house.sender.send([house.sender.text(user, said)])
        await house.until(lambda: len(house.box.delivered) > before)
        told = texts(house.box.delivered[before].messages)
        assert "トークルームごと削除" in told and "ブロック" in told
        assert "送ることもありません" not in told and "残していません" not in told
        monkeypatch.undo()

    at_home(scenario)


@pytest.mark.parametrize(("place", "name"), [(Reminders, "forget"), (RecordStore, "drop"), (Inbox, "forget_lane")])
def test_who_leaves_is_erased_as_soon_as_that_can_be_done(at_home: AtHome, monkeypatch: pytest.MonkeyPatch, place: type, name: str) -> None:
    async def scenario(house: House) -> None:
        house.engine.answers = answering(deadlines=[FAR])
        user = member()
        await house.say(user, "引っ越します")
        await house.say(user, "3日前に知らせて")
        works, failed = getattr(place, name), []

        def once(*given: Any, **more: Any) -> Any:
            if not failed:
                failed.append(1)
                fails()
            return works(*given, **more)

        monkeypatch.setattr(place, name, once)
        await house.sender.send([house.sender.other("unfollow", user)])
        await house.until(lambda: bool(failed))
        await house.quiet()
        with opened(house.settings) as inbox:
            assert open_reminders(house.settings, inbox).count() == (0, 0)
        assert house.look()["dead"] == {}
        await house.sender.send([house.sender.other("follow", user, follow={"isUnblocked": True})])
        await house.say(user, "もう一度")
        assert house.engine.messages[-1]["metadata"]["belief"] == house.engine.messages[0]["metadata"]["belief"]

    at_home(scenario)
