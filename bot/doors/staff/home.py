"""The console's first page: the places, and how much waits in them."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.doors.staff.gate import EVERYBODY, Gate
from bot.doors.staff.pages import PLACES, page
from bot.staff.doubts import WAITING, Doubts
from bot.staff.handover_store import HandoverStore


def home_router(gate: Gate, store: HandoverStore, doubts: Doubts) -> APIRouter:
    """`/staff/home`."""
    router = APIRouter(prefix="/staff", include_in_schema=False)

    @router.get("/home")
    async def home(request: Request) -> Response:
        who = await gate.who(request, *EVERYBODY)
        counted = {"chats": store.waiting, "doubts": lambda: doubts.counts().get(WAITING, 0)}
        mine = [place for place in counted if who.role in PLACES[place]]
        return page("home", who, waiting={place: await asyncio.to_thread(counted[place]) for place in mine})

    return router
