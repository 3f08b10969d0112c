"""The editors' queue: questions that were not understood become examples of a need, or go."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from bot.doors.staff.gate import Gate
from bot.doors.staff.pages import page
from bot.rulebook.statements.choose import Statements
from bot.staff.doubts import Doubts
from bot.staff.sessions import Who
from bot.words import Words

SAY: Final = Words(__file__)

ROLES: Final = ("editor", "supervisor")


def doubts_router(gate: Gate, doubts: Doubts, book: Statements) -> APIRouter:
    """`/staff/doubts` and its examples as a file."""
    router = APIRouter(prefix="/staff", include_in_schema=False)

    async def shown(who: Who, words: str = "", status: int = 200) -> Response:
        waiting, counts = await asyncio.to_thread(lambda: (doubts.every(), doubts.counts()))
        needs = [(one.id, one.name) for one in book.book.needs.values()]
        return page(
            "doubts", who, status=status, rows=waiting, counts=counts, needs=needs, reasons=SAY.table("reasons"), words=words,
        )  # fmt: skip

    @router.get("/doubts")
    async def see(request: Request) -> Response:
        return await shown(await gate.who(request, *ROLES))

    @router.post("/doubts")
    async def settle(request: Request) -> Response:
        who, fields = await gate.form(request, *ROLES)
        name, need = fields.get("id", ""), fields.get("need", "")
        if fields.get("do") == "dismiss":
            done = await asyncio.to_thread(doubts.dismiss, who.name, name)
        elif fields.get("do") == "assign" and book.need(need):
            done = await asyncio.to_thread(doubts.assign, who.name, name, need)
        else:
            return await shown(who, SAY("no_need"), 422)
        return RedirectResponse("doubts", status_code=303) if done else await shown(who, SAY("settled"), 409)

    @router.get("/doubts-examples")
    async def examples(request: Request) -> Response:
        who = await gate.who(request, *ROLES)
        found = await asyncio.to_thread(doubts.export, who.name)
        headers = {"Content-Disposition": 'attachment; filename="examples.yml"'}
        return Response(found, media_type="application/yaml; charset=utf-8", headers=headers)

    return router
