"""The engine's way back: Rasa calls custom actions here, inside the desk's own app."""

from __future__ import annotations

import hmac
import logging
from typing import Any, Protocol

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.guard.logs import where

logger = logging.getLogger(__name__)
LOOPBACK = {"127.0.0.1", "::1", "testclient"}
FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip", "via", "origin")


class Named(Protocol):
    """What an action must have."""

    def name(self) -> str: ...


def actions_router(actions: list[Any], token: str, *, is_open: bool = False) -> APIRouter:
    """`POST /internal/actions`, for the engine only, with the engine's token. `is_open` (MYNADESK_OPEN_ACTIONS=1, never in
    production): also without one from loopback, so that a plain `rasa shell` works on a developer's machine; what bears
    the marks of a proxy or of a browser needs the token even then."""
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)
    router = APIRouter(include_in_schema=False)

    def allowed(request: Request) -> bool:
        given = request.headers.get("x-engine-token", "")
        if given:
            return hmac.compare_digest(given.encode(), token.encode())
        direct = request.client is not None and request.client.host in LOOPBACK
        return is_open and direct and not any(name in request.headers for name in FORWARDED)

    @router.post("/internal/actions")
    async def run_action(request: Request) -> JSONResponse:
        if not allowed(request):
            return JSONResponse({"error": "forbidden"}, status_code=403)
        try:
            call = await request.json()
        except (ValueError, RecursionError):
            return JSONResponse({"error": "invalid JSON"}, status_code=400)
        if isinstance(call, dict):
            call.setdefault("domain", {})  # the engine leaves it out (endpoints.yml); rasa-sdk would ask for it
        try:
            result = await executor.run(call)
        except ActionExecutionRejection as rejection:
            return JSONResponse({"action_name": rejection.action_name, "error": "rejected"}, status_code=400)
        except ActionNotFoundException as missing:
            return JSONResponse({"action_name": missing.action_name, "error": "unknown action"}, status_code=404)
        except Exception as error:  # the border: no message text, no tracker, no traceback leaves here
            logger.error("action failed: %s", where(error))
            return JSONResponse({"error": "action failed"}, status_code=500)
        return JSONResponse(result.model_dump() if hasattr(result, "model_dump") else result)

    return router
