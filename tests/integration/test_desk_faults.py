"""What becomes of a message when a part of the desk itself fails: an apology, and nothing is held up by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from desk_fakes import Desk, FakeEngine
from sqlalchemy.exc import OperationalError

from bot.cli.conversations import conversation_of
from bot.desk.first_help import FirstHelp
from bot.desk.people import Step
from bot.desk.record import Record
from bot.desk.record_store import RecordStore
from bot.desk.records import open_store
from bot.settings import Settings
from bot.staff.handover import HandoverPeople
from bot.text import MAX_CHARS

SORRY = "申し訳ありません"


@pytest.fixture
def another_desk(settings: Settings, desk: Desk, engine: FakeEngine) -> Iterator[RecordStore]:
    store = open_store(settings)
    store._me = "another desk"
    yield store
    store.engine.dispose()


def _breaks(*_given: Any, **_more: Any) -> Any:
    raise OperationalError("", {}, Exception("locked"))


@pytest.mark.parametrize("part", ["concerns", "take", "beside"])
def test_a_fault_at_the_people_is_an_apology_and_holds_nothing_up(desk: Desk, another_desk: RecordStore, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    session = desk.say("一").json()["session"]
    with monkeypatch.context() as broken:
        broken.setattr(HandoverPeople, "concerns", lambda *_given: part == "take")
        broken.setattr(HandoverPeople, part, _breaks)
        answer = desk.say("二", session)
    assert (answer.status_code, answer.json()["seq"]) == (200, 0) and SORRY in answer.json()["messages"][0]["text"]
    taken = another_desk.begin(conversation_of(session), None, "web")
    assert taken.held is not None and taken.held.seq == 1
    another_desk.release(taken.held)
    assert desk.say("二", session).json()["messages"][0]["text"] == "返事：二"


def test_what_cannot_be_written_with_the_people_is_an_apology(desk: Desk, another_desk: RecordStore, monkeypatch: pytest.MonkeyPatch) -> None:
    session = desk.say("一").json()["session"]

    async def take(_self: HandoverPeople, text: str, record: Record, _seq: int, *, durable: bool) -> Step:
        return Step(text, (), record, also=_breaks)

    with monkeypatch.context() as broken:
        broken.setattr(HandoverPeople, "concerns", lambda *_given: True)
        broken.setattr(HandoverPeople, "take", take)
        answer = desk.say("二", session)
    assert (answer.status_code, answer.json()["seq"]) == (200, 0) and SORRY in answer.json()["messages"][0]["text"]
    assert desk.say("二", session).json()["seq"] == 2


@pytest.mark.parametrize("part", ["take", "beside"])
def test_danger_told_is_heard_whatever_fails(desk: Desk, another_desk: RecordStore, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    session = desk.say("一").json()["session"]
    with monkeypatch.context() as broken:
        broken.setattr(HandoverPeople, "concerns", lambda *_given: part == "take")
        broken.setattr(HandoverPeople, part, _breaks)
        answer = desk.say("夫に殴られています", session).json()
    assert "110" in answer["messages"][0]["text"] and answer["careful"] is True
    assert another_desk.state(conversation_of(session)) == (True, "ja")


def test_the_look_for_danger_reads_no_more_than_a_page_sends(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr(FirstHelp, "known", lambda _self, text: looked.append(text) or ())
    desk.say("一\n" * 5_000)
    assert [len(text) for text in looked] == [2 * MAX_CHARS]


def test_danger_at_the_end_of_what_a_page_sends_is_heard(desk: Desk) -> None:
    long = "窓口はどこですか。\n" * 350
    assert "110" in desk.say(long + "夫に殴られています").json()["messages"][0]["text"]


def test_an_end_that_fails_is_told_and_may_be_tried_again(desk: Desk, another_desk: RecordStore, monkeypatch: pytest.MonkeyPatch) -> None:
    session = desk.say("一").json()["session"]
    ways: list[dict[str, Any]] = [
        {"method": "DELETE", "path": "/api/v1/conversation", "headers": {"X-Session": session}},
        {"method": "POST", "path": "/api/v1/conversation/end", "json": {"session": session}},
    ]
    with monkeypatch.context() as broken:
        broken.setattr(RecordStore, "end", _breaks)
        for way in ways:
            answer = desk.call(**way)
            assert answer.status_code == 503 and "消せませんでした" in answer.json()["error"]["message"]
    found = another_desk.look(conversation_of(session))
    assert found and found["key"]
    assert [desk.call(**way).status_code for way in ways] == [204, 401]
    found = another_desk.look(conversation_of(session))
    assert found and not found["key"]
