"""Errors as people and programs should see them: what is wrong and what to do, never a traceback or their own input."""

from __future__ import annotations

import logging
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

logger = logging.getLogger(__name__)
LARGEST_BODY: Final = 1_000_000  # bytes
_SAYS: Final = {
    400: "送られた内容を読み取れませんでした。JSONの形を確かめてください。",
    401: "会話の期限が切れたか、会話の札が正しくありません。session を null にして、新しく始めてください。",
    404: "そのページはありません。",
    405: "その方法では受け付けていません。",
    413: "送られた内容が大きすぎます。1メガバイトより小さくしてください。",
    422: "送られた内容の形が正しくありません。",
    500: "申し訳ありません。内部で問題が起きました。少し待って、もう一度お試しください。",
}


def error_answer(status: int, code: str, says: str | None = None, fields: list[dict[str, str]] | None = None) -> JSONResponse:
    """The one shape of errors: {"error": {"code", "message", "fields"}}."""
    message = says or _SAYS.get(status, _SAYS[500])
    return JSONResponse({"error": {"code": code, "message": message, "fields": fields or []}}, status_code=status)


def add_error_answers(app: FastAPI) -> None:
    """Puts Japanese answers in place of the framework's own, and bounds the size of a body."""

    @app.middleware("http")
    async def bounded(request: Request, call_next):  # type: ignore[no-untyped-def]
        length = request.headers.get("content-length", "0")
        if length.isdigit() and int(length) > LARGEST_BODY:
            return error_answer(413, "too_large")
        response = await call_next(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
        return response

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        problems = error.errors()
        if any(problem["type"] == "json_invalid" for problem in problems):
            return error_answer(400, "invalid_json")
        fields = [
            {"field": ".".join(str(part) for part in problem["loc"][1:]) or "body", "problem": _problem(problem)}
            for problem in problems
        ]
        return error_answer(422, "invalid_request", fields=fields)

    @app.exception_handler(HTTPException)
    async def refused(_request: Request, error: HTTPException) -> JSONResponse:
        return error_answer(error.status_code, str(error.detail).lower().replace(" ", "_"))

    @app.exception_handler(Exception)
    async def failed(_request: Request, error: Exception) -> JSONResponse:
        logger.error("request failed: %s", type(error).__name__, exc_info=error)
        return error_answer(500, "internal")


def _problem(problem: dict[str, object]) -> str:
    kind = str(problem["type"])
    context = problem.get("ctx")
    if kind == "missing":
        return "必要な項目がありません。"
    if kind == "literal_error" and isinstance(context, dict):
        return f"使える値は {context.get('expected')} か null です。"
    if kind == "extra_forbidden":
        return "この項目は使えません。"
    if kind.startswith("string"):
        return "文字列にしてください。"
    return "形が正しくありません。"
