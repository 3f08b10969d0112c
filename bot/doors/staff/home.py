"""The console's first page, and the field that shows what the guard does to a text."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.doors.staff.gate import EVERYBODY, Gate
from bot.doors.staff.pages import page


def home_router(gate: Gate) -> APIRouter:
    """`/staff/home`."""
    router = APIRouter(prefix="/staff", include_in_schema=False)

    @router.get("/home")
    async def home(request: Request) -> Response:
        return page("home", await gate.who(request, *EVERYBODY))

    return router
