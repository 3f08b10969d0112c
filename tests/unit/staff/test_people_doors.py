"""A person is offered only where staff's words arrive."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Any, cast

import pytest

from bot.desk.people import ASK
from bot.desk.record import Record
from bot.rulebook.statements.lookup import Rulebook
from bot.settings import TOKYO
from bot.staff.desk_settings import DeskSettings
from bot.staff.handover import Around, HandoverPeople
from bot.staff.said import told

OPEN = DeskSettings(people=True, notice="きょうは17時までです。")


class Settings:
    def __init__(self, wanted: DeskSettings) -> None:
        self.wanted = wanted

    async def now(self) -> DeskSettings:
        return self.wanted


class Contact:
    name, phone = "北区の窓口", "000-0000-0000"


class Book:
    def contact(self, _name: str) -> Contact:
        return Contact()


def people(hour: int = 12) -> HandoverPeople:
    at = datetime(2026, 11, 24, hour, tzinfo=TOKYO)

    def no_holiday(_day: date) -> bool:
        return False

    nothing: Any = None
    return HandoverPeople(nothing, cast(Any, Settings(OPEN)), nothing, nothing, Around(lambda: at, no_holiday, cast(Rulebook, Book())), nothing)


def beside(door: str, hour: int) -> list[dict[str, Any]]:
    """What stands beside an answer about whom to ask, in a new conversation."""
    before = Record("talk", door=door)
    answer = told("返事") | {"topic": "human_handoff"}
    return list(asyncio.run(people(hour).beside((answer,), before, before, 1, new=True)))


@pytest.mark.parametrize("hour", [12, 23])
@pytest.mark.parametrize("door", ["line", "kiosk", ""])
def test_where_staff_are_not_heard_nobody_is_offered_but_the_notice_stands(door: str, hour: int) -> None:
    assert [one["text"] for one in beside(door, hour)] == ["お知らせ：きょうは17時までです。", "返事"]


def test_on_the_page_a_person_is_offered() -> None:
    assert beside("web", 12)[-1]["buttons"][0]["payload"] == ASK
    assert "いまは職員がいません" in beside("web", 23)[-1]["text"]


@pytest.mark.parametrize("door", ["line", "kiosk"])
def test_who_asks_there_all_the_same_is_told_to_telephone_and_waits_for_nobody(door: str) -> None:
    record = Record("talk", door=door)
    assert people().concerns(ASK, record)
    step = asyncio.run(people().take(ASK, record, 1, durable=True))
    assert step.record.owner == "bot" and step.also is None
    assert "000-0000-0000" in step.messages[0]["text"] and "いまは職員がいません" not in step.messages[0]["text"]
