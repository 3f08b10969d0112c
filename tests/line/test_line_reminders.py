"""Reminders: only when asked for, neutral, once over desks and restarts, listed, cancelled, forgotten."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from line_house import House, opened, texts
from test_line_talk import DEADLINE, answering

from bot.app.line_door import open_reminders
from bot.desk.reminders import Reminders, send_at
from bot.doors.line.platform import Outcome
from bot.doors.line.reminding import Reminding
from bot.line_box.events import member
from bot.rulebook.store.database import open_conversations
from bot.settings import TOKYO

AtHome = Callable[..., None]
DAY = date(2030, 12, 17)
FAR = DEADLINE | {"due": (date.today() + timedelta(days=60)).isoformat()}


# ---- asking, as people do
def test_somebody_asks_sees_cancels_and_forgets(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        house.engine.answers = answering(deadlines=[FAR])
        assert "どの日のことか" in texts(await house.say(user, "3日前に知らせて"))
        await house.say(user, "引っ越します")
        said = texts(await house.say(user, "3日前に知らせて"))
        assert "お知らせを受け付けました" in said and "午前10時" in said
        await house.say(user, "3日前に知らせて")  # asked twice it is one
        await house.say(user, "1週間前に知らせて")
        said = await house.say(user, "お知らせ一覧")
        assert texts(said).count("午前10時") == 2
        cancel = said[-1]["quickReply"]["items"][0]["action"]["data"]
        await house.sender.send([house.sender.other("postback", user, postback={"data": cancel})])
        await house.quiet()
        assert "1件、取り消しました" in texts(house.box.delivered[-1].messages)
        assert "消しました" in texts(await house.say(user, "忘れて"))
        with opened(house.settings) as inbox:
            assert open_reminders(house.settings, inbox).count() == (0, 0)
        assert "ありません" in texts(await house.say(user, "お知らせ一覧"))

    at_home(scenario)


def test_who_leaves_is_not_reminded(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        house.engine.answers = answering(deadlines=[FAR])
        await house.say(user, "引っ越します")
        assert "お知らせを受け付けました" in texts(await house.say(user, "3日前に知らせて"))
        await house.sender.send([house.sender.other("unfollow", user)])
        await house.quiet()
        with opened(house.settings) as inbox:
            await house.until(lambda: open_reminders(house.settings, inbox).count() == (0, 0))

    at_home(scenario)


def test_an_account_that_may_not_push_points_to_the_calendar(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        house.engine.answers = answering(deadlines=[FAR])
        said = await house.say(user, "引っ越します")
        assert all("quickReply" not in one for one in said)
        assert "カレンダー" in texts(await house.say(user, "3日前に知らせて"))

    at_home(scenario, push=False)


def test_what_is_kept_is_sealed(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        house.engine.answers = answering(deadlines=[FAR])
        await house.say(user, "引っ越します")
        assert "お知らせを受け付けました" in texts(await house.say(user, "3日前に知らせて"))
        kept = b"".join(path.read_bytes() for path in house.data.rglob("*sqlite3*"))
        assert user.encode() not in kept and FAR["due"].encode() not in kept

    at_home(scenario)


# ---- sending: stores of desks that share a file, and a platform that counts
class Pushes:
    """Takes a retry key once, as the platform does; `outcomes` come first."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.sent: Counter[str] = Counter()
        self.said: list[str] = []

    async def push(self, to: str, messages: Any, key: str) -> Outcome:
        await asyncio.sleep(0)
        if self.outcomes:
            return self.outcomes.pop(0)
        self.sent[to] += 1
        self.said.append(messages[0]["text"])
        return "sent"


class Clock:
    def __init__(self, at: datetime) -> None:
        self.now = at.timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2030, 12, 1, 12, 0, tzinfo=TOKYO))


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Callable[[str], Reminders]]:
    """A desk's reminders by the desk's name, all in one file."""
    from bot.rulebook.store.conversation_tables import METADATA

    engines = []

    def one(me: str) -> Reminders:
        engine = open_conversations(f"sqlite:///{tmp_path / 'shared.sqlite3'}", durable=True)
        METADATA.create_all(engine)
        engines.append(engine)
        return Reminders(engine, "a secret of the tests", me, clock=clock)

    yield one
    for engine in engines:
        engine.dispose()


