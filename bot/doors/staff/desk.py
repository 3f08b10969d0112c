"""Hours, holidays, notices; the field that shows what the guard does to a text; and the notice for every door."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from bot.desk.our_numbers import OurNumbers
from bot.doors.staff.gate import Gate, number_of
from bot.doors.staff.pages import page
from bot.guard.guard import guard
from bot.rulebook.statements.lookup import Rulebook
from bot.staff.desk_settings import DeskSettings, SettingRefused, SettingStore
from bot.staff.faults import DatabaseFault
from bot.staff.said import Names
from bot.staff.sessions import Who
from bot.words import Words

SAY: Final = Words(__file__)

GUARDING: Final = ("operator", "editor", "supervisor")


class NoticeAnswer(BaseModel):
    """What stands above every door now; empty when there is nothing."""

    text: str
    easy: str


def desk_router(
    gate: Gate, settings: SettingStore, rulebook: Rulebook, names: Names, ours: OurNumbers
) -> APIRouter:
    """`/staff/desk`, `/staff/guard` and `GET /api/v1/notice`. `ours`: numbers that the guard leaves alone."""
    router = APIRouter()

    async def shown(who: Who, now: DeskSettings, words: str = "", status: int = 200) -> Response:
        topics = {one.id: one.name for one in rulebook.rules.topics.values()}
        return page("desk", who, status=status, now=now, topics=topics, weekdays=SAY.table("weekdays"), words=words)

    @router.get("/staff/desk", include_in_schema=False)
    async def see(request: Request) -> Response:
        return await shown(await gate.who(request, "supervisor"), await settings.now())

    @router.post("/staff/desk", include_in_schema=False)
    async def change(request: Request) -> Response:
        who, fields = await gate.form(request, "supervisor")
        before = await settings.now()
        try:
            wanted = _wanted(fields, before, tuple(rulebook.rules.topics), ours)
            await asyncio.to_thread(settings.change, who.name, wanted)
        except SettingRefused as refused:
            return await shown(who, before, str(refused), 422)
        return RedirectResponse("desk", status_code=303)

    @router.get("/staff/guard", include_in_schema=False)
    async def try_it(request: Request) -> Response:
        return page("guard", await gate.who(request, *GUARDING), text="", masked="", found=(), words="")

    @router.post("/staff/guard", include_in_schema=False)
    async def tried(request: Request) -> Response:
        who, fields = await gate.form(request, *GUARDING)
        text = fields.get("text", "")[:2000]
        guarded = guard(text, ours=ours.every)
        without = await names([guarded.text])
        kinds = SAY.table("kinds")
        return page(
            "guard", who, text=text, masked=without[0] if without else guarded.text,
            found=[kinds[kind] for kind in sorted(guarded.found)], words="" if without else SAY("no_names"),
        )  # fmt: skip

    @router.get("/api/v1/notice", response_model=NoticeAnswer, tags=["chat"])
    async def notice() -> NoticeAnswer:
        """The notice above every door."""
        try:
            now = await settings.now()
        except DatabaseFault:
            return NoticeAnswer(text="", easy="")
        return NoticeAnswer(text=now.notice, easy=now.notice_easy or now.notice)

    return router


def _wanted(
    fields: dict[str, str], before: DeskSettings, topics: tuple[str, ...], ours: OurNumbers
) -> DeskSettings:
    """Raises SettingRefused. Only one of the page's two forms is sent at a time."""
    if fields.get("do") == "notice":
        text, easy = (" ".join(fields.get(name, "").split()) for name in ("notice", "notice_easy"))
        masked, masked_easy = (guard(one, ours=ours.every).text for one in (text, easy))
        return replace(before, notice=masked, notice_easy=masked_easy)
    numbers = {name: number_of(fields.get(name, "")) for name in ("patience", "minutes")}
    return DeskSettings(
        **{
            **asdict(before),
            **numbers,
            "people": fields.get("people") == "1",
            "learn": fields.get("learn") == "1",
            "weekdays": tuple(day for day in range(7) if fields.get(f"day{day}") == "1"),
            "opens": fields.get("opens", ""),
            "closes": fields.get("closes", ""),
            "closed": tuple(sorted(dict.fromkeys(fields.get("closed", "").split()))),
            "topics": tuple(topic for topic in topics if fields.get(f"topic_{topic}") == "1"),
        }
    )
