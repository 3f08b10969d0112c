"""Signing in and out, and the console's own files."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from bot.desk.rates import Rate
from bot.doors.address import address_of
from bot.doors.errors import error_answer
from bot.doors.staff.gate import BROWSER, EVERYBODY, HEADER, Gate, Refused, fields_of, is_foreign
from bot.doors.staff.pages import HERE, page
from bot.staff.accounts import Account, Accounts
from bot.staff.attempts import Attempts
from bot.staff.audit import Audit
from bot.words import Words

SAY: Final = Words(__file__)

FILES: Final = {
    "staff.css": "text/css",
    **dict.fromkeys(("call.js", "chats.js", "chat.js", "beat.js", "follow.js"), "text/javascript"),
}
NAME: Final = "X-Staff-Name"  # of a sign of life: whose the session is now
AT_ONCE: Final = 2  # passwords looked at: each takes 64 MiB
FAILURES_NOTED: Final = (30, 60)  # a minute, at once: a guesser must not fill the disk with the trail


def signing_router(gate: Gate, accounts: Accounts, attempts: Attempts, audit: Audit) -> APIRouter:
    """`/staff`, `/staff/login`, `/staff/logout` and `/staff/static/...`."""
    router = APIRouter(prefix="/staff", include_in_schema=False)
    places, noted = asyncio.Semaphore(AT_ONCE), Rate(*FAILURES_NOTED)

    @router.get("")
    async def start() -> Response:
        return RedirectResponse("staff/home", status_code=303)

    @router.get("/static/{name}")
    async def file(name: str) -> Response:
        if name not in FILES:
            return error_answer(404, "not_found")
        return FileResponse(HERE / "static" / name, media_type=FILES[name])

    @router.get("/login")
    async def ask(why: str = "") -> Response:
        return page("login", None, words=SAY("signed_out") if why else "", typed="")

    async def look(name: str, password: str, code: str) -> Account | None:
        async with places:
            return await asyncio.to_thread(accounts.is_right, name, password, code)

    @router.post("/login")
    async def sign_in(request: Request) -> Response:
        fields = await fields_of(request)
        if is_foreign(request):
            raise Refused(403, "foreign")
        name, address = fields.get("name", "").strip().lower()[:40], address_of(request)
        wait = attempts.wait(name, address, request.cookies.get(BROWSER, ""))
        if wait:
            if not noted.take("wait"):
                await asyncio.to_thread(audit.note, "-", "sign_in_slowed", await _known(accounts, name))
            answer = page("login", None, status=429, words=SAY("wait", seconds=wait), typed=name)
            answer.headers["Retry-After"] = str(wait)
            return answer
        found = await look(name, fields.get("password", ""), fields.get("code", ""))
        if found is None:
            if not noted.take("wrong"):
                await asyncio.to_thread(audit.note, "-", "sign_in_failed", await _known(accounts, name))
            return page("login", None, status=401, words=SAY("wrong"), typed=name)
        token = await asyncio.to_thread(gate.sessions.begin, found.name, address)
        come_in = RedirectResponse("home", status_code=303)
        gate.remember(come_in, token, attempts.browser(found.name))
        return come_in

    @router.post("/logout")
    async def sign_out(request: Request) -> Response:
        who, _fields = await gate.form(request, *EVERYBODY)
        await asyncio.to_thread(gate.sessions.end, who.name, who.session)
        answer = RedirectResponse("login", status_code=303)
        gate.forget(answer)
        return answer

    @router.post("/beat")
    async def beat(request: Request) -> Response:
        who = await gate.who(request, *EVERYBODY, active=False)
        return Response(status_code=204, headers={HEADER: who.form, NAME: who.name})

    return router


async def _known(accounts: Accounts, name: str) -> str:
    """The name when it is one of ours: what somebody typed in its place (a password, a telephone number) is not kept."""
    return name if await asyncio.to_thread(accounts.get, name) else "?"
