"""Errors as people and programs should see them: what is wrong and what to do, never a traceback or their own input."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.guard.logs import where
from bot.words import Words

SAY: Final = Words(__file__)

logger = logging.getLogger(__name__)
LARGEST_BODY: Final = 65_536  # bytes; 2,000 characters in any writing, with room
LARGEST_INTERNAL_BODY: Final = 1_000_000  # bytes; the engine's own calls, with the state of a conversation
LARGER: Final = ("/internal/", "/line/")  # and the platform's, of several messages with 5,000 characters each
BODY_SECONDS: Final = 10.0  # from the head of a request to the end of its body
MOST_PROBLEMS: Final = 10  # named in one answer
_CODES: Final = {400: "invalid_json", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
ALONE: Final = "frame-ancestors 'none'"
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z_.]{0,39}")


def policy(*, frames: str = "'none'", forms: str = "'none'", shows: str = "'none'") -> str:
    """The content security policy of a page: who may show it in a frame (`frames`), where its forms may lead, and what it
    may show in a frame itself."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"frame-src {shows}; base-uri 'none'; form-action {forms}; frame-ancestors {frames}"
    )


class FieldError(BaseModel):
    """One faulty field of a request."""

    field: str
    problem: str


class ErrorDetail(BaseModel):
    """What went wrong: a code for programs, a sentence for people."""

    code: str
    message: str
    fields: list[FieldError]


class ErrorAnswer(BaseModel):
    """The one shape of errors."""

    error: ErrorDetail


def error_answer(
    status: int,
    code: str,
    says: str | None = None,
    fields: list[dict[str, str]] | None = None,
) -> JSONResponse:
    """The one shape of errors: {"error": {"code", "message", "fields"}}."""
    known = SAY.table("says")
    message = says or known.get(str(status), known["500"])
    answer = JSONResponse({"error": {"code": code, "message": message, "fields": fields or []}}, status_code=status)
    if status in (408, 413):
        answer.headers["Connection"] = "close"  # what is still on its way is not waited for
    return answer


class Border:
    """Around everything: bounds a body (declared or not) in size and time, puts the security headers on every answer, and
    turns what nobody caught into an apology."""

    def __init__(self, app: ASGIApp, body_seconds: float = BODY_SECONDS) -> None:
        self._app = app
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if ALONE not in headers.setdefault("Content-Security-Policy", policy()):
                    del headers["X-Frame-Options"]  # the older header knows no list of origins
            await send(message)

        try:
            largest = LARGEST_INTERNAL_BODY if scope["path"].startswith(LARGER) else LARGEST_BODY
            try:
                async with asyncio.timeout(self._body_seconds):
                    body = await _read(Headers(scope=scope).get("content-length", ""), receive, largest)
            except TimeoutError:
                await error_answer(408, "too_slow")(scope, receive, with_headers)
                return
            if body is None:
                await error_answer(413, "too_large")(scope, receive, with_headers)
                return
            await self._app(scope, _again(body, receive), with_headers)
        except ClientDisconnect:
            return  # it left in the middle of its body: nobody is there to answer
        except Exception as error:  # the border: no traceback leaves here
            logger.error("request failed: %s", where(error))
            if started:
                raise  # half an answer is out: the server must break the connection
            await error_answer(500, "internal")(scope, receive, with_headers)


async def _read(declared: str, receive: Receive, largest: int) -> bytes | None:
    """The whole body, or None when it is too large; a declared length is believed, one not declared is counted. Raises
    ClientDisconnect."""
    if declared.isascii() and declared.isdigit() and int(declared) > largest:
        return None
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > largest:
            return None
        more = message.get("more_body", False)
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the read body once, then what the server says."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def add_error_answers(app: FastAPI) -> None:
    """Puts Japanese answers in place of the framework's own, and the border around the app."""
    app.add_middleware(Border)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        problems = error.errors()
        if any(problem["type"] == "json_invalid" for problem in problems):
            return error_answer(400, "invalid_json")
        return error_answer(
            422,
            "invalid_request",
            fields=[{"field": _field(problem), "problem": _problem(problem)} for problem in problems[:MOST_PROBLEMS]],
        )

    @app.exception_handler(HTTPException)
    async def refused(_request: Request, error: HTTPException) -> JSONResponse:
        answer = error_answer(error.status_code, _CODES.get(error.status_code, "refused"))
        answer.headers.update(error.headers or {})
        return answer


def _field(problem: dict[str, object]) -> str:
    """Where the problem is. A name that the sender made up is shown only when it looks like a name."""
    place = problem["loc"]
    if problem["type"] == "extra_forbidden" and isinstance(place, tuple):
        place = place[:-1]  # a field that we do not have: its name is the sender's
    name = ".".join(str(part) for part in place[1:]) if isinstance(place, tuple) else ""
    return name if _PLAIN_NAME.fullmatch(name) else "body"


def _problem(problem: dict[str, object]) -> str:
    kind = str(problem["type"])
    context = problem.get("ctx")
    if kind == "missing":
        return SAY("missing")
    if kind == "literal_error" and isinstance(context, dict):
        return SAY("allowed", expected=context.get("expected"))
    if kind == "extra_forbidden":
        return SAY("unknown_field")
    if kind == "string_too_long":
        return SAY("too_long")
    if kind == "string_unicode":
        return SAY("bad_letters")
    return SAY("no_text" if kind.startswith("string") else "bad_shape")
