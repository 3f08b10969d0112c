"""One record a conversation, through whole desks: once only, in order, over two desks, past kills; nothing readable at rest.

`tests/bench/record.py` does the same with the figures of docs/operation.md."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from conftest import OpenDesk
from desk_fakes import Desk, FakeEngine, a_reply, remembering
from fastapi import FastAPI

from bot.cli.conversations import conversation_of
from bot.desk.records import open_store
from bot.rulebook.store.database import migrate, open_database
from bot.settings import Settings

CHAT = "/api/v1/chat"
SAID = "ひっそり町に12月3日に引っ越します"
WORDS = [f"{letter}の件" for letter in "いろはにほへとちりぬるをわかよたれそつね"]  # digits would be masked


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'shared.sqlite3'}"
    else:
        postgres = pytest.importorskip("postgres_place", exc_type=ImportError)
        with postgres.fresh_database(tmp_path) as url:
            yield url


@pytest.fixture
def two_desks(open_desk: OpenDesk, engine: FakeEngine, url: str, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Each with its own folder, as on two machines."""
    engine.answers = remembering
    make_tables(url)
    one, other = (open_desk(database_url=url, data=tmp_path / name, engine_timeout=5.0) for name in ("one", "other"))
    yield one, other
    asyncio.run(begin_and_end(one.app, other.app))
    assert url.startswith("sqlite") or connections(url) == 0


def connections(url: str) -> int:
    """How many are open to PostgreSQL beside one's own, once those that are ending have ended."""
    import psycopg

    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as one:
        for _ in range(50):
            row = one.execute("select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()").fetchone()
            if row and row[0] == 0:
                break
            time.sleep(0.1)
    return row[0] if row else -1


async def begin_and_end(*apps: FastAPI) -> None:
    """As a server does at its end: connections are closed."""
    for app in apps:
        async with app.router.lifespan_context(app):
            pass


