"""Server-sent events of the console: that the queue or a talk has changed, and no word of either. The page then asks for what is
new by number, which says what it has already: so a lost event loses nothing, and one that comes twice doubles nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from bot.doors.staff.gate import Gate
from bot.doors.web.talk import Streams
from bot.staff.handover_store import HandoverStore
from bot.staff.sessions import Who

ROLES: Final = ("operator", "supervisor")
LOOK: Final = 0.7  # seconds between looks
BEAT: Final = 10.0  # seconds after which a silent stream says that it is there
LONGEST: Final = 300.0  # seconds of a stream; the browser opens the next one by itself
HEAD: Final = "retry: 1500\n\n"  # milliseconds until it does


def events_router(gate: Gate, store: HandoverStore) -> APIRouter:
    """`/staff/chats-events` and `/staff/chat-events?id=...`."""
    router = APIRouter(prefix="/staff", include_in_schema=False)
    streams = Streams()

    def stream(who: Who, mark: Callable[[], str]) -> Response:
        if not streams.room(who.session):
            return Response(status_code=429)  # the page asks now and then instead
        told = _told(streams, who.session, mark)
        return StreamingResponse(told, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    @router.get("/chats-events")
    async def queue(request: Request) -> Response:
        who = await gate.who(request, *ROLES, active=False)
        return stream(who, lambda: f"{store.mark()} {sorted(gate.sessions.present())}")

    @router.get("/chat-events")
    async def talk(request: Request, id: str = "") -> Response:
        who = await gate.who(request, *ROLES, active=False)
        return stream(who, lambda: store.mark(id[:200]))

    return router


async def _told(streams: Streams, session: str, mark: Callable[[], str]) -> AsyncIterator[str]:
    """An event at the beginning, and whenever `mark` is another."""
    clock = asyncio.get_running_loop().time
    until, beat, number, before = clock() + LONGEST, clock(), 0, ""
    yield HEAD
    if not streams.room(session):  # others were opened between the look and now
        return
    with streams.opened(session):
        while number == 0 or clock() < until:
            now = await asyncio.to_thread(mark)
            if now != before or number == 0:
                number, before, beat = number + 1, now, clock()
                yield f"id: {number}\nevent: changed\ndata:\n\n"
            elif clock() - beat >= BEAT:
                beat = clock()
                yield "event: here\ndata:\n\n"
            await asyncio.sleep(LOOK)
