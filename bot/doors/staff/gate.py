"""Who is at the console: cookie, role, and whether a form is our own. Refusals leave as exceptions that `add_staff_answers` turns
into a page or into an error of the API."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from bot.doors.address import address_of
from bot.doors.errors import error_answer
from bot.doors.staff.pages import page
from bot.staff.audit import Audit
from bot.staff.faults import DatabaseFault, words_of
from bot.staff.sessions import StaffSessions, Who
from bot.words import Words

SAY: Final = Words(__file__)

logger = logging.getLogger(__name__)
COOKIE: Final = "mynadesk_staff"
BROWSER: Final = "mynadesk_staff_browser"
FORM: Final = "form"  # the field of every form
HEADER: Final = "X-Staff-Form"  # the same, of a call by script
EVERYBODY: Final = ("operator", "editor", "supervisor", "auditor")
MOST_FIELDS: Final = 60
SHORT: Final = 6  # digits of a number in a form
STAFF_CALLS: Final = "/api/v1/assist"


class Refused(Exception):
    """401: nobody is signed in; 403: not with this role, or not from our own form."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Gate:
    """`https`: the cookie travels encrypted only."""

    def __init__(self, sessions: StaffSessions, audit: Audit, *, https: bool) -> None:
        self.sessions = sessions
        self._audit = audit
        self._https = https

    async def who(self, request: Request, *roles: str, active: bool = True) -> Who:
        """Whose request it is, with one of the roles. Raises Refused and DatabaseFault."""
        token, address = request.cookies.get(COOKIE, ""), address_of(request)
        found = await asyncio.to_thread(self.sessions.who, token, address, active=active) if token else None
        if found is None:
            raise Refused(401, "signed_out")
        if found.role not in roles:
            await asyncio.to_thread(self._audit.note, found.name, "role_refused", request.url.path[:100])
            raise Refused(403, "role")
        return found

    async def form(self, request: Request, *roles: str) -> tuple[Who, dict[str, str]]:
        """Who sent a form, and its fields. Raises Refused, also for a form of another page."""
        who = await self.who(request, *roles)
        fields = await fields_of(request)
        await self._ours(request, who, fields.pop(FORM, ""))
        return who, fields

    async def call(self, request: Request, *roles: str, active: bool = True) -> Who:
        """Who makes a call by script that does something. Raises Refused."""
        who = await self.who(request, *roles, active=active)
        await self._ours(request, who, request.headers.get(HEADER, ""))
        return who

    async def _ours(self, request: Request, who: Who, given: str) -> None:
        if is_foreign(request) or not self.sessions.is_our_form(who, given):
            await asyncio.to_thread(self._audit.note, who.name, "foreign_form", request.url.path[:100])
            raise Refused(403, "foreign")

    def remember(self, answer: Response, token: str, browser: str) -> None:
        """Gives the browser its cookies: the session until the browser closes, and that it is known."""
        common: dict[str, Any] = {"httponly": True, "samesite": "strict", "secure": self._https, "path": "/"}
        answer.set_cookie(COOKIE, token, **common)
        answer.set_cookie(BROWSER, browser, max_age=180 * 24 * 3600, **common)

    def forget(self, answer: Response) -> None:
        """Takes the session's cookie away."""
        answer.delete_cookie(COOKIE, path="/", samesite="strict", secure=self._https, httponly=True)


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of a form. Raises Refused for what is none."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise Refused(403, "foreign")
    try:
        body = (await request.body()).decode()
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"))
    except (UnicodeError, ValueError):
        raise Refused(403, "foreign") from None


def number_of(field: str) -> int:
    """A small number that somebody wrote; 0 for anything else."""
    return int(field) if field.isdecimal() and len(field) <= SHORT else 0


def is_foreign(request: Request) -> bool:
    """Whether the browser says that another site's page sends it."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def add_staff_answers(app: FastAPI) -> None:
    """Pages and errors for what the gate refuses, and for a database that fails."""

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        words = SAY.table("refused")[error.why]
        if request.url.path.startswith("/api/"):
            return error_answer(error.status, error.why, words)
        if error.status == 401:
            return RedirectResponse(f"login?why={error.why}", status_code=303)
        return page("message", None, status=error.status, title=SAY("refused_title"), words=words)

    @app.exception_handler(DatabaseFault)
    async def failed(request: Request, error: DatabaseFault) -> Response:
        if not request.url.path.startswith(("/staff", STAFF_CALLS)):
            raise error
        logger.error("console: database: %s", type(error).__name__)
        words = words_of(error)
        if request.url.path.startswith("/api/"):
            return error_answer(503, "database", words)
        return page("message", None, status=503, title=SAY("failed_title"), words=words)
