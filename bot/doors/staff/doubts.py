"""The editors' queue: questions that were not understood or not answered well become examples of a need, drafts, or go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from bot.desk.our_numbers import OurNumbers
from bot.doors.staff.gate import Gate
from bot.doors.staff.pages import page
from bot.guard.guard import guard
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.lookup import Rulebook
from bot.staff.doubts import Doubts
from bot.staff.layout import name_of_answer
from bot.staff.sessions import Who
from bot.words import Words

SAY: Final = Words(__file__)

ROLES: Final = ("editor", "supervisor")
LONGEST: Final = 600  # characters of a draft
DRAFT: Final = ("text", "easy", "source")


def doubts_router(
    gate: Gate, doubts: Doubts, rulebook: Rulebook, book: Statements, ours: OurNumbers, today: Callable[[], date]
) -> APIRouter:
    """`/staff/doubts`, its examples and its drafts as files. `ours`: numbers that the guard leaves alone."""
    router = APIRouter(prefix="/staff", include_in_schema=False)

    async def shown(who: Who, words: str = "", status: int = 200) -> Response:
        waiting, counts = await asyncio.to_thread(lambda: (doubts.every(), doubts.counts()))
        needs = [(one.id, one.name) for one in book.book.needs.values()]
        answered = {one.id: name_of_answer(one.about.topic, rulebook, book) for one in waiting}
        return page(
            "doubts", who, status=status, rows=waiting, counts=counts, needs=needs, reasons=SAY.table("reasons"), words=words,
            answered=answered, longest=LONGEST,
        )  # fmt: skip

    @router.get("/doubts")
    async def see(request: Request) -> Response:
        return await shown(await gate.who(request, *ROLES))

    def drafted(who: Who, name: str, need: str, fields: dict[str, str]) -> bool | None:
        """Whether it still waited; None when there is no text."""
        draft = {one: guard(" ".join(fields.get(one, "").split())[:LONGEST], ours=ours.every).text for one in DRAFT}
        return doubts.draft(who.name, name, need, draft) if draft["text"] and draft["easy"] else None

    @router.post("/doubts")
    async def settle(request: Request) -> Response:
        who, fields = await gate.form(request, *ROLES)
        name, need, do = fields.get("id", ""), fields.get("need", ""), fields.get("do")
        done: bool | None
        if do == "dismiss":
            done = await asyncio.to_thread(doubts.dismiss, who.name, name)
        elif do not in ("assign", "draft") or not book.need(need):
            return await shown(who, SAY("no_need"), 422)
        elif do == "assign":
            done = await asyncio.to_thread(doubts.assign, who.name, name, need)
        else:
            done = await asyncio.to_thread(drafted, who, name, need, fields)
            if done is None:
                return await shown(who, SAY("no_draft"), 422)
        return RedirectResponse("doubts", status_code=303) if done else await shown(who, SAY("settled"), 409)

    @router.get("/doubts-examples")
    async def examples(request: Request) -> Response:
        who = await gate.who(request, *ROLES)
        return _file(await asyncio.to_thread(doubts.export, who.name), "examples.yml")

    @router.get("/doubts-drafts")
    async def drafts(request: Request) -> Response:
        who = await gate.who(request, *ROLES)
        return _file(await asyncio.to_thread(doubts.export_drafts, who.name, today()), "drafts.yml")

    return router


def _file(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="application/yaml; charset=utf-8", headers=headers)
