"""What is said on LINE: faces of answers, other kinds of messages, groups, taking back, and danger."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from desk_fakes import a_reply
from line_house import House, named, opened, texts

from bot.line_box.events import member

AtHome = Callable[..., None]
DUE = date.today() + timedelta(days=25)  # reminders look at the real clock
DEADLINE = {
    "id": "moving_in", "name": "転入届", "whose": "", "due": DUE.isoformat(), "recommended_by": None, "opens": None, "days_left": 25,
    "state": "open", "action": "", "consequence": "", "derivation": [], "notes": [],
}  # fmt: skip
DANGER = "夫に殴られて逃げています"


def answering(**more: Any) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"status": "ok"})
        return httpx.Response(200, json=[a_reply(f"返事：{json.loads(request.content)['message']}", **more)])

    return answer


def test_a_deadline_is_text_a_picture_and_choices_under_the_last_one(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        house.engine.answers = answering(deadlines=[DEADLINE], buttons=[{"title": "ほかの手続き", "payload": "topic:moving"}])
        said = await house.say(member(), "引っ越します")
        assert [one["type"] for one in said] == ["text", "flex"]
        assert "quickReply" not in said[0]
        labels = [one["action"]["label"] for one in said[1]["quickReply"]["items"]]
        assert labels == ["ほかの手続き", f"{DUE.month}月{DUE.day}日の3日前に知らせて"]
        footer = said[1]["contents"]["footer"]["contents"][0]["action"]["uri"]
        assert footer.startswith("http://127.0.0.1:8000/api/v1/calendar/") and footer.endswith("?openExternalBrowser=1")

    at_home(scenario)


def test_a_button_goes_to_the_desk_as_its_payload(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        pressed = house.sender.other("postback", member(), postback={"data": "topic:old_card"})
        assert await house.sender.send([pressed]) == 200
        await house.delivered(1)
        assert house.engine.texts == ["/old_card"]

    at_home(scenario)


def test_thirteen_long_answers_leave_as_five_valid_messages(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        long = [a_reply("とても長い文です。👨‍👩‍👧" * 60, deadlines=[DEADLINE], buttons=[{"title": "選" * 40, "payload": "は" * 400}] * 20)] * 13
        house.engine.answers = lambda request: httpx.Response(200, json={} if request.method == "GET" else long)
        said = await house.say(member(), "全部")
        assert len(said) == 5 and len(said[-1]["quickReply"]["items"]) <= 13

    at_home(scenario)


def test_the_insurer_of_the_account_goes_along(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        await house.say(member(), "限度額")
        assert house.engine.messages[0]["metadata"]["insurer"] == "kitaku"
        assert house.engine.messages[0]["metadata"]["channel"] == "line"

    at_home(scenario, insurer="kitaku")


def test_easy_japanese_stays_on_for_the_talk(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        house.engine.answers = answering(easy="やさしい 返事（へんじ）")
        await house.say(user, "やさしい日本語で")
        assert texts(await house.say(user, "期限は")) == "やさしい 返事（へんじ）"
        await house.say(user, "ふつうの日本語")
        assert texts(await house.say(user, "期限は")) == "返事：期限は"

    at_home(scenario)


@pytest.mark.parametrize("kind", ["sticker", "image", "video", "audio", "file", "location"])
def test_another_kind_of_message_gets_a_kind_word_and_is_not_fetched(at_home: AtHome, kind: str) -> None:
    forms: dict[str, dict[str, Any]] = {
        "sticker": {"packageId": "1", "stickerId": "1", "stickerResourceType": "STATIC", "quoteToken": "q"},
        "image": {"contentProvider": {"type": "line"}, "quoteToken": "q"},
        "video": {"contentProvider": {"type": "line"}, "duration": 1, "quoteToken": "q"},
        "audio": {"contentProvider": {"type": "line"}, "duration": 1},
        "file": {"fileName": "a.pdf", "fileSize": 1},
        "location": {"latitude": 35.0, "longitude": 139.0},
    }

    async def scenario(house: House) -> None:
        one = house.sender.other("message", member(), message={"type": kind, "id": "1" * 18, **forms[kind]})
        assert await house.sender.send([one]) == 200
        assert "文字" in texts((await house.delivered(1))[0].messages)
        assert set(house.box.calls) == {"replyMessage"} and house.engine.requests == []

    at_home(scenario)


def test_a_follower_is_greeted_with_choices(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        assert await house.sender.send([house.sender.other("follow", member(), follow={"isUnblocked": False})]) == 200
        said = (await house.delivered(1))[0].messages
        assert "マイナンバー（12桁）" in texts(said) and len(said[-1]["quickReply"]["items"]) == 4

    at_home(scenario)


# ---- groups
@pytest.mark.parametrize("kind", ["group", "room"])
def test_a_group_is_answered_only_when_we_are_named_and_nothing_is_remembered(at_home: AtHome, kind: str) -> None:
    async def scenario(house: House) -> None:
        where = {"type": kind, f"{kind}Id": member("C" if kind == "group" else "R"), "userId": member()}
        await house.sender.send([house.sender.text("", "みなさんこんにちは", where)])
        await house.sender.send([house.sender.text("", source=where, **named("👨‍👩‍👧@窓口 古い保険証は", 8, 3))])
        assert [texts(one.messages) for one in await house.delivered(1)] == ["返事：古い保険証は"]
        await house.sender.send([house.sender.text("", source=where, **named("@窓口 続きは", 0, 3))])
        await house.delivered(2)
        told = [one["metadata"]["belief"] for one in house.engine.messages]
        assert len(told) == 2 and told[1] == told[0]
        assert len({one["sender"] for one in house.engine.messages}) == 2

    at_home(scenario)


def test_a_group_hears_nobodys_days(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        where = {"type": "group", "groupId": member("C"), "userId": member()}
        house.engine.answers = answering(deadlines=[DEADLINE])
        await house.sender.send([house.sender.text("", source=where, **named("@窓口 12月3日に引っ越す", 0, 3))])
        said = texts((await house.delivered(1))[0].messages)
        assert "1対1" in said and "12月" not in said and f"{DUE.month}月" not in said
        await house.sender.send([house.sender.text("", source=where, **named(f"@窓口 {DANGER}", 0, 3))])
        said = texts((await house.delivered(2))[1].messages)
        assert "1対1" in said and "110" not in said

    at_home(scenario)


def test_joining_a_group_says_how_to_ask_and_leaving_says_nothing(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        where = {"type": "group", "groupId": member("C")}
        await house.sender.send([house.sender.other("join", "", where)])
        assert "1対1" in texts((await house.delivered(1))[0].messages)
        await house.sender.send([house.sender.other("leave", "", where)])
        assert len(await house.delivered(1)) == 1

    at_home(scenario)


# ---- taking back, forgetting
def test_forgetting_and_taking_back_leave_nothing_of_the_talk(at_home: AtHome) -> None:
    from desk_fakes import remembering

    async def scenario(house: House) -> None:
        user = member()
        house.engine.answers = remembering
        first = house.sender.text(user, "いろは")
        await house.sender.send([first])
        await house.delivered(1)
        assert texts(await house.say(user, "にほへ")) == "いろは、にほへ"
        await house.sender.send([house.sender.other("unsend", user, unsend={"messageId": first["message"]["id"]})])
        await house.quiet()
        assert texts(await house.say(user, "とちり")) == "とちり"
        assert "消しました" in texts(await house.say(user, "忘れて"))
        assert texts(await house.say(user, "ぬるを")) == "ぬるを"

    at_home(scenario)


def test_a_message_taken_back_before_it_was_read_is_not_answered(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        one = house.sender.text(user, "まちがえた")
        back = house.sender.other("unsend", user, unsend={"messageId": one["message"]["id"]})
        assert await house.sender.send([one, back]) == 200
        await house.quiet()
        assert house.box.delivered == [] and house.engine.texts == []

    at_home(scenario)


# ---- danger
def test_danger_is_answered_on_the_token_in_text_alone_and_nothing_stays(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        house.engine.answers = answering(deadlines=[DEADLINE])
        await house.say(user, "引っ越します")
        assert "お知らせを受け付けました" in texts(await house.say(user, "3日前に知らせて"))
        said = await house.say(user, DANGER)
        assert {one["type"] for one in said} == {"text"}
        assert "110番" in texts(said) and "トークルームごと削除" in texts(said)
        said = await house.say(user, "12月3日に引っ越します")  # still careful, the advice is not said again
        assert {one["type"] for one in said} == {"text"} and "トークルームごと削除" not in texts(said)
        assert "送ることはしません" in texts(await house.say(user, "3日前に知らせて"))
        from bot.app.line_door import open_reminders

        with opened(house.settings) as inbox:
            assert open_reminders(house.settings, inbox).count() == (0, 0)
            assert inbox.look()["waiting"] == 0

    at_home(scenario)


def test_danger_whose_token_is_void_is_not_pushed_and_not_kept(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        one = house.sender.text(member(), DANGER)
        house.box.tokens.clear()
        await house.sender.send([one])
        await house.until(lambda: house.look()["trouble"].get("careful", (0,))[0] == 1)
        assert house.box.delivered == [] and house.look()["waiting"] == 0 and house.look()["dead"] == {}
        assert house.box.calls["pushMessage"] == 0 and house.box.calls["showLoadingAnimation"] == 0

    at_home(scenario)
