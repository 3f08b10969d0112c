"""A message that came in by the web: whose it is, how many there may be, and that nothing is computed for who has gone."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from typing import Final

from fastapi import Request

from bot.desk.conversation import Conversations
from bot.desk.memory import ForgetfulMemory
from bot.desk.rates import Rate
from bot.desk.sessions import SessionInvalid, Sessions
from bot.desk.turn import Turn, TurnReply
from bot.doors.address import address_of, is_loopback

TURNS_OF_A_CONVERSATION: Final = (40, 60)  # a minute, at once
CONVERSATIONS_OF_AN_ADDRESS: Final = (300, 300)  # an office of some hundred people begins with one each
FIRST_ONES: Final = (20_000, 120.0)  # first messages remembered, seconds: longer than a page waits between two tries


@dataclass(frozen=True)
class Said:
    """One message. `session`: a token, or None for a new conversation; `careful`: the door knows of danger that was told."""

    session: str | None = field(repr=False)
    text: str = field(repr=False)
    insurer: str | None = None
    message_id: str | None = field(default=None, repr=False)
    careful: bool = False


class WebTurns:
    """Takes messages for all pages of the web door."""

    def __init__(self, conversations: Conversations, sessions: Sessions) -> None:
        self._conversations = conversations
        self._sessions = sessions
        self._first_ones: ForgetfulMemory[str] = ForgetfulMemory(most=FIRST_ONES[0], seconds=FIRST_ONES[1])
        self._turns, self._beginnings = Rate(*TURNS_OF_A_CONVERSATION), Rate(*CONVERSATIONS_OF_AN_ADDRESS)

    async def take(self, http: Request, said: Said) -> tuple[str, TurnReply | None]:
        """A token for the conversation, and the reply; None when the caller has gone. Raises SessionInvalid."""
        address = address_of(http)
        conversation = self._sessions.conversation(said.session) if said.session else await self._begun(address, said)
        wait = 0
        if not is_loopback(address):  # tests, evaluations and an unnamed proxy call from there
            wait = self._turns.take(conversation) if said.session else self._beginnings.take(address)
        turn = Turn(conversation, said.text, "web", said.insurer, said.message_id, address, wait, said.careful)
        reply = await _while_there(http, self._conversations, turn)
        if reply is not None and reply.owner == "closed":  # also what another desk or an operator has ended
            self._sessions.revoke(conversation)
        return self._sessions.token(conversation), reply

    async def _begun(self, address: str, said: Said) -> str:
        """A new conversation; for a first message whose answer did not arrive, so that it is sent again, the same one, also when
        the desk was begun again meanwhile."""
        if not said.message_id:
            return self._sessions.new()
        key = hashlib.sha256("\0".join((address, said.message_id, said.text)).encode("utf-8", "replace")).hexdigest()
        conversation = self._first_ones.get(key) or await self._named(key)
        if self._is_over(conversation):
            conversation = self._sessions.new()
        self._first_ones.put(key, conversation)
        return conversation

    async def _named(self, key: str) -> str:
        earlier = self._sessions.named(key, 1)
        kept = await self._conversations.talk(earlier)
        return self._sessions.named(key) if kept is None else earlier

    def _is_over(self, conversation: str) -> bool:
        try:
            self._sessions.conversation(self._sessions.token(conversation))
        except SessionInvalid:
            return True
        return False


async def _while_there(http: Request, conversations: Conversations, turn: Turn) -> TurnReply | None:
    """The reply, or None when the caller went away before."""
    taking = asyncio.ensure_future(conversations.take(turn))
    leaving = asyncio.ensure_future(_left(http))
    try:
        await asyncio.wait({taking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return await taking if taking.done() else None
    finally:
        leaving.cancel()
        taking.cancel()


async def _left(http: Request) -> None:
    while (await http.receive())["type"] != "http.disconnect":
        pass
