"""Accounts, sessions, the trail, and one's own password and one-time codes."""

from __future__ import annotations

import asyncio
from typing import Final

import segno
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from bot.doors.staff.gate import EVERYBODY, Gate
from bot.doors.staff.pages import page
from bot.staff.accounts import ROLES, AccountRefused, Accounts
from bot.staff.audit import Audit
from bot.staff.passwords import PasswordRefused, new_totp
from bot.staff.sessions import Who
from bot.words import Words

SAY: Final = Words(__file__)


def people_router(gate: Gate, accounts: Accounts, audit: Audit) -> APIRouter:
    """`/staff/people`, `/staff/audit`, `/staff/me`."""
    router = APIRouter(prefix="/staff", include_in_schema=False)

    async def shown(who: Who, words: str = "", status: int = 200) -> Response:
        everybody = await asyncio.to_thread(accounts.every)
        sessions = await asyncio.to_thread(gate.sessions.open_ones, None, who.session)
        return page("people", who, status=status, accounts=everybody, sessions=sessions, choices=ROLES, words=words)

    @router.get("/people")
    async def people(request: Request) -> Response:
        return await shown(await gate.who(request, "supervisor"))

    @router.post("/people")
    async def change(request: Request) -> Response:
        who, fields = await gate.form(request, "supervisor")
        name = fields.get("name", "").strip().lower()
        steps = {
            "add": lambda: accounts.add(who.name, name, fields.get("role", ""), fields.get("password", "")),
            "disable": lambda: accounts.disable(who.name, name),
            "enable": lambda: accounts.disable(who.name, name, disabled=False),
            "end_totp": lambda: accounts.end_totp(who.name, name),
            "end_session": lambda: gate.sessions.end(who.name, fields.get("session", "")),
        }
        step = steps.get(fields.get("do", ""))
        if step is None:
            return await shown(who, SAY("unknown_step"), 422)
        try:
            await asyncio.to_thread(step)
        except (AccountRefused, PasswordRefused) as refused:
            return await shown(who, str(refused), 422)
        return RedirectResponse("people", status_code=303)

    @router.get("/audit")
    async def trail(request: Request) -> Response:
        who = await gate.who(request, "supervisor", "auditor")
        verified, rows = await asyncio.to_thread(lambda: (audit.verify(), audit.last()))
        faults = SAY.table("faults")
        words = SAY("whole", count=verified.count) if not verified.fault else faults[verified.fault]
        return page(
            "audit", who, rows=rows, acts=SAY.table("acts"), words=words, broken=bool(verified.fault), seq=verified.seq
        )

    async def mine(who: Who, words: str = "", status: int = 200, codes: tuple[str, ...] = (), secret: str = "") -> Response:
        account = await asyncio.to_thread(accounts.get, who.name)
        sessions = await asyncio.to_thread(gate.sessions.open_ones, who.name, who.session)
        secret, address = new_totp(who.name, secret)
        picture = segno.make(address, error="m").svg_inline(scale=4, border=3, omitsize=False)
        return page(
            "me", who, status=status, account=account, sessions=sessions, words=words, codes=codes, secret=secret,
            picture=picture,
        )  # fmt: skip

    @router.get("/me")
    async def me(request: Request) -> Response:
        return await mine(await gate.who(request, *EVERYBODY))

    @router.post("/me")
    async def change_me(request: Request) -> Response:
        who, fields = await gate.form(request, *EVERYBODY)
        do, words = fields.get("do", ""), ""
        codes: tuple[str, ...] = ()
        try:
            if do == "password":
                await asyncio.to_thread(_new_password, accounts, who, fields)
                return RedirectResponse("login", status_code=303)  # its sessions are over
            if do == "totp":
                begun = accounts.begin_totp
                codes = tuple(
                    await asyncio.to_thread(begun, who.name, fields.get("secret", ""), fields.get("code", ""))
                )
                words = SAY("totp_begun")
            elif do == "end_session":
                await asyncio.to_thread(_end_own, gate, who, fields.get("session", ""))
                return RedirectResponse("me", status_code=303)
        except (AccountRefused, PasswordRefused) as refused:
            return await mine(who, str(refused), 422, secret=fields.get("secret", ""))
        return await mine(who, words, codes=codes)

    return router


def _new_password(accounts: Accounts, who: Who, fields: dict[str, str]) -> None:
    """Raises AccountRefused when the old password is not right."""
    if accounts.is_right(who.name, fields.get("old", ""), fields.get("code", "")) is None:
        raise AccountRefused(SAY("wrong_old"))
    accounts.change_password(who.name, who.name, fields.get("password", ""))


def _end_own(gate: Gate, who: Who, session: str) -> None:
    if session in {one.id for one in gate.sessions.open_ones(who.name)}:
        gate.sessions.end(who.name, session)
