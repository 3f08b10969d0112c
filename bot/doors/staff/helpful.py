"""Whether answers helped, as counts: a page and a table for the office's own reckoning."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.doors.staff.gate import Gate, number_of
from bot.doors.staff.pages import page
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.lookup import Rulebook
from bot.staff.helped import as_csv, tally

ROLES: Final = ("editor", "supervisor")
DAYS: Final = (30, 7, 90, 365)  # the first is the usual one
Counted = Callable[[date], Awaitable[list[dict[str, Any]]]]


def helpful_router(
    gate: Gate, counted: Counted, rulebook: Rulebook, book: Statements, now: Callable[[], datetime]
) -> APIRouter:
    """`/staff/helpful` and its counts as a file. `counted`: the rows of a day and of those after it."""
    router = APIRouter(prefix="/staff", include_in_schema=False)

    async def rows_of(days: int) -> list[dict[str, Any]]:
        return await counted(now().date() - timedelta(days=days - 1))

    @router.get("/helpful")
    async def see(request: Request, days: str = "") -> Response:
        who, span = await gate.who(request, *ROLES), _span(days)
        topics = {one.id: one.name for one in rulebook.rules.topics.values()}
        needs = {one.id: one.name for one in book.book.needs.values()}
        rows = tally(await rows_of(span))
        return page("helpful", who, rows=rows, span=span, spans=sorted(DAYS), topics=topics, needs=needs)

    @router.get("/helpful-counts")
    async def file(request: Request, days: str = "") -> Response:
        await gate.who(request, *ROLES)
        headers = {"Content-Disposition": f'attachment; filename="helpful-{now():%Y%m%d}.csv"'}
        return Response(as_csv(await rows_of(_span(days))), media_type="text/csv; charset=utf-8", headers=headers)

    return router


def _span(days: str) -> int:
    return number_of(days) if number_of(days) in DAYS else DAYS[0]
