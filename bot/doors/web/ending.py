"""The end of a web conversation: everything that was told is wiped, and its tokens are worth nothing any more."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header
from fastapi.responses import Response

from bot.desk.conversation import Conversations
from bot.desk.sessions import SessionInvalid, Sessions
from bot.doors.errors import ErrorAnswer, error_answer


def ending_router(conversations: Conversations, sessions: Sessions) -> APIRouter:
    """`DELETE /api/v1/conversation` with the header X-Session (not in the body: proxies may drop that of a DELETE)."""
    router = APIRouter()
    documented: dict[int | str, dict[str, Any]] = {
        401: {"model": ErrorAnswer, "description": "session invalid, or ended already"},
        422: {"model": ErrorAnswer, "description": "no session"},
    }

    @router.delete("/api/v1/conversation", status_code=204, tags=["chat"], responses=documented)
    async def end(x_session: Annotated[str, Header(max_length=500, description="the session token")]) -> Response:
        try:
            conversation = sessions.conversation(x_session)
        except SessionInvalid:
            return error_answer(401, "session_invalid")
        sessions.revoke(conversation)
        await conversations.end(conversation)
        return Response(status_code=204)

    return router
