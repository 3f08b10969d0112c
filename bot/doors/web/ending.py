"""The end of a web conversation: everything that was told is wiped, and its tokens are worth nothing any more."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from bot.desk.conversation import Conversations
from bot.desk.sessions import SessionInvalid, Sessions
from bot.doors.errors import ErrorAnswer, error_answer
from bot.words import Words

SAY: Final = Words(__file__)


class Ending(BaseModel):
    """Which conversation is over. Browsers send a beacon as a POST with a body, and with no header of ours."""

    model_config = ConfigDict(extra="forbid")
    session: str = Field(max_length=500, description="the session token")


def ending_router(conversations: Conversations, sessions: Sessions) -> APIRouter:
    """`DELETE /api/v1/conversation` with the header X-Session (not in the body: proxies may drop that of a DELETE), and
    `POST /api/v1/conversation/end` for the beacon of a page that is being left."""
    router = APIRouter()
    documented: dict[int | str, dict[str, Any]] = {
        401: {"model": ErrorAnswer, "description": "session invalid, or ended already"},
        422: {"model": ErrorAnswer, "description": "no session"},
        503: {"model": ErrorAnswer, "description": "not erased: try again"},
    }

    @router.delete("/api/v1/conversation", status_code=204, tags=["chat"], responses=documented)
    async def end(x_session: Annotated[str, Header(max_length=500, description="the session token")]) -> Response:
        return await over(x_session)

    @router.post("/api/v1/conversation/end", status_code=204, tags=["chat"], responses=documented)
    async def end_by_beacon(ending: Ending) -> Response:
        return await over(ending.session)

    async def over(token: str) -> Response:
        try:
            conversation = sessions.conversation(token)
        except SessionInvalid:
            return error_answer(401, "session_invalid")
        if not await conversations.end(conversation):  # its token stays good, so that it may be tried again
            return error_answer(503, "not_erased", SAY("not_erased"))
        sessions.revoke(conversation)
        return Response(status_code=204)

    return router
