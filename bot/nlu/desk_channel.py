"""The only door into the engine, closed to everyone without the shared token. It keeps and writes no words.

Rasa's own token does not cover channels, so this one checks it itself; and Rasa's REST channel writes the whole message
into the log when a turn is given up or fails, so the routes are our own.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from asyncio import CancelledError
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.garbage import keep_what_is_there
from bot.guard.logs import guard_logs, only_places, where
from bot.nlu.memory import require_memory
from bot.nlu.names.recogniser import shared_recogniser, texts_in
from bot.nlu.turns import Turns

logger = logging.getLogger(__name__)
LONGEST_NAME: Final = 200  # characters of a conversation's name
Handler = Callable[[UserMessage], Awaitable[Any]]


@dataclass(frozen=True)
class _Asked:
    """A message as the desk sends it."""

    sender: str = field(repr=False)
    text: str = field(repr=False)
    metadata: dict[str, Any] | None = field(repr=False)


class DeskChannel(InputChannel):  # type: ignore[misc]
    """With the header X-Engine-Token, under /webhooks/desk: GET / (is it there), POST /webhook with {"sender", "message",
    "metadata"}, POST /names with {"texts"} (the same without personal names). Errors are a status and a reason, never words
    of the message."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._turns = Turns()
        self._speaks = True

    @classmethod
    def name(cls) -> str:
        """The channel's name in addresses."""
        return "desk"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> DeskChannel:
        """Reads `token` from credentials.yml; refuses an empty one."""
        token = str((credentials or {}).get("token") or "")
        if len(token) < 16 or token.startswith("$"):
            raise ValueError(
                "credentials.yml: bot.nlu.desk_channel.DeskChannel: token: set MYNADESK_ENGINE_TOKEN (16 characters or more)"
            )
        return cls(token)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes behind a token check."""
        routes = Blueprint("desk_channel")

        @routes.middleware("request")
        async def check(request: Request) -> HTTPResponse | None:
            self._fall_silent()
            given = request.headers.get("X-Engine-Token", "")
            # Sanic reads a header that is no UTF-8 with surrogates
            if hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._token.encode()):
                return None
            return _refusal("NotAuthenticated", 401)

        @routes.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            asked = _read(request)
            return await self._take(request, asked, on_new_message) if asked else _refusal("BadRequest", 400)

        @routes.post("/names")
        async def names(request: Request) -> HTTPResponse:
            texts = texts_in(_body(request))
            return await _mask(texts) if texts is not None else _refusal("BadRequest", 400)

        return routes

    def _fall_silent(self) -> None:
        """From the first request on the log says of anything outside our own code only where it happened. While the
        engine starts it may use words: nobody has said anything yet, and what is wrong with a model must be readable."""
        if self._speaks:
            guard_logs()
            only_places(but="bot.")
            self._speaks = False
            keep_what_is_there()  # the model is loaded

    async def _take(self, request: Request, asked: _Asked, on_new_message: Handler) -> HTTPResponse:
        collector = CollectingOutputChannel()
        message = UserMessage(asked.text, collector, asked.sender, input_channel=self.name(), metadata=asked.metadata)

        async def work() -> None:
            require_memory(request.app.ctx.agent.tracker_store)
            await on_new_message(message)

        try:
            taken = await self._turns.take(asked.sender, lambda: _gone(request), work)
        except CancelledError as error:  # the caller left, or the turn took longer than Sanic lets it
            logger.warning("turn given up: %s", type(error).__name__)
            raise
        except Exception as error:  # the border: the message stands in the error and in the locals of its traceback
            logger.error("turn failed: %s", where(error))
            return _refusal("Failed", 500)
        if not taken:
            return _refusal("CallerGone", 503)
        return response.json(collector.messages)


def _gone(request: Request) -> bool:
    return request.transport is None or bool(request.transport.is_closing())


def _refusal(reason: str, status: int) -> HTTPResponse:
    return response.json({"status": "failure", "reason": reason}, status=status)


async def _mask(texts: list[str]) -> HTTPResponse:
    """The texts without personal names. In a thread: the first time loads a model."""
    try:
        masked = await asyncio.to_thread(shared_recogniser().masked, texts)
    except Exception as error:  # the border: the texts stand in the error
        logger.error("names: %s", where(error))
        return _refusal("Failed", 500)
    return response.json({"texts": masked})


def _body(request: Request) -> Any:
    """The JSON of a request; None when it has none."""
    try:
        return request.json
    except (SanicException, ValueError, RecursionError):
        return None


def _read(request: Request) -> _Asked | None:
    """The message in a request; None when it is none."""
    body = _body(request)
    if not isinstance(body, dict):
        return None
    sender, text, metadata = body.get("sender"), body.get("message"), body.get("metadata")
    if not isinstance(sender, str) or not 0 < len(sender) <= LONGEST_NAME or not isinstance(text, str):
        return None
    return _Asked(sender, text, metadata) if metadata is None or isinstance(metadata, dict) else None
