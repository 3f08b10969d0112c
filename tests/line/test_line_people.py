"""A person of the staff in a talk on LINE: offered, waited for, there, and gone again; each word once, over restarts of the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from line_house import House, named, texts
from sqlalchemy import select
from staff_people import hire
from staff_talks import OPEN, set_desk, with_names

from bot.app import console
from bot.line_box.events import member
from bot.rulebook.store.conversation_tables import CONVERSATION, LINE_TALK
from bot.staff.chats import Chats

AtHome = Callable[..., None]
DANGER = "夫に殴られて逃げています"


async def begun(house: House, monkeypatch: Any) -> Chats:
    """A desk with people, and what its operators do."""
    sides: list[console.StaffSide] = []
    original = console.staff_side

    def seen(*given: Any) -> console.StaffSide:
        sides.append(original(*given))
        return sides[-1]

    monkeypatch.setattr("bot.app.build.staff_side", seen)
    await house.close_desk()
    house.settings = replace(house.settings, fixed_today=date(2026, 11, 24))  # no holiday
    set_desk(house.settings, replace(OPEN, topics=("old_card",)))
    hire(house.settings, "taro", "operator")
    await house.open_desk()
    house.engine.answers = with_names
    house.chats = lambda: sides[-1].chats  # type: ignore[attr-defined]
    return sides[-1].chats


async def pressed(house: House, user: str, data: str) -> str:
    before = len(house.box.delivered)
    assert await house.sender.send([house.sender.other("postback", user, postback={"data": data})]) == 200
    return texts((await house.delivered(before + 1))[before].messages)


async def pushed(house: House, count: int) -> list[str]:
    """What was pushed, as soon as there are `count`."""
    await house.until(lambda: sum(one.how == "push" for one in house.box.delivered) >= count)
    return [texts(one.messages) for one in house.box.delivered if one.how == "push"]


async def talk_of(chats: Chats) -> str:
    (row,) = await asyncio.to_thread(chats.store.queue)
    assert row.door == "line"
    return row.conversation


def rows(chats: Chats, table: Any) -> list[Any]:
    with chats.store.engine.begin() as connection:
        return list(connection.execute(select(table)).all())


def test_staff_talk_with_somebody_on_line_over_a_restart(at_home: AtHome, monkeypatch: Any) -> None:
    async def scenario(house: House) -> None:
        chats, user = await begun(house, monkeypatch), member()
        assert "職員と話すこともできます" in texts(await house.say(user, "わたしは田中花子です"))
        assert "担当者を呼んでいます" in await pressed(house, user, "handover:ask")
        name = await talk_of(chats)
        await chats.claim("taro", name)
        assert await pushed(house, 1) == ["担当者が入りました。ここからは職員がお答えします。"]
        await house.sender.send([house.sender.text(user, "田中花子がこまっています")])
        await house.quiet()
        page = await asyncio.to_thread(chats.store.page, name, 0)
        assert page is not None and page.said == ["わたしは〔名前〕です", "〔名前〕がこまっています"]
        assert user.encode() not in b"".join(path.read_bytes() for path in house.data.glob("mynadesk.sqlite3*"))
        await chats.say("taro", name, str(uuid4()), "一つめ")
        await chats.say("taro", name, str(uuid4()), "二つめ")
        await house.close_desk()
        await house.open_desk()
        chats = house.chats()  # type: ignore[attr-defined]
        await chats.say("taro", name, str(uuid4()), "三つめ")
        assert (await pushed(house, 4))[1:] == ["一つめ", "二つめ", "三つめ"]
        await chats.close("taro", name)
        assert "お話を終わりました" in (await pushed(house, 5))[4]
        await house.until(lambda: rows(chats, LINE_TALK) == [])
        assert "返事：つぎ" in texts(await house.say(user, "つぎ"))
        assert all(one.to == user for one in house.box.delivered)

    at_home(scenario)


def test_what_fails_on_the_way_is_tried_again_in_order_and_arrives_once(at_home: AtHome, monkeypatch: Any) -> None:
    async def scenario(house: House) -> None:
        chats, user = await begun(house, monkeypatch), member()
        await pressed(house, user, "handover:ask")
        name = await talk_of(chats)
        house.box.faults.next.extend(["500", "cut_after", "429"])
        for who in ("一", "二", "三"):
            if who == "一":
                await chats.claim("taro", name)
            await chats.say("taro", name, str(uuid4()), who)
        assert (await pushed(house, 4))[1:] == ["一", "二", "三"]
        await asyncio.sleep(1.2)
        assert len(await pushed(house, 4)) == 4

    at_home(scenario)


def test_words_that_can_never_arrive_are_told_to_the_colleagues(at_home: AtHome, monkeypatch: Any) -> None:
    async def scenario(house: House) -> None:
        chats, user = await begun(house, monkeypatch), member()
        await pressed(house, user, "handover:ask")
        name = await talk_of(chats)
        await chats.claim("taro", name)

        async def noted() -> bool:
            page = await asyncio.to_thread(chats.store.page, name, 0)
            return page is not None and any("LINEで送れなかった" in text for _at, _by, text in page.notes)

        await house.until(noted)

    at_home(scenario, monthly=0)


def test_danger_ends_the_talk_and_nothing_more_is_pushed(at_home: AtHome, monkeypatch: Any) -> None:
    async def scenario(house: House) -> None:
        chats, user = await begun(house, monkeypatch), member()
        await pressed(house, user, "handover:ask")
        name = await talk_of(chats)
        await chats.claim("taro", name)
        await pushed(house, 1)
        assert "110" in texts(await house.say(user, DANGER))
        assert [row.owner for row in rows(chats, CONVERSATION)] == ["bot"]
        await house.until(lambda: rows(chats, LINE_TALK) == [])
        assert "電話でお尋ねください" in await pressed(house, user, "handover:ask")
        assert len(await pushed(house, 1)) == 1

    at_home(scenario)


def test_who_wipes_the_talk_is_pushed_nothing_more(at_home: AtHome, monkeypatch: Any) -> None:
    async def scenario(house: House) -> None:
        chats, user = await begun(house, monkeypatch), member()
        await pressed(house, user, "handover:ask")
        assert len(rows(chats, LINE_TALK)) == 1
        await house.say(user, "忘れて")
        assert rows(chats, LINE_TALK) == [] and await asyncio.to_thread(chats.store.queue) == []

    at_home(scenario)


def test_nobody_is_offered_in_a_group_or_where_nothing_is_pushed(at_home: AtHome, monkeypatch: Any) -> None:
    async def alone(house: House) -> None:
        await begun(house, monkeypatch)
        user = member()
        assert "職員と話す" not in texts(await house.say(user, "カード"))
        assert "この画面では、職員とのやりとりはできません" in await pressed(house, user, "handover:ask")

    async def in_a_group(house: House) -> None:
        await begun(house, monkeypatch)
        where = {"type": "group", "groupId": member("C"), "userId": member()}
        for count, words in enumerate(("古い保険証は", "handover:ask"), 1):
            await house.sender.send([house.sender.text("", source=where, **named(f"@窓口 {words}", 0, 3))])
            await house.delivered(count)
        offered, asked = (texts(one.messages) for one in house.box.delivered)
        assert "返事：古い保険証は" in offered and "職員と話す" not in offered and "1対1" in asked

    at_home(alone, push=False)
    at_home(in_a_group)
