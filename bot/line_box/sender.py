"""Sends webhooks to the desk, signed, and again when it does not take them, as the platform does where that is switched on."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from time import monotonic
from typing import Any, Final

import httpx

from bot.line_box.box import Box
from bot.line_box.events import body_of, event, person, redelivered, signature, text_message
from bot.line_box.schema import reference, webhooks

AGAIN: Final = (
    0.5,
    1.0,
    2.0,
    4.0,
    8.0,
    15.0,
    30.0,
)  # seconds before each further try; the platform does not publish its own
SECONDS: Final = 5.0  # that it waits for an answer


class InvalidWebhook(Exception):
    """The simulator made an event that the official file does not know; a fault of the simulator."""


class Sender:
    """`url`: the desk's webhook. `seconds`: how long each answer took; `statuses`: of all answers, 0 for none."""

    def __init__(self, box: Box, secret: str, url: str) -> None:
        self._box, self._secret, self._url = box, secret, url
        self._client = httpx.AsyncClient(timeout=SECONDS, trust_env=False, limits=httpx.Limits(max_connections=50))
        self.statuses: Counter[int] = Counter()
        self.seconds: list[float] = []

    def text(self, user: str, text: str, source: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
        """A message of that person, with a token to answer it."""
        where = source or person(user)
        made = event("message", where, message=text_message(text, **more))
        return made | {"replyToken": self._box.new_token(made["webhookEventId"], _talk(where))}

    def other(self, kind: str, user: str, source: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
        """Another event, with a token where the platform gives one."""
        where = source or person(user)
        made = event(kind, where, **more)
        if kind in ("unfollow", "leave", "unsend", "memberLeft"):
            return made
        return made | {"replyToken": self._box.new_token(made["webhookEventId"], _talk(where))}

    async def send(self, events: Sequence[dict[str, Any]], *, again: Sequence[float] = AGAIN) -> int:
        """Delivers them in one body, again while they are not taken. The last status, 0 for no answer."""
        body = body_of(self._box.bot, events)
        wrong = webhooks().problems(
            reference("CallbackRequest"), {"destination": self._box.bot, "events": list(events)}
        )
        if wrong:
            raise InvalidWebhook("; ".join(wrong))
        status = await self.raw(body, signature(self._secret, body))
        for wait in again:
            if status == 200:
                break
            await asyncio.sleep(wait)
            body = body_of(self._box.bot, [redelivered(one) for one in events])
            status = await self.raw(body, signature(self._secret, body))
        return status

    async def raw(self, body: bytes, signed: str) -> int:
        """One request as it is given."""
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "LineBotWebhook/2.0",
            "x-line-signature": signed,
        }
        began = monotonic()
        try:
            status = (await self._client.post(self._url, content=body, headers=headers)).status_code
        except httpx.HTTPError:
            status = 0
        self.seconds.append(monotonic() - began)
        self.statuses[status] += 1
        return status

    async def close(self) -> None:
        """Ends the connections."""
        await self._client.aclose()


def _talk(source: dict[str, str]) -> str:
    return source.get("groupId") or source.get("roomId") or source["userId"]
