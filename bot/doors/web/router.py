"""The web door's chat API, which the page itself uses."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.desk.sessions import SessionInvalid
from bot.doors.errors import ErrorAnswer, error_answer
from bot.doors.messages import ChatResponse, leaving
from bot.doors.web.turns import Said, WebTurns


class ChatRequest(BaseModel):
    """One message. `session` is null for a new conversation, then the token that the last answer gave."""

    model_config = ConfigDict(extra="forbid")
    session: Annotated[str, StringConstraints(max_length=500)] | None = None
    text: str = Field(description="What the person wrote, or the payload of the button pressed.")
    insurer: Literal["kitamura", "kitaku", "kouki"] | None = None
    careful: bool = Field(default=False, description="Danger was told before: what the last answers said of it.")
    message_id: UUID | None = Field(
        default=None,
        description="An id of this message. Without an answer send it again with the same id: it is answered once.",
    )


def web_router(turns: WebTurns) -> APIRouter:
    """`POST /api/v1/chat`."""
    router = APIRouter()

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
        message_id = str(request.message_id) if request.message_id else None
        said = Said(request.session, request.text, request.insurer, message_id, request.careful)
        try:
            token, reply = await turns.take(http, said)
        except SessionInvalid:
            return error_answer(401, "session_invalid")
        return leaving(token, reply) if reply else Response(status_code=408)  # nobody reads it

    return router
