"""The webhook: who sent it is proved by its signature over the raw body; what came is stored before it is acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from bot.desk.inbox import Inbox, Incoming
from bot.doors.errors import error_answer
from bot.doors.line.events import Event, NotAWebhook, read_body, read_event
from bot.words import Words

SAY: Final = Words(__file__)
logger = logging.getLogger(__name__)

PLACE: Final = "/line/webhook"
MOST_EVENTS: Final = 1_000  # in one body; the platform sends some ten


def line_router(
    inbox: Inbox,
    secret: str,
    came: Callable[[str, Event], None],
    run: Callable[[Callable[[], Any]], Awaitable[Any]],
) -> APIRouter:
    """`POST /line/webhook`. 401 for a wrong signature, 400 for a body that is no webhook, 500 when it cannot be stored: then the
    platform sends it again. `came` is told of each that is new, and of its lane."""
    router = APIRouter()
    from linebot.v3.webhook import SignatureValidator  # here: only a desk with this door needs the library

    validator = SignatureValidator(secret)

    def signed(body: bytes, signatures: list[str]) -> bool:
        if len(signatures) != 1 or not signatures[0].isascii():
            return False
        try:
            return bool(validator.validate(body.decode(), signatures[0]))
        except UnicodeDecodeError:  # the platform signs text
            return False

    @router.post(PLACE, include_in_schema=False)
    async def webhook(request: Request) -> Response:
        body = await request.body()
        if not signed(body, request.headers.getlist("x-line-signature")):
            logger.warning("LINE webhook refused: signature")
            return error_answer(401, "signature", SAY("signature"))
        try:
            raw = read_body(body)[:MOST_EVENTS]
        except NotAWebhook as error:
            logger.warning("LINE webhook refused: %s", error)
            return error_answer(400, "not_a_webhook")
        read = [(event, arrived(inbox, event, one)) for one in raw if (event := read_event(one))]
        if read:
            try:
                lanes = await run(partial(inbox.put, [one for _event, one in read]))
            except Exception as error:  # whatever a driver raises: not stored is not acknowledged
                logger.error("LINE webhook not stored: %s", type(error).__name__)
                return error_answer(500, "not_stored")
            for event, one in read:
                if one.lane in lanes:
                    came(one.lane, event)
                    await asyncio.sleep(0)  # to look at a long text takes its time, and others are there
        return JSONResponse({})

    return router


def arrived(inbox: Inbox, event: Event, raw: Mapping[str, Any]) -> Incoming:
    """The event as the inbox keeps it: under digests of its ids."""
    message = inbox.digest("message", event.message) if event.message else None
    unsent = event.kind == "unsend"
    return Incoming(
        id=inbox.digest("event", event.id),
        lane=inbox.digest("lane", f"{event.source} {event.talk}"),
        at=event.at,
        body=raw,
        message=None if unsent else message,
        unsent=message if unsent else None,
    )
