"""The webhook over a real socket: who may send, what is stored before it is acknowledged, and each event once."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from line_house import CHANNEL, House, opened, texts
from sqlalchemy.exc import OperationalError

from bot.desk.inbox import Inbox
from bot.line_box.events import body_of, event, member, person, redelivered, signature

AtHome = Callable[..., None]


def test_a_message_is_answered_on_its_token(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        assert texts(await house.say(user, "古い保険証はいつまで使えますか")) == "返事：古い保険証はいつまで使えますか"
        assert [one.how for one in house.box.delivered] == ["reply"]
        assert house.box.calls["showLoadingAnimation"] == 1

    at_home(scenario)


@pytest.mark.parametrize("spoil", ["none", "empty", "wrong", "other secret", "of another body", "reserialised", "letters", "not utf-8"])
def test_what_is_not_signed_over_the_raw_body_is_refused(at_home: AtHome, spoil: str, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(house: House) -> None:
        one = house.sender.text(member(), "なまえはトドロキ銀次郎")
        body = body_of(house.box.bot, [one])
        signed: dict[str, tuple[bytes, str]] = {
            "none": (body, ""),
            "empty": (body, ""),
            "wrong": (body, "A" * 44),
            "other secret": (body, signature("another channel's secret", body)),
            "of another body": (body + b" ", signature(CHANNEL, body)),
            "reserialised": (json.dumps(json.loads(body)).encode(), signature(CHANNEL, body)),
            "letters": (body, "署名"),
            "not utf-8": (b"\xff\xfe", signature(CHANNEL, b"\xff\xfe")),
        }
        content, header = signed[spoil]
        import httpx

        async with httpx.AsyncClient(trust_env=False) as client:
            headers = [("X-Line-Signature", header.encode())] if spoil != "none" else []
            answer = await client.post(house.url, content=content, headers=headers)
        assert answer.status_code == 401
        assert house.look()["waiting"] == 0 and house.box.delivered == []

    with caplog.at_level(logging.INFO):
        at_home(scenario)
    said = [one.getMessage() for one in caplog.records if "LINE webhook" in one.getMessage()]
    assert said == ["LINE webhook refused: signature"]
    assert "トドロキ" not in caplog.text


def test_two_signatures_are_none(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        import httpx

        body = body_of(house.box.bot, [house.sender.text(member(), "こんにちは")])
        signed = signature(CHANNEL, body)
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(house.url, content=body, headers=[("X-Line-Signature", signed), ("x-line-signature", signed)])
        assert answer.status_code == 401

    at_home(scenario)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"[]", 400), (b'{"events": 3}', 400), (b'{"events": [3]}', 400), (b"[" * 100_000, 400),
        (b'{"destination": "U0", "events": []}', 200), (b" " * 10_000_000, 413),
    ],
    ids=["nothing", "half", "list", "number", "numbers", "deep", "a test of the platform", "10 MB"],
)  # fmt: skip
def test_a_signed_body_that_is_no_webhook_has_its_status(at_home: AtHome, body: bytes, status: int) -> None:
    async def scenario(house: House) -> None:
        got = await house.sender.raw(body, signature(CHANNEL, body))
        assert got in ((status,) if status != 413 else (413, 0))  # a caller may be cut off while it still sends
        assert texts(await house.say(member(), "まだ動いていますか")) != ""

    at_home(scenario)


UNKNOWN: list[dict[str, Any]] = [
    {"type": "surprise", "source": {"type": "user", "userId": "U1"}},
    {"type": "message", "source": {"type": "user", "userId": "U1"}, "message": 3},
    {"type": "message", "source": {"type": "star", "starId": "S1"}, "message": {"type": "text", "text": "x"}},
    {"type": "message", "source": None, "message": {"type": "text", "text": "x"}},
    {"type": "message", "source": {"type": "user", "userId": "U" * 500}, "message": {"type": "text", "text": "x"}},
    {"type": "message", "mode": "standby", "source": {"type": "user", "userId": "U1"}, "message": {"type": "text", "text": "x"}},
    {"type": "unsend", "source": {"type": "user", "userId": "U1"}, "unsend": {}},
    {"type": "postback", "source": {"type": "user", "userId": "U1"}, "timestamp": "yesterday"},
    {},
]


def test_unknown_events_and_fields_are_passed_over_and_the_known_one_beside_them_is_answered(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        known = house.sender.text(member(), "こんにちは") | {"newField": {"deep": [1, 2]}}
        body = body_of(house.box.bot, [*UNKNOWN, known])
        assert await house.sender.raw(body, signature(CHANNEL, body)) == 200
        assert texts((await house.delivered(1))[0].messages) == "返事：こんにちは"

    at_home(scenario)


def test_an_event_sent_five_times_at_once_and_again_after_a_restart_is_answered_once(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        one = house.sender.text(member(), "いちどだけ")
        assert await asyncio.gather(*(house.sender.send([redelivered(one) if number else one]) for number in range(5))) == [200] * 5
        await house.delivered(1)
        await house.close_desk()
        await house.open_desk()
        assert await house.sender.send([redelivered(one)]) == 200
        await asyncio.sleep(0.2)
        assert len(await house.delivered(1)) == 1
        assert house.engine.texts == ["いちどだけ"]

    at_home(scenario)


def test_events_of_one_conversation_are_answered_in_order_whatever_the_batch(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user, other = member(), member()
        events = [house.sender.text(user, letter) | {"timestamp": 1_790_000_000_000 + place} for place, letter in enumerate("いろはにほへと")]
        swapped = [events[place] for place in (3, 0, 2, 1, 6, 5, 4)]
        assert await house.sender.send([*swapped, house.sender.text(other, "ちり")]) == 200
        await house.delivered(8)
        mine = [texts(one.messages) for one in house.box.delivered if one.to == user]
        assert mine == [f"返事：{letter}" for letter in "いろはにほへと"]

    at_home(scenario)


def test_what_cannot_be_stored_is_not_acknowledged_and_answered_when_it_comes_again(
    at_home: AtHome, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    put, times = Inbox.put, []

    def full(inbox: Inbox, events: Any) -> set[str]:
        times.append(1)
        if len(times) == 1:
            raise OperationalError("INSERT トドロキ", {}, Exception("database or disk is full"))
        return put(inbox, events)

    async def scenario(house: House) -> None:
        monkeypatch.setattr(Inbox, "put", full)
        assert await house.sender.send([house.sender.text(member(), "あとで")], again=(0.1,)) == 200
        assert house.sender.statuses == {500: 1, 200: 1}
        assert texts((await house.delivered(1))[0].messages) == "返事：あとで"

    at_home(scenario)
    assert "トドロキ" not in caplog.text


def test_an_event_taken_by_a_desk_that_died_is_answered_by_its_successor(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        await house.close_desk()
        one = house.sender.text(member(), "途中で止まった")
        from bot.doors.line.events import read_event
        from bot.doors.line.router import arrived

        with opened(house.settings) as inbox:
            read = read_event(one)
            assert read is not None
            lanes = inbox.put([arrived(inbox, read, one)])
            assert inbox.claim(lanes.pop()) is not None  # and no more is heard of that desk
        await house.open_desk()
        assert texts((await house.delivered(1))[0].messages) == "返事：途中で止まった"

    at_home(scenario)


def test_nothing_that_was_said_stands_in_the_database(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        one = house.sender.text(user, "トドロキ銀次郎の件")
        assert await house.sender.send([one]) == 200
        await house.delivered(1)
        kept = b"".join(path.read_bytes() for path in house.data.rglob("*sqlite3*"))
        for told in ("トドロキ", user, one["webhookEventId"], one["message"]["id"], one["replyToken"]):
            assert told.encode() not in kept

    at_home(scenario)


def test_a_clock_that_is_ten_minutes_off_changes_nothing(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        for shift in (-600_000, 600_000):
            one = house.sender.text(member(), "時計")
            assert await house.sender.send([one | {"timestamp": one["timestamp"] + shift}]) == 200
        assert [one.how for one in await house.delivered(2)] == ["reply", "reply"]

    at_home(scenario)


def test_an_event_without_an_id_is_still_taken_once(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        one = event("message", person(member()), message={"type": "text", "id": "1", "text": "名なし"})
        token = house.box.new_token("none", one["source"]["userId"])
        del one["webhookEventId"]
        for again in (False, True):
            body = body_of(house.box.bot, [one | {"replyToken": token, "deliveryContext": {"isRedelivery": again}}])
            assert await house.sender.raw(body, signature(CHANNEL, body)) == 200
        assert len(await house.delivered(1)) == 1

    at_home(scenario)
