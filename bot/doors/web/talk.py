"""What was said in a web conversation, by number: again after a reload, what was missed, and what staff say meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import contextmanager
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.desk.conversation import Conversations
from bot.desk.sessions import SessionInvalid, Sessions
from bot.desk.writing_now import WritingNow
from bot.doors.errors import ErrorAnswer, error_answer
from bot.doors.messages import TalkResponse, talk_json

LOOK: Final = 1.0  # seconds between looks for something new
BEAT: Final = 15.0  # seconds after which a silent stream says that it is there, so that nobody between cuts it
LONGEST: Final = 300.0  # seconds of a stream; the page opens the next one
STREAMS_OF_A_CONVERSATION: Final = 4
STREAMS: Final = 300  # of everybody; beyond them pages ask now and then

Token = Annotated[str, Header(alias="X-Session", max_length=500, description="the session token")]
After = Annotated[int, Query(ge=0, le=1_000_000, description="number of the last turn that is known")]


class Judgement(BaseModel):
    """Whether an answer helped. `seq` and `place` name it: turn of the conversation, message of the turn."""

    model_config = ConfigDict(extra="forbid")
    session: Annotated[str, StringConstraints(max_length=500)]
    seq: int = Field(ge=1, le=1_000_000)
    place: int = Field(ge=0, le=20)
    helped: bool


class Streams:
    """How many streams are open."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    def room(self, conversation: str) -> bool:
        """Whether one more may be opened."""
        return self._open.total() < STREAMS and self._open[conversation] < STREAMS_OF_A_CONVERSATION

    @contextmanager
    def opened(self, conversation: str) -> Any:
        """Inside, one is open."""
        self._open[conversation] += 1
        try:
            yield
        finally:
            self._open -= Counter({conversation: 1})


def talk_router(
    conversations: Conversations, sessions: Sessions, writing: WritingNow, look: float = LOOK
) -> APIRouter:
    """`GET /api/v1/conversation`, `.../events` (server-sent events) and `POST /api/v1/helpful`. `writing`: for whom somebody of
    the staff writes."""
    router = APIRouter(tags=["chat"])
    streams = Streams()
    documented: dict[int | str, dict[str, Any]] = {
        401: {"model": ErrorAnswer, "description": "session invalid, or ended already"},
        422: {"model": ErrorAnswer, "description": "wrong fields"},
    }

    async def as_it_stands(conversation: str, after: int) -> dict[str, Any]:
        return talk_json(await conversations.talk(conversation, after), writing=writing(conversation))

    @router.get("/api/v1/conversation", response_model=TalkResponse, responses=documented)
    async def talk(x_session: Token, after: After = 0) -> Any:
        try:
            conversation = sessions.conversation(x_session)
        except SessionInvalid:
            return error_answer(401, "session_invalid")
        return JSONResponse(await as_it_stands(conversation, after))

    full: dict[int | str, dict[str, Any]] = {
        429: {"model": ErrorAnswer, "description": "too many streams: ask instead"}
    }

    @router.get("/api/v1/conversation/events", response_class=StreamingResponse, responses=documented | full)
    async def events(x_session: Token, after: After = 0) -> Response:
        try:
            conversation = sessions.conversation(x_session)
        except SessionInvalid:
            return error_answer(401, "session_invalid")
        if not streams.room(conversation):
            return error_answer(429, "too_many_streams")
        told = _told(as_it_stands, streams, conversation, after, look)
        headers = {"X-Accel-Buffering": "no"}  # a proxy that gathers would keep it all back
        return StreamingResponse(told, media_type="text/event-stream", headers=headers)

    @router.post("/api/v1/helpful", status_code=204, responses=documented)
    async def judge(given: Judgement) -> Response:
        try:
            conversation = sessions.conversation(given.session)
        except SessionInvalid:
            return error_answer(401, "session_invalid")
        await conversations.judge(conversation, given.seq, given.place, yes=given.helped)
        return Response(status_code=204)

    return router


async def _told(
    as_it_stands: Callable[[str, int], Awaitable[dict[str, Any]]],
    streams: Streams, conversation: str, after: int, look: float,
) -> AsyncIterator[str]:  # fmt: skip
    """Each time that something is new, a TalkResponse as one event; its id is the number to go on from."""
    clock = asyncio.get_running_loop().time
    until, beat, state = clock() + LONGEST, clock(), ("", False)
    with streams.opened(conversation):
        while clock() < until:
            body = await as_it_stands(conversation, after)
            if body["spoken"] or (body["owner"], body["writing"]) != state:
                after, state, beat = max(after, body["seq"]), (body["owner"], body["writing"]), clock()
                yield f"id: {after}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n"
            elif clock() - beat >= BEAT:
                beat = clock()
                yield ": here\n\n"
            await asyncio.sleep(look)
