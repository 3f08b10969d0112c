"""Conversations that were handed over: the queue, and one talk. Pages work without script; with it they follow by themselves."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from bot.desk.lanes import Busy
from bot.desk.turn import OFFICES
from bot.desk.writing_now import WritingNow
from bot.doors.staff.call import Desk
from bot.doors.staff.gate import Gate
from bot.doors.staff.pages import page
from bot.engine.client import EngineUnavailable
from bot.staff.accounts import Accounts
from bot.staff.chats import Chats, Gone
from bot.staff.handover_store import Handover, NotYours
from bot.staff.sessions import Who
from bot.words import Words

SAY: Final = Words(__file__)

ROLES: Final = ("operator", "supervisor")
RECENT: Final = 3  # of the person's messages, of which answers are suggested


def chats_router(gate: Gate, chats: Chats, accounts: Accounts, desk: Desk, writing: WritingNow) -> APIRouter:
    """`/staff/chats` and `/staff/chat?id=...`. `writing` is told for whom somebody writes."""
    router = APIRouter(prefix="/staff", include_in_schema=False)

    async def queue(name: str, who: Who) -> Response:
        rows = await asyncio.to_thread(chats.store.queue)
        present = await asyncio.to_thread(gate.sessions.present)
        return page(name, who, rows=rows, present=sorted(present), reasons=SAY.table("reasons"), words="")

    @router.get("/chats")
    async def every(request: Request) -> Response:
        return await queue("chats", await gate.who(request, *ROLES))

    @router.get("/chats-part")
    async def every_part(request: Request) -> Response:
        return await queue("chats_part", await gate.who(request, *ROLES, active=False))

    async def talk(
        name: str, who: Who, conversation: str, after: int = 0, words: str = "", status: int = 200
    ) -> Response:
        found = await asyncio.to_thread(chats.store.page, conversation, after)
        if found is None:
            return page(
                "message" if name == "chat" else "chat_gone",
                who,
                status=410,
                title=SAY("over_title"),
                words=SAY("over"),
            )
        row = found.row
        colleagues = await asyncio.to_thread(_colleagues, gate, accounts, who) if name == "chat" else []
        return page(
            name, who, status=status, row=row, lines=found.lines, packet=found.packet, notes=found.notes, words=words,
            colleagues=colleagues, state=_state(row, who), mine=_is_mine(row, who), message_id=str(uuid4()),
        )  # fmt: skip

    @router.get("/chat")
    async def one(request: Request, id: str = "") -> Response:
        return await talk("chat", await gate.who(request, *ROLES), id[:200])

    @router.get("/chat-part")
    async def one_part(request: Request, id: str = "", after: int = 0) -> Response:
        return await talk("chat_part", await gate.who(request, *ROLES, active=False), id[:200], after)

    async def act(who: Who, conversation: str, fields: dict[str, str]) -> None:
        do, to = fields.get("do", ""), fields.get("to", "")
        if do == "say":
            await chats.say(who.name, conversation, str(UUID(fields.get("message_id", ""))), fields.get("text", ""))
            writing.over(conversation)
        elif do == "note":
            await chats.note(who.name, conversation, fields.get("text", ""))
        elif do == "pass_on":
            await chats.pass_on(who.name, conversation, await asyncio.to_thread(_colleague, accounts, to))
        elif do == "give_back":
            insurer = fields.get("insurer", "")
            await chats.give_back(who.name, conversation, insurer if insurer in OFFICES else "")
        else:
            await _simple(chats, who, conversation, do, fields)

    @router.post("/chat")
    async def step(request: Request, id: str = "") -> Response:
        who, fields = await gate.form(request, *ROLES)
        script, conversation = request.headers.get("x-by-script") == "1", id[:200]
        try:
            await act(who, conversation, fields)
        except NotYours as error:
            others = (
                SAY("others", who=error.operator)
                if error.operator
                else SAY.table("not_yours").get(error.state, SAY("over"))
            )
            return await talk("chat_part" if script else "chat", who, conversation, words=others, status=409)
        except (ValueError, KeyError):
            return await talk(
                "chat_part" if script else "chat", who, conversation, words=SAY("nothing_sent"), status=422
            )
        except Busy:
            return await talk("chat_part" if script else "chat", who, conversation, words=SAY("busy"), status=429)
        except Gone:
            return page("message", who, status=410, title=SAY("over_title"), words=SAY("over"))
        return Response(status_code=204) if script else RedirectResponse(f"chat?id={conversation}", status_code=303)

    @router.post("/chat-writing")
    async def write(request: Request, id: str = "") -> Response:
        who, conversation = await gate.call(request, *ROLES), id[:200]
        row = await asyncio.to_thread(chats.store.get, conversation)
        if row is not None and _is_mine(row, who):
            writing.sign(conversation)
        return Response(status_code=204)

    @router.get("/chat-suggest")
    async def suggest(request: Request, id: str = "") -> Response:
        who = await gate.who(request, *ROLES, active=False)
        found = await asyncio.to_thread(chats.store.page, id[:200], 0)
        said = "\n".join(found.said[-RECENT:]) if found else ""
        laid: dict[str, Any] | None = None
        words = ""
        if found and said:
            try:
                insurer = found.row.insurer
                facts = {"insurer": insurer} if insurer in OFFICES else {}
                laid = await desk.lay_out(who, said, facts)
            except (EngineUnavailable, Busy):
                words = SAY("no_suggestion")
        return page("chat_suggest", who, laid=laid, words=words)

    return router


async def _simple(chats: Chats, who: Who, conversation: str, do: str, fields: dict[str, str]) -> None:
    """Raises KeyError for a step that there is not."""
    steps = {
        "claim": lambda: chats.claim(who.name, conversation),
        "put_back": lambda: chats.put_back(who.name, conversation),
        "close": lambda: chats.close(who.name, conversation),
        "take_over": lambda: chats.take_over(who.name, conversation, fields.get("before", "")),
    }
    await steps[do]()


def _colleague(accounts: Accounts, name: str) -> str:
    """Raises KeyError for somebody who takes no talks."""
    found = accounts.get(name)
    if found is None or found.disabled or found.role not in ROLES:
        raise KeyError(name)
    return name


def _colleagues(gate: Gate, accounts: Accounts, who: Who) -> list[str]:
    """Those who are there and take talks."""
    present = gate.sessions.present() - {who.name}
    return [one.name for one in accounts.every() if one.role in ROLES and one.name in present] if present else []


def _is_mine(row: Handover, who: Who) -> bool:
    return row.state == "human" and row.operator == who.name


def _state(row: Handover, who: Who) -> str:
    if row.state == "human":
        return SAY("mine") if row.operator == who.name else SAY("others", who=row.operator)
    return SAY.table("states")[row.state]
