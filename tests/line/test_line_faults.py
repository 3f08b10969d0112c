"""When the platform fails: nothing is lost that can be delivered later, nothing is said twice, and what is dead can be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from line_house import House, opened, texts
from sqlalchemy import update

from bot.line_box.events import member
from bot.rulebook.store.conversation_tables import LINE_EVENT

AtHome = Callable[..., None]


def age(house: House, seconds: float) -> None:
    """All events that wait have come so much earlier; they may be tried now."""
    with opened(house.settings) as inbox, inbox.engine.begin() as connection:
        connection.execute(update(LINE_EVENT).values(received=LINE_EVENT.c.received - seconds, not_before=0.0))


async def wait_for_try(house: House) -> None:
    """The event was tried once and waits for the next try."""

    async def tried() -> bool:
        with opened(house.settings) as inbox, inbox.engine.connect() as connection:
            row = connection.execute(LINE_EVENT.select()).one_or_none()
            return row is not None and row.state == "received" and row.tries > 0

    await house.until(tried)


@pytest.mark.parametrize("fault", ["429", "500", "cut", "cut_after", "401"])
def test_a_reply_that_fails_for_a_moment_arrives_once(at_home: AtHome, fault: str) -> None:
    async def scenario(house: House) -> None:
        house.box.faults.next.append(fault)
        assert texts(await house.say(member(), "もう一度")) == "返事：もう一度"
        assert [one.how for one in house.box.delivered] == ["reply"]
        assert house.engine.texts == ["もう一度"]  # the turn was taken once

    at_home(scenario)


def test_the_platform_away_for_an_hour_gets_the_answer_by_push(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        one = house.sender.text(member(), "一時間後")
        await house.platform_away()
        assert await house.sender.send([one]) == 200
        await wait_for_try(house)
        age(house, 3600.0)
        house.box.tokens.clear()
        await house.platform_back()
        assert [(one.how, texts(one.messages)) for one in await house.delivered(1)] == [("push", "返事：一時間後")]
        assert "unreached" in house.look()["trouble"]

    at_home(scenario)


def test_an_old_token_without_leave_to_push_is_a_dead_letter_a_sorry_and_a_retry(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        one = house.sender.text(user, "おそい")
        house.box.tokens.clear()
        assert await house.sender.send([one]) == 200
        await house.until(lambda: house.look()["dead"] == {"stale": 1})
        assert house.box.delivered == []
        assert texts(await house.say(user, "つぎ")).endswith("返事：つぎ")
        assert "申し訳ありません" in texts(house.box.delivered[0].messages)
        with opened(house.settings) as inbox:
            assert inbox.revive() == 1
        await house.delivered(2)
        assert (house.box.delivered[1].how, texts(house.box.delivered[1].messages)) == ("push", "返事：おそい")
        assert house.engine.texts == ["おそい", "つぎ"]

    at_home(scenario, push=False)


def test_the_months_quota_and_the_rate_are_told_apart(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        one = house.sender.text(member(), "枠がない")
        house.box.tokens.clear()
        assert await house.sender.send([one]) == 200
        await house.until(lambda: house.look()["dead"] == {"quota": 1})
        house.box.faults.next.append("429")
        await house.say(member(), "多すぎる")
        await house.until(lambda: {"quota", "rate"} <= house.look()["trouble"].keys())

    at_home(scenario, monthly=0)


def test_a_person_who_blocked_us_is_not_tried_again(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        house.box.faults.next.append("refuse")
        assert await house.sender.send([house.sender.text(user, "ブロック")]) == 200
        await house.until(lambda: house.look()["dead"] == {"refused": 1})
        assert house.box.calls["replyMessage"] == 1
        assert await house.sender.send([house.sender.other("unfollow", user)]) == 200
        await house.until(lambda: house.look()["dead"] == {})  # nothing of who left us is kept

    at_home(scenario)


@pytest.mark.parametrize("fault", ["cut_after", "cut", "500", "429"])
def test_a_push_that_fails_for_a_moment_is_taken_once_by_its_retry_key(at_home: AtHome, fault: str) -> None:
    async def scenario(house: House) -> None:
        house.box.faults.next += ["", fault]  # the first is of the reply with the void token
        one = house.sender.text(member(), "二度")
        house.box.tokens.clear()
        assert await house.sender.send([one]) == 200
        await house.quiet()
        assert [one.how for one in house.box.delivered] == ["push"]
        assert house.box.statuses[409] == (fault == "cut_after")

    at_home(scenario)


def test_a_desk_that_dies_after_the_reply_left_says_it_once(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        house.box.faults = replace(house.box.faults, shares={"delay": 1.0}, delay=3.0)
        assert await house.sender.send([house.sender.text(member(), "途中")]) == 200
        await house.until(lambda: len(house.box.delivered) == 1)  # it has arrived, the desk does not know yet
        await house.close_desk()
        assert house.look()["waiting"] == 1
        house.box.faults = replace(house.box.faults, shares={})
        await house.open_desk()
        await house.quiet()
        assert len(house.box.delivered) == 1 and house.look()["dead"] == {}

    at_home(scenario)


def test_a_fault_of_ours_is_tried_a_few_times_and_then_dead(at_home: AtHome, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.doors.line import runner
    from bot.doors.line.answers import Answers

    async def broken(*_given: Any, **_more: Any) -> Any:
        raise ValueError("トドロキ")

    async def scenario(house: House) -> None:
        monkeypatch.setattr(runner, "MOST_FAULTS", 2)
        monkeypatch.setattr(Answers, "to", broken)
        assert await house.sender.send([house.sender.text(member(), "こわれた")]) == 200
        await house.until(lambda: house.look()["dead"] == {"fault": 1})
        monkeypatch.undo()
        assert texts(await house.say(member(), "つぎ")) == "返事：つぎ"

    at_home(scenario)


def test_the_engine_gone_gets_an_apology_with_telephone_numbers(at_home: AtHome) -> None:
    import httpx

    async def scenario(house: House) -> None:
        house.engine.answers = lambda _request: httpx.Response(500)
        said = texts(await house.say(member(), "いますか"))
        assert "申し訳ありません" in said and "110番" in said
        house.engine.reset()
        assert texts(await house.say(member(), "もどりましたか")) == "返事：もどりましたか"

    at_home(scenario)
