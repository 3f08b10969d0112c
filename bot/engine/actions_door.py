"""The engine's way back: Rasa calls custom actions here, inside the desk's own app."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Protocol

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.guard.logs import where
from bot.wire import HEAD, WireError, read_message

logger = logging.getLogger(__name__)
LOOPBACK = {"127.0.0.1", "::1", "testclient"}
FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip", "via", "origin")
LARGEST: Final = 1_000_000  # bytes of a call at the socket, as at the web server
Answered = tuple[int, Any]  # status and what is told as JSON


class Named(Protocol):
    """What an action must have."""

    def name(self) -> str: ...


class ActionsDoor:
    """For the engine only, with the engine's token: `POST /internal/actions` of the web server, and a socket of this
    machine, which takes a tenth of the time. `is_open` (MYNADESK_OPEN_ACTIONS=1, never in production): the former also
    without a token from loopback, so that a plain `rasa shell` works on a developer's machine; what bears the marks of a
    proxy or of a browser needs the token even then."""

    def __init__(self, actions: list[Any], token: str, *, is_open: bool = False) -> None:
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_action(action)
        self._token = token
        self._is_open = is_open

    def router(self) -> APIRouter:
        """The web server's part."""
        router = APIRouter(include_in_schema=False)

        @router.post("/internal/actions")
        async def run_action(request: Request) -> JSONResponse:
            status, told = await self._answer(await request.body()) if self._allows(request) else FORBIDDEN
            return JSONResponse(told, status_code=status)

        return router

    @asynccontextmanager
    async def listening(self, path: Path) -> AsyncIterator[None]:
        """The socket, for the owner alone. Where none can be made the engine comes by the web server."""
        server = None
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.unlink(missing_ok=True)
            server = await asyncio.start_unix_server(self._serve, path, limit=HEAD)
            path.chmod(0o600)
        yield
        if server is not None:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, call after call until its end."""
        with contextlib.closing(writer), contextlib.suppress(WireError, OSError):
            while True:
                call = await read_message(reader, LARGEST)
                right = self._is_token(call.headers.get("x-engine-token", ""))
                status, told = await self._answer(call.body) if right else FORBIDDEN
                body = json.dumps(told, ensure_ascii=False).encode()
                head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._token.encode())

    def _allows(self, request: Request) -> bool:
        given = request.headers.get("x-engine-token", "")
        if given:
            return self._is_token(given)
        direct = request.client is not None and request.client.host in LOOPBACK
        return self._is_open and direct and not any(name in request.headers for name in FORWARDED)

    async def _answer(self, body: bytes) -> Answered:
        try:
            call = json.loads(body)
        except (ValueError, RecursionError):
            return 400, {"error": "invalid JSON"}
        if isinstance(call, dict):
            call.setdefault("domain", {})  # the engine leaves it out (endpoints.yml); rasa-sdk would ask for it
        try:
            result = await self._executor.run(call)
        except ActionExecutionRejection as rejection:
            return 400, {"action_name": rejection.action_name, "error": "rejected"}
        except ActionNotFoundException as missing:
            return 404, {"action_name": missing.action_name, "error": "unknown action"}
        except Exception as error:  # the border: no message text, no tracker, no traceback leaves here
            logger.error("action failed: %s", where(error))
            return 500, {"error": "action failed"}
        return 200, result.model_dump() if result is not None and hasattr(result, "model_dump") else result


FORBIDDEN: Final[Answered] = (403, {"error": "forbidden"})