def make_tables(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.dispose()


def shown(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return "\n".join(message["text"] for message in answer.json()["messages"])


def at_once(desks: tuple[Desk, ...], test: Callable[..., Awaitable[Any]]) -> Any:
    """`test` with a client of each desk, in one loop."""

    async def run() -> Any:
        clients = [httpx.AsyncClient(transport=httpx.ASGITransport(desk.app), base_url="http://desk.test") for desk in desks]
        try:
            return await test(*clients)
        finally:
            for client in clients:
                await client.aclose()

    return asyncio.run(run())


async def post(client: httpx.AsyncClient, text: str, session: str | None, **more: Any) -> httpx.Response:
    for _ in range(20):  # refused for want of a place: comes again, as the page does
        answer = await client.post(CHAT, json={"session": session, "text": text, **more})
        if answer.status_code != 429:
            return answer
        await asyncio.sleep(0.05)
    raise AssertionError("no place in twenty tries")


def test_a_conversation_goes_on_at_another_desk(two_desks: tuple[Desk, Desk]) -> None:
    one, other = two_desks
    session = one.say("一").json()["session"]
    assert [shown(desk.say(text, session)) for desk, text in ((other, "二"), (one, "三"))] == ["一、二", "一、二、三"]


def test_a_message_sent_to_both_desks_is_taken_once(two_desks: tuple[Desk, Desk], engine: FakeEngine) -> None:
    session = two_desks[0].say("始め").json()["session"]

    async def test(one: httpx.AsyncClient, other: httpx.AsyncClient) -> list[str]:
        texts = []
        for word in WORDS:
            mark = str(uuid4())
            texts += [shown(a) for a in await asyncio.gather(*(post(to, word, session, message_id=mark) for to in (one, other, one, other)))]
        return texts

    texts = at_once(two_desks, test)
    assert engine.texts == ["始め", *WORDS]
    assert texts == ["、".join(["始め", *WORDS[: number + 1]]) for number in range(len(WORDS)) for _ in range(4)]


def test_messages_at_once_at_both_desks_are_all_taken_and_none_is_overwritten(two_desks: tuple[Desk, Desk], engine: FakeEngine) -> None:
    async def slow(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return remembering(request)

    engine.answers = slow
    session = two_desks[0].say("始め").json()["session"]

    async def test(one: httpx.AsyncClient, other: httpx.AsyncClient) -> None:
        answers = await asyncio.gather(*(post((one, other)[n % 2], WORDS[n], session, message_id=str(uuid4())) for n in range(10)))
        assert all(answer.status_code == 200 for answer in answers)

    at_once(two_desks, test)
    told = shown(two_desks[1].say("終わり", session)).split("、")
    assert (told[0], told[-1], sorted(told[1:-1])) == ("始め", "終わり", sorted(WORDS[:10]))
    for mine in (0, 1):  # each desk in the order of coming
        assert [one for one in told[1:-1] if WORDS.index(one) % 2 == mine] == WORDS[mine:10:2]


def test_ten_messages_at_once_in_many_conversations_keep_their_order(open_desk: OpenDesk, engine: FakeEngine) -> None:
    desk = open_desk(engine_timeout=5.0)
    engine.answers = remembering

    async def test(client: httpx.AsyncClient) -> list[str]:
        async def talk(name: str) -> str:
            session = (await post(client, name, None)).json()["session"]
            answers = await asyncio.gather(*(post(client, name + word, session) for word in WORDS[:10]))
            return max((shown(answer) for answer in answers), key=len)

        return list(await asyncio.gather(*map(talk, WORDS[:8])))

    assert at_once((desk,), test) == ["、".join([name, *(name + word for word in WORDS[:10])]) for name in WORDS[:8]]


def test_an_engine_killed_ten_times_loses_no_context(desk: Desk, engine: FakeEngine) -> None:
    def dead(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("killed")

    told, session = ["始め"], None
    engine.answers = remembering
    session = desk.say("始め").json()["session"]
    for word in WORDS[:10]:
        engine.answers = dead
        assert "申し訳ありません" in shown(desk.say(f"届かない{word}", session))
        engine.answers = remembering  # another engine, which knows nothing
        told.append(f"届く{word}")
        assert shown(desk.say(told[-1], session)) == "、".join(told)


def test_a_desk_started_anew_knows_the_conversation_and_what_it_has_answered(open_desk: OpenDesk, engine: FakeEngine) -> None:
    engine.answers = remembering
    mark = str(uuid4())
    first = open_desk().say(SAID, message_id=mark)
    session = first.json()["session"]
    after = open_desk()
    assert shown(after.say(SAID, session, message_id=mark)) == shown(first)
    assert engine.texts == [SAID]
    assert shown(after.say("なぜ", session)) == f"{SAID}、なぜ"


def test_many_digits_over_many_messages_stop_no_answer(two_desks: tuple[Desk, Desk]) -> None:
    session = two_desks[0].say("番号を言います").json()["session"]
    for number in range(16):
        assert "申し訳ありません" not in shown(two_desks[number % 2].say(f"{number}{number}の件", session))


def test_parts_of_a_number_are_counted_past_a_restart(open_desk: OpenDesk, engine: FakeEngine) -> None:
    engine.answers = remembering
    session = open_desk().say("番号は123456です").json()["session"]
    assert "12桁の番号" in shown(open_desk().say("789018", session))
    assert not any("789018" in text for text in engine.texts)


def test_a_database_that_fails_stops_no_answer_and_the_conversation_goes_on_in_memory(open_desk: OpenDesk, engine: FakeEngine, tmp_path: Path) -> None:
    engine.answers = remembering
    desk = open_desk(database_url=f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite3'}")
    assert [answer["messages"][0]["text"] for answer in desk.talk("一", "二")] == ["一", "一、二"]


def test_without_retention_nothing_is_written(open_desk: OpenDesk, engine: FakeEngine, tmp_path: Path) -> None:
    engine.answers = remembering
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    make_tables(url)
    before = (tmp_path / "x.sqlite3").read_bytes()
    desk = open_desk(database_url=url, retention_hours=0)
    assert [answer["messages"][0]["text"] for answer in desk.talk("一", "二")] == ["一", "一、二"]
    assert (tmp_path / "x.sqlite3").read_bytes() == before


def test_a_search_of_the_folder_finds_no_word_and_no_day(desk: Desk, engine: FakeEngine, data: Path) -> None:
    engine.answers = remembering
    session = desk.say(SAID).json()["session"]
    desk.say("なぜ", session, message_id=str(uuid4()))
    content = [path.read_bytes() for path in data.rglob("*") if path.is_file()]
    assert content
    for word in ("ひっそり町", "町に12月3日", "3日に引っ越します"):
        forms = [word.encode(), json.dumps(word)[1:-1].encode(), word.encode("utf-16-le")]
        forms += [base64.b64encode(b" " * shift + word.encode())[4:-4] for shift in range(3)]
        assert not any(form in one for one in content for form in forms), word


def test_danger_makes_a_conversation_careful(desk: Desk, engine: FakeEngine, settings: Settings) -> None:
    engine.answers = remembering
    session = desk.say("引っ越します").json()["session"]
    desk.say("夫に殴られています。助けて", session)
    desk.say("住所を知られたくない", session)
    store = open_store(settings)
    found = store.look(conversation_of(session))
    store.engine.dispose()
    assert found and (found["careful"], found["transcript"]) == (True, 0)


def test_danger_that_only_the_engine_hears_makes_it_careful_too(desk: Desk, engine: FakeEngine, settings: Settings) -> None:
    def hears(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=[a_reply("110", topic="dv_emergency"), {"custom": {"belief": {}}}])

    engine.answers = hears
    session = desk.say("きょうはどうしよう").json()["session"]
    store = open_store(settings)
    found = store.look(conversation_of(session))
    store.engine.dispose()
    assert found and (found["careful"], found["transcript"]) == (True, 0)


def test_danger_from_a_sender_of_too_many_messages_makes_it_careful(open_desk: OpenDesk, engine: FakeEngine, settings: Settings) -> None:
    desk = open_desk(caller="192.0.2.7")
    session = desk.say("引っ越します").json()["session"]
    while desk.say("続き", session).status_code == 200:
        pass
    assert "110" in desk.say("夫に殴られています。助けて", session).text
    store = open_store(settings)
    found = store.look(conversation_of(session))
    store.engine.dispose()
    assert found and (found["careful"], found["transcript"]) == (True, 0)


def test_statements_said_come_from_the_engine_s_replies(desk: Desk, engine: FakeEngine, settings: Settings) -> None:
    after = {"custom": {"belief": {}, "statements": ["A10", "B13"], "contacts": ["kitaku"]}}
    engine.answers = lambda _request: httpx.Response(200, json=[a_reply("はい", topic="loss"), after])
    session = desk.say("なくした").json()["session"]
    desk.say("それで", session)
    assert engine.messages[1]["metadata"]["salient"] == {"topic": "loss", "office": "kitaku"}
    store = open_store(settings)
    found = store.look(conversation_of(session))
    store.engine.dispose()
    assert found and found["statements"] == 2
