"""The kiosk's door: a device with a key, one visitor at a time, card facts that stay in memory."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Header
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from bot.desk.card_sessions import CardFacts, CardSessions
from bot.desk.conversation import Conversations
from bot.desk.sessions import SessionInvalid, Sessions
from bot.desk.turn import Turn
from bot.doors.errors import ErrorAnswer, error_answer
from bot.doors.kiosk.health import Health, Kiosks, Parts
from bot.doors.messages import ChatResponse, leaving
from bot.words import Words

SAY: Final = Words(__file__)

FIRST_EXPIRY: Final = date(2016, 1, 1)  # the first My Number Cards
LAST_EXPIRY: Final = date(2099, 12, 31)
Tries = Annotated[int, Field(ge=0, le=15)]  # a card counts in four bits
OWN_DEADLINES: Final = "my_deadline_status"  # the topic that a card is read for
PINS: Final = ("user_authentication", "digital_signature", "card_info_input", "resident_register")


WRONG_KEY: Final[dict[int | str, dict[str, Any]]] = {
    403: {"model": ErrorAnswer, "description": "wrong key"},
    422: {"model": ErrorAnswer, "description": "wrong fields"},
}
NO_VISIT: Final[dict[int | str, dict[str, Any]]] = {401: {"model": ErrorAnswer, "description": "the visit is over"}}

Snapshot = Callable[[str], Mapping[str, str]]
"""The signed rulebook for the device with this key."""
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
    certificate_expires_on: Annotated[date, Field(ge=FIRST_EXPIRY, le=LAST_EXPIRY)] | None = None
    ca_generation: Annotated[int, Field(ge=1, le=99)] | None = None
    tries_left: Annotated[dict[str, Tries | None], Field(max_length=10)] | None = None
    read_at: Annotated[str, Field(max_length=60)] | None = None


class CardRead(Visit):
    """A card was read."""

    card: Card


def kiosk_router(
    conversations: Conversations,
    sessions: Sessions,
    cards: CardSessions,
    key: str,
    device_keys: Mapping[str, str] | None = None,
    snapshot: Snapshot | None = None,
) -> APIRouter:
    """`/api/v1/kiosk/…`; every call needs X-Kiosk-Key (the device's key) and X-Kiosk-Device (its name). With
    `device_keys` (by name) each device has its own and `key` opens nothing. `sessions` are the
    kiosk's own: their tokens are worth nothing at the web door."""
    router = APIRouter(prefix="/api/v1/kiosk", tags=["kiosk"], responses=WRONG_KEY)
    under_way: set[asyncio.Task[None]] = set()
    kiosks = Kiosks()

    def refused(given: str, device: str) -> Response | None:
        expected = device_keys.get(device, "") if device_keys else key
        right = bool(expected) and hmac.compare_digest(given.encode(), expected.encode())  # no key set opens nothing
        return None if right else error_answer(403, "wrong_key", SAY("wrong_key"))

    def visitor(device: str, session: str) -> str | None:
        try:
            conversation = sessions.conversation(session)
        except SessionInvalid:
            return None
        return conversation if cards.visitor(device) == conversation else None

    async def wipe(conversation: str) -> None:
        sessions.revoke(conversation)
        await conversations.end(conversation)

    def wipe_later(conversation: str) -> None:
        task = asyncio.get_running_loop().create_task(wipe(conversation))
        under_way.add(task)  # or it would be collected before it has run
        task.add_done_callback(under_way.discard)

    @router.post("/visit", response_model=Visit)
    async def begin(x_kiosk_key: Key, x_kiosk_device: Device) -> Any:
        """A visitor has come; whoever was there before is forgotten."""
        if problem := refused(x_kiosk_key, x_kiosk_device):
            return problem
        conversation = sessions.new()
        for over in cards.begin(x_kiosk_device, conversation):
            wipe_later(over)  # the new visitor does not wait for it
        cards.plan_watch(asyncio.get_running_loop().call_later, wipe_later)
        return JSONResponse({"session": sessions.token(conversation)})

    @router.delete("/visit", status_code=204)
    async def end(x_kiosk_key: Key, x_kiosk_device: Device) -> Response:
        """The visitor is done: everything is wiped, what was told as well."""
        if problem := refused(x_kiosk_key, x_kiosk_device):
            return problem
        for over in cards.end(x_kiosk_device):
            await wipe(over)
        return Response(status_code=204)

    @router.post("/card", response_model=ChatResponse, responses=NO_VISIT)
    async def card(read: CardRead, x_kiosk_key: Key, x_kiosk_device: Device) -> Any:
        """A card was read: its own deadlines come back."""
        if problem := refused(x_kiosk_key, x_kiosk_device):
            return problem
        conversation = visitor(x_kiosk_device, read.session)
        if conversation is None:
            return error_answer(401, "not_the_visitor", SAY("visit_over"))
        tries = {name: left for name, left in (read.card.tries_left or {}).items() if left is not None and name in PINS}
        cards.put(conversation, CardFacts(read.card.certificate_expires_on, tries))
        cards.plan_sweep(asyncio.get_running_loop().call_later)
        return await _take(Turn(conversation, "", "kiosk", topic=OWN_DEADLINES))

    @router.delete("/card", status_code=204)
    async def removed(x_kiosk_key: Key, x_kiosk_device: Device) -> Response:
        """The card has left the reader."""
        if problem := refused(x_kiosk_key, x_kiosk_device):
            return problem
        conversation = cards.visitor(x_kiosk_device)
        if conversation:
            cards.wipe(conversation)
        return Response(status_code=204)

    @router.post("/chat", response_model=ChatResponse, responses=NO_VISIT)
    async def chat(said: KioskText, x_kiosk_key: Key, x_kiosk_device: Device) -> Any:
        """A message of the visitor."""
        if problem := refused(x_kiosk_key, x_kiosk_device):
            return problem
        conversation = visitor(x_kiosk_device, said.session)
        if conversation is None:
            return error_answer(401, "not_the_visitor", SAY("visit_over"))
        return await _take(Turn(conversation, said.text, "kiosk"))

    @router.get("/snapshot", response_model=dict[str, str])
    async def rulebook(x_kiosk_key: Key, x_kiosk_device: Device) -> Any:
        """The rulebook to go on with while the desk is away, signed with the device's key."""
        if problem := refused(x_kiosk_key, x_kiosk_device):
            return problem
        if snapshot is None:
            return error_answer(404, "not_found")
        return JSONResponse(dict(await asyncio.to_thread(snapshot, x_kiosk_key)))

    @router.put("/health", status_code=204)
    async def how_it_is(told: Parts, x_kiosk_key: Key, x_kiosk_device: Device) -> Response:
        """The device says which of its parts work. Nothing of a visitor."""
        if problem := refused(x_kiosk_key, x_kiosk_device):
            return problem
        kiosks.tell(x_kiosk_device, told)
        return Response(status_code=204)

    @router.get("/health", response_model=Health, responses={404: {"model": ErrorAnswer, "description": "not told"}})
    async def how_it_was(x_kiosk_key: Key, x_kiosk_device: Device) -> Any:
        """What the device said last, for whoever watches over it."""
        if problem := refused(x_kiosk_key, x_kiosk_device):
            return problem
        return kiosks.of(x_kiosk_device) or error_answer(404, "not_found")

    async def _take(turn: Turn) -> JSONResponse:
        reply = await conversations.take(turn)
        return leaving(sessions.token(turn.conversation), replace(reply, retry_after=None))

    return router
