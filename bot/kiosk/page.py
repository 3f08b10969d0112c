"""The skins' door of the agent, on loopback: the page and its files, the stream of views, and what is pressed."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.kiosk.drawn import View

STATIC: Final = Path(__file__).parent / "static"
FILES: Final = {"kiosk.js": "text/javascript", "kiosk.css": "text/css"}
COOKIE: Final = "kiosk"
MOST: Final = 200  # bytes of what is pressed
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
Endpoint = Callable[[Request], Awaitable[Response]]


class Views:
    """The view that is now, and everybody who waits for the next."""

    def __init__(self) -> None:
        self._now = ""
        self._changed = asyncio.Event()

    def put(self, view: View) -> bool:
        """Show it. Whether it is another than before."""
        drawn = json.dumps(asdict(view), ensure_ascii=False)
        if drawn == self._now:
            return False
        self._now = drawn
        self._changed.set()
        self._changed = asyncio.Event()
        return True

    async def stream(self) -> AsyncIterator[str]:
        """The view that is now and each one after it, as server-sent events."""
        while True:
            changed = self._changed
            yield f"data: {self._now}\n\n"
            await changed.wait()


def page_app(token: str, port: int, views: Views, press: Callable[[str], None]) -> Starlette:
    """`/?k=TOKEN` opens the page and gives it a cookie; without the cookie nothing else is answered. `press` gets each key."""
    host = f"127.0.0.1:{port}"

    def known(request: Request) -> bool:
        origin = request.headers.get("origin", f"http://{host}")
        given = request.cookies.get(COOKIE) or request.headers.get("x-kiosk-token") or ""
        here = request.headers.get("host") == host and origin == f"http://{host}"
        return here and hmac.compare_digest(given.encode(), token.encode())

    def guarded(endpoint: Endpoint) -> Endpoint:
        async def guard(request: Request) -> Response:
            answer = await endpoint(request) if known(request) else Response(status_code=403)
            answer.headers.update(HEADERS)
            return answer

        return guard

    async def opened(request: Request) -> Response:
        given = request.query_params.get("k", "")
        if request.headers.get("host") != host or not hmac.compare_digest(given.encode(), token.encode()):
            return Response(status_code=403)
        answer = FileResponse(STATIC / "index.html", media_type="text/html", headers=HEADERS)
        answer.set_cookie(COOKIE, token, httponly=True, samesite="strict")
        return answer

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        return FileResponse(STATIC / name, media_type=FILES[name]) if name in FILES else Response(status_code=404)

    async def events(_request: Request) -> Response:
        return StreamingResponse(views.stream(), media_type="text/event-stream")

    async def pressed(request: Request) -> Response:
        key = await _key(request)
        if key:
            press(key)
        return Response(status_code=204 if key else 422)

    routes = [
        Route("/", opened),
        Route("/static/{name}", guarded(file)),
        Route("/events", guarded(events)),
        Route("/press", guarded(pressed), methods=["POST"]),
    ]
    return Starlette(routes=routes)


async def _key(request: Request) -> str:
    """The key that was pressed, "" for anything else."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST:
            return ""
    try:
        given: Any = json.loads(body)
    except ValueError:
        return ""
    key = given.get("key") if isinstance(given, dict) else None
    return key if isinstance(key, str) else ""
