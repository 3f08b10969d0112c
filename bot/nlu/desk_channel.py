"""The only door into the engine: Rasa's REST channel, but closed to everyone without the shared token.

Rasa's own token does not cover channels, so this one checks it itself.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse


class DeskChannel(RestInput):
    """POST /webhooks/desk/webhook with the header X-Engine-Token."""

    def __init__(self, token: str) -> None:
        self._token = token

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

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        """Rasa's routes behind a token check."""
        routes = super().blueprint(on_new_message)

        @routes.middleware("request")
        async def check(request: Request) -> HTTPResponse | None:
            given = request.headers.get("X-Engine-Token", "")
            if hmac.compare_digest(given.encode(), self._token.encode()):
                return None
            return response.json({"status": "failure", "reason": "NotAuthenticated"}, status=401)

        return routes
