"""The web door: the page at `/`, its files, and the chat API that the page itself uses."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.desk.conversation import Conversations, Turn, TurnReply
from bot.desk.rates import Rate
from bot.desk.sessions import SessionInvalid, Sessions
from bot.doors.address import address_of, is_loopback
from bot.doors.errors import ErrorAnswer, error_answer
from bot.doors.messages import ChatResponse, leaving

STATIC: Final = Path(__file__).parent / "static"
FILES: Final = {
    **dict.fromkeys(("app.js", "build.js", "deadlines.js", "speech.js"), "text/javascript"),
    "style.css": "text/css",
    "icon.svg": "image/svg+xml",
}


TURNS_OF_A_CONVERSATION: Final = (40, 60)  # a minute, at once
CONVERSATIONS_OF_AN_ADDRESS: Final = (300, 300)  # an office of some hundred people begins with one each


class ChatRequest(BaseModel):
    """One message. `session` is null for a new conversation, then the token that the last answer gave."""

    model_config = ConfigDict(extra="forbid")
    session: Annotated[str, StringConstraints(max_length=500)] | None = None
    text: str = Field(description="What the person wrote, or the payload of the button pressed.")
    insurer: Literal["kitamura", "kitaku", "kouki"] | None = None
    message_id: UUID | None = Field(
        default=None,
        description="An id of this message. Without an answer send it again with the same id: it is answered once.",
    )


def web_router(conversations: Conversations, sessions: Sessions) -> APIRouter:
    """`/`, `/static/...` and `/api/v1/chat`."""
    router = APIRouter()
    turns, beginnings = Rate(*TURNS_OF_A_CONVERSATION), Rate(*CONVERSATIONS_OF_AN_ADDRESS)

    @router.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(STATIC / "index.html", media_type="text/html")

    @router.get("/static/{name}", include_in_schema=False)
    async def file(name: str) -> Response:
        if name not in FILES:
            return error_answer(404, "not_found")
        return FileResponse(STATIC / name, media_type=FILES[name])

    errors = {
        400: "not JSON",
        401: "session invalid",
        408: "too slow",
        413: "too large",
        422: "wrong fields",
        500: "internal",
    }
    documented: dict[int | str, dict[str, Any]] = {
        status: {"model": ErrorAnswer, "description": says} for status, says in errors.items()
    }
    documented[429] = {
        "model": ChatResponse,
        "description": "no place for this message now: an apology to show; send it again after Retry-After seconds",
    }

    @router.post("/api/v1/chat", response_model=ChatResponse, tags=["chat"], responses=documented)
    async def chat(request: ChatRequest, http: Request) -> Any:
        address = address_of(http)
        try:
            conversation = sessions.conversation(request.session) if request.session else sessions.new()
        except SessionInvalid:
            return error_answer(401, "session_invalid")
        wait = 0
        if not is_loopback(address):  # tests, evaluations and an unnamed proxy call from there
            wait = turns.take(conversation) if request.session else beginnings.take(address)
        message_id = str(request.message_id) if request.message_id else None
        turn = Turn(conversation, request.text, "web", request.insurer, message_id, address, wait)
        reply = await _while_there(http, conversations, turn)
        if reply is None:
            return Response(status_code=408)  # nobody reads it
        if reply.owner == "closed":  # also what another desk or an operator has ended
            sessions.revoke(conversation)
        return leaving(sessions.token(conversation), reply)

    return router


async def _while_there(http: Request, conversations: Conversations, turn: Turn) -> TurnReply | None:
    """The reply, or None when the caller went away before."""
    taking = asyncio.ensure_future(conversations.take(turn))
    leaving = asyncio.ensure_future(_left(http))
    try:
        await asyncio.wait({taking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return await taking if taking.done() else None
    finally:
        leaving.cancel()
        taking.cancel()


async def _left(http: Request) -> None:
    while (await http.receive())["type"] != "http.disconnect":
        pass