async def direct(work: Callable[[], Any]) -> Any:
    return work()


def sending(reminders: Reminders, pushes: Pushes) -> int:
    return asyncio.run(Reminding(reminders, pushes, direct, pace=0).send_due())


def test_it_is_sent_at_ten_in_tokyo_not_before_and_says_nothing_to_a_bystander(store: Callable[[str], Reminders], clock: Clock) -> None:
    reminders, pushes = store("one"), Pushes()
    assert reminders.add("person", "U1", DAY, 3) == date(2030, 12, 14)
    clock.now = datetime(2030, 12, 14, 9, 59, 59, tzinfo=TOKYO).timestamp()
    assert sending(reminders, pushes) == 0
    clock.now += 1
    assert sending(reminders, pushes) == 1
    assert pushes.said == ["お知らせの日になりました。予定の日は2030年12月17日（火）です。くわしくは、このトークでお尋ねください。"]
    assert sending(reminders, pushes) == 0 and reminders.count() == (0, 0)


def test_two_desks_send_each_once(store: Callable[[str], Reminders], clock: Clock) -> None:
    one, other, pushes = store("one"), store("other"), Pushes()
    for number in range(40):
        one.add(f"p{number}", f"U{number}", DAY, 3)
    clock.now = send_at(DAY, 3).timestamp()

    async def both() -> None:
        await asyncio.gather(*(Reminding(desk, pushes, direct, pace=0).send_due() for desk in (one, other)))

    asyncio.run(both())
    assert len(pushes.sent) == 40 and set(pushes.sent.values()) == {1}


def test_a_desk_that_dies_while_it_sends_is_followed_by_the_same_retry_key(store: Callable[[str], Reminders], clock: Clock) -> None:
    dead, keys = store("one"), []
    dead.add("person", "U1", DAY, 3)
    clock.now = send_at(DAY, 3).timestamp()
    claimed = dead.claim()
    assert claimed is not None and dead.claim() is None  # nobody else takes it meanwhile
    heir = store("one")
    heir.resume()

    class Keys(Pushes):
        async def push(self, to: str, messages: Any, key: str) -> Outcome:
            keys.append(key)
            return await super().push(to, messages, key)

    assert sending(heir, Keys()) == 1
    assert keys == [claimed.id]


@pytest.mark.parametrize(("outcome", "wait"), [("rate", 5.0), ("away", 5.0), ("unauthorized", 5.0), ("quota", 3700.0)])
def test_what_fails_for_a_while_is_sent_later(store: Callable[[str], Reminders], clock: Clock, outcome: Outcome, wait: float) -> None:
    reminders, pushes = store("one"), Pushes(outcome)
    reminders.add("person", "U1", DAY, 3)
    clock.now = send_at(DAY, 3).timestamp()
    assert sending(reminders, pushes) == 1 and not pushes.sent
    assert sending(reminders, pushes) == 0  # not at once
    clock.now += wait
    assert sending(reminders, pushes) == 1 and pushes.sent == {"U1": 1}


def test_who_blocked_us_is_not_tried_again_and_a_day_that_is_over_is_not_sent_in_the_night(store: Callable[[str], Reminders], clock: Clock) -> None:
    reminders, pushes = store("one"), Pushes("refused")
    reminders.add("person", "U1", DAY, 3)
    clock.now = send_at(DAY, 3).timestamp()
    sending(reminders, pushes)
    assert reminders.count() == (0, 0)
    reminders.add("person", "U2", DAY, 1)
    clock.now = send_at(DAY, 1).timestamp() + 11 * 3600
    sending(reminders, pushes)
    assert not pushes.sent and reminders.count() == (0, 0)


def test_a_day_too_near_and_too_many_are_refused(store: Callable[[str], Reminders], clock: Clock) -> None:
    reminders = store("one")
    assert reminders.add("person", "U1", date(2030, 12, 3), 3) is None
    for number in range(25):
        kept = reminders.add("person", "U1", DAY + timedelta(days=number), 3)
        assert (kept is not None) == (number < 20)
    assert reminders.forget("person", (DAY, 3)) == 1 and reminders.forget("other") == 0
    assert len(reminders.of("person")) == 19 and reminders.forget("person") == 19
