"""The web door: the page at `/`, its files, and the chat API that the page itself uses."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.desk.conversation import Conversations, Turn, TurnReply
from bot.desk.rates import Rate
from bot.desk.sessions import SessionInvalid, Sessions
from bot.doors.address import address_of, is_loopback
from bot.doors.errors import ErrorAnswer, error_answer

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
    insurer: Literal["kitamura", "kitaku"] | None = None
    message_id: UUID | None = Field(
        default=None,
        description="An id of this message. Without an answer send it again with the same id: it is answered once.",
    )


class ButtonModel(BaseModel):
    """A choice; send `payload` as the next text."""

    title: str
    payload: str


class SourceModel(BaseModel):
    """Where an answer comes from and when it was last compared with it."""

    title: str
    section: str
    verified_on: str
    url: str = ""


class DeadlineModel(BaseModel):
    """A person's own deadline with its reckoning. Days are ISO dates; days_left is negative when over."""

    id: str
    name: str
    whose: str = Field(default="", description="Whose deadline it is; empty: the speaker's own.")
    due: str | None
    recommended_by: str | None
    opens: str | None = None
    days_left: int | None
    state: str = ""
    action: str = ""
    consequence: str = ""
    derivation: list[str]
    notes: list[str] = []


class MessageModel(BaseModel):
    """One reply: to read, in easy Japanese, to be heard."""

    text: str
    easy: str
    speech: str
    topic: str
    expects: Literal["", "date"] = Field(default="", description="date: the reply to this is a day.")
    confidence: float
    buttons: list[ButtonModel]
    sources: list[SourceModel]
    deadlines: list[DeadlineModel]
    calendar: str | None = Field(default=None, description="Where the calendar file (.ics) is; only beside deadlines.")


class ChatResponse(BaseModel):
    """The replies of one turn, and the token for the next."""

    session: str
    messages: list[MessageModel]
    owner: Literal["bot", "waiting", "human", "closed"]


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
        body = {"session": sessions.token(conversation), "messages": list(reply.messages), "owner": reply.owner}
        if reply.retry_after is not None:
            return JSONResponse(body, status_code=429, headers={"Retry-After": str(reply.retry_after)})
        return JSONResponse(body)

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
