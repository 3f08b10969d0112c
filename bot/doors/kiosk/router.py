"""The kiosk's door: a device with a key, one visitor at a time, card facts that stay in memory."""

from __future__ import annotations

import asyncio
import hmac
from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Header
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from bot.desk.card_sessions import CardFacts, CardSessions
from bot.desk.conversation import Conversations, Turn
from bot.desk.sessions import SessionInvalid, Sessions
from bot.doors.errors import error_answer
from bot.doors.web.router import ChatResponse

KEY_WRONG: Final = "端末の鍵が正しくありません。端末の設定（MYNADESK_KIOSK_KEY）を確かめてください。"
NOT_THE_VISITOR: Final = "この訪問は終わっています。もう一度、最初から始めてください。"
PINS: Final = ("user_authentication", "digital_signature", "card_info_input", "resident_register")


Key = Annotated[str, Header(alias="X-Kiosk-Key")]
Device = Annotated[str, Header(alias="X-Kiosk-Device", max_length=60, pattern=r"^[\w.-]{1,60}$")]


class Visit(BaseModel):
    """The session of the visitor at the device."""

    model_config = ConfigDict(extra="forbid")
    session: str = Field(max_length=500)


class KioskText(Visit):
    """What the visitor typed, pressed or said."""

    text: str


class Card(BaseModel):
    """The facts of `mynadesk card --json`; nothing else is accepted."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["mynumber"]
    certificate_expires_on: date | None = None
    ca_generation: int | None = None
    tries_left: dict[str, int | None] | None = None
    read_at: str | None = None


class CardRead(Visit):
    """A card was read."""

    card: Card


def kiosk_router(conversations: Conversations, sessions: Sessions, cards: CardSessions, key: str) -> APIRouter:
    """`/api/v1/kiosk/…`; every call needs X-Kiosk-Key (the device's key) and X-Kiosk-Device (its name)."""
    router = APIRouter(prefix="/api/v1/kiosk", tags=["kiosk"])

    def refused(given: str) -> Response | None:
        right = bool(key) and hmac.compare_digest(given.encode(), key.encode())  # no key set opens nothing
        return None if right else error_answer(403, "wrong_key", KEY_WRONG)

    def visitor(device: str, session: str) -> str | None:
        try:
            conversation = sessions.conversation(session)
        except SessionInvalid:
            return None
        return conversation if cards.visitor(device) == conversation else None

    @router.post("/visit", response_model=Visit)
    async def begin(x_kiosk_key: Key, x_kiosk_device: Device) -> Any:
        """A visitor has come; whoever was there before is forgotten."""
        if problem := refused(x_kiosk_key):
            return problem
        conversation = sessions.new()
        cards.begin(x_kiosk_device, conversation)
        return JSONResponse({"session": sessions.token(conversation)})

    @router.delete("/visit", status_code=204)
    async def end(x_kiosk_key: Key, x_kiosk_device: Device) -> Response:
        """The visitor is done: everything is wiped."""
        if problem := refused(x_kiosk_key):
            return problem
        cards.end(x_kiosk_device)
        return Response(status_code=204)

    @router.post("/card", response_model=ChatResponse)
    async def card(read: CardRead, x_kiosk_key: Key, x_kiosk_device: Device) -> Any:
        """A card was read: its own deadlines come back."""
        if problem := refused(x_kiosk_key):
            return problem
        conversation = visitor(x_kiosk_device, read.session)
        if conversation is None:
            return error_answer(401, "not_the_visitor", NOT_THE_VISITOR)
        tries = {name: left for name, left in (read.card.tries_left or {}).items() if left is not None and name in PINS}
        cards.put(conversation, CardFacts(read.card.certificate_expires_on, tries))
        cards.plan_sweep(asyncio.get_running_loop().call_later)
        return await _say(conversation, "topic:my_deadline_status")

    @router.delete("/card", status_code=204)
    async def removed(x_kiosk_key: Key, x_kiosk_device: Device) -> Response:
        """The card has left the reader."""
        if problem := refused(x_kiosk_key):
            return problem
        conversation = cards.visitor(x_kiosk_device)
        if conversation:
            cards.wipe(conversation)
        return Response(status_code=204)

    @router.post("/chat", response_model=ChatResponse)
    async def chat(said: KioskText, x_kiosk_key: Key, x_kiosk_device: Device) -> Any:
        """A message of the visitor."""
        if problem := refused(x_kiosk_key):
            return problem
        conversation = visitor(x_kiosk_device, said.session)
        if conversation is None:
            return error_answer(401, "not_the_visitor", NOT_THE_VISITOR)
        return await _say(conversation, said.text)

    async def _say(conversation: str, text: str) -> JSONResponse:
        reply = await conversations.take(Turn(conversation, text, "kiosk"))
        body = {"session": sessions.token(conversation), "messages": list(reply.messages), "owner": reply.owner}
        return JSONResponse(body)

    return router
