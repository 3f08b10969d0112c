"""The supervisor's figures: a chart, a table and a file, of counts alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.doors.staff.gate import Gate, number_of
from bot.doors.staff.pages import page
from bot.settings import TOKYO
from bot.staff.audit import Audit
from bot.staff.figures import ACTS, COLUMNS, HIGH, WIDE, Day, as_csv, bars, by_day, column_names, sums

DAYS: Final = (30, 7, 90)  # the first is the usual one
Counted = Callable[[date], Awaitable[list[dict[str, Any]]]]


def figures_router(gate: Gate, audit: Audit, judged: Counted, now: Callable[[], datetime]) -> APIRouter:
    """`/staff/figures` and its counts as a file. `judged`: rows of 「役に立ちましたか」 from a day on."""
    router = APIRouter(prefix="/staff", include_in_schema=False)

    async def days_of(span: int) -> list[Day]:
        last = now().date()
        first = last - timedelta(days=span - 1)
        acts = await asyncio.to_thread(audit.acts_since, datetime.combine(first, time(), TOKYO).timestamp(), tuple(ACTS))
        return await asyncio.to_thread(by_day, acts, await judged(first), first, last)

    @router.get("/figures")
    async def see(request: Request, days: str = "") -> Response:
        who, span = await gate.who(request, "supervisor"), _span(days)
        found = await days_of(span)
        return page(
            "figures", who, rows=[one for one in reversed(found) if any(one.counts.values())], bars=bars(found), total=sums(found),
            names=column_names(), columns=COLUMNS, span=span, spans=sorted(DAYS), wide=WIDE, high=HIGH,
        )  # fmt: skip

    @router.get("/figures-counts")
    async def file(request: Request, days: str = "") -> Response:
        await gate.who(request, "supervisor")
        headers = {"Content-Disposition": f'attachment; filename="figures-{now():%Y%m%d}.csv"'}
        return Response(as_csv(await days_of(_span(days))), media_type="text/csv; charset=utf-8", headers=headers)

    return router


def _span(days: str) -> int:
    return number_of(days) if number_of(days) in DAYS else DAYS[0]
