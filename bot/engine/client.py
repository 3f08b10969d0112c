"""The desk's client of the engine: one message in, structured replies out, or EngineUnavailable."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

import httpx

from bot.engine.breaker import Breaker
from bot.engine.plain_transport import PlainTransport

AT_ONCE: Final = 4  # calls: the engine computes one at a time, the others are on their way to it or back
PROBE_TIMEOUT: Final = 3.0  # seconds that the one visitor waits who tries an engine that did not answer
_SHAPE: Final[Mapping[str, type | tuple[type, ...]]] = {
    "text": str,
    "easy": str,
    "speech": str,
    "topic": str,
    "confidence": (int, float),
    "buttons": list,
    "sources": list,
    "deadlines": list,
}
_PARTS: Final = {
    "buttons": {"title", "payload"},
    "sources": {"title", "section", "verified_on"},
    "deadlines": {"id", "name", "due", "recommended_by", "opens", "days_left", "state", "derivation"},
}


class EngineUnavailable(Exception):
    """The engine is down, too slow, or answered nonsense. The message holds no text of the conversation."""


class Replies(list[dict[str, Any]]):
    """The replies to one message. `belief`: what is known after it, for the next message; None when the engine gave none."""

    belief: dict[str, Any] | None = None
    statements: tuple[str, ...] = ()  # ids of the rulebook's statements that were said
    contacts: tuple[str, ...] = ()  # ids of the offices that were named
    assist: dict[str, Any] | None = None  # bot.dialogue.assist.suggest, when it was asked for

    def take_in(self, after: Mapping[str, Any]) -> None:
        """What the engine gave beside the messages."""
        self.belief = after.get("belief")
        self.assist = found if isinstance(found := after.get("assist"), dict) else None
        self.statements, self.contacts = (
            tuple(map(str, found)) if isinstance(found := after.get(name), list) else ()
            for name in ("statements", "contacts")
        )


class EngineClient:
    """Talks to Rasa's desk channel on loopback. `timeout` in seconds covers a whole message, waiting for a place among
    the `at_once` included. `breaker` says how the engine did lately."""

    def __init__(
        self,
        url: str,
        token: str,
        timeout: float,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        at_once: int = AT_ONCE,
        breaker: Breaker | None = None,
    ) -> None:
        self._timeout = timeout
        self.breaker = breaker or Breaker()
        # waiting is done here and never in front of connections: httpcore 1.0.9 kept those for ever whose waiter was cancelled
        self._places = asyncio.Semaphore(at_once)
        self._door = httpx.URL(url).join("/webhooks/desk/")
        self._turns = self._door.join("webhook")
        self._headers = {"X-Engine-Token": token}
        # without httpx's client around it, whose cookies, redirects and proxies cost more than the call
        self._transport = transport or PlainTransport()

    async def send(self, conversation: str, text: str, metadata: Mapping[str, Any]) -> Replies:
        """The replies' structured parts, at least one. `metadata["belief"]` is what is known before the message. Raises
        EngineUnavailable; at once while the breaker is open."""
        probe = self.breaker.state != "closed"
        if not self.breaker.allows():
            raise EngineUnavailable("circuit open")
        body = {"sender": conversation, "message": text, "metadata": dict(metadata)}
        answered: bool | None = None  # None: the call says nothing about the engine
        try:
            # httpx's own limit is for each step; a dripping answer would pass it
            async with asyncio.timeout(min(self._timeout, PROBE_TIMEOUT) if probe else self._timeout), self._places:
                status, content = await self._asked("POST", self._turns, json.dumps(body, ensure_ascii=False).encode())
            answered = True
            if status != 200:
                raise EngineUnavailable(f"status {status}")
            replies = json.loads(content)
        except (httpx.HTTPError, TimeoutError, ValueError, RecursionError) as error:
            if isinstance(error, (httpx.TimeoutException, TimeoutError)):
                answered = False  # a refused connection keeps nobody waiting
            raise EngineUnavailable(type(error).__name__) from None
        finally:
            self._note(answered)
        if not isinstance(replies, list):
            raise EngineUnavailable("not a list of replies")
        structured = [
            item["custom"] for item in replies if isinstance(item, dict) and isinstance(item.get("custom"), dict)
        ]
        usable = Replies(item for item in structured if _is_message(item))
        if not usable:
            raise EngineUnavailable("no usable reply")
        after: dict[str, Any] = next((item for item in structured if isinstance(item.get("belief"), dict)), {})
        usable.take_in(after)
        return usable

    async def without_names(self, texts: list[str]) -> list[str] | None:
        """The texts with personal names masked; None when the engine cannot do it now. Never raises for what the engine does."""
        body = json.dumps({"texts": texts}, ensure_ascii=False).encode()
        try:
            async with asyncio.timeout(self._timeout):
                status, content = await self._asked("POST", self._door.join("names"), body)
            masked = json.loads(content).get("texts") if status == 200 else None
        except (httpx.HTTPError, TimeoutError, ValueError, AttributeError):
            return None
        good = isinstance(masked, list) and len(masked) == len(texts) and all(isinstance(one, str) for one in masked)
        return masked if good else None

    async def _asked(self, method: str, url: httpx.URL, body: bytes | None = None) -> tuple[int, bytes]:
        """Status and content of the answer. Raises httpx.TransportError."""
        headers = self._headers if body is None else self._headers | {"Content-Type": "application/json"}
        response = await self._transport.handle_async_request(httpx.Request(method, url, headers=headers, content=body))
        return response.status_code, await response.aread()

    def _note(self, answered: bool | None) -> None:
        if answered is None:
            self.breaker.given_up()
        elif answered:
            self.breaker.succeeded()
        else:
            self.breaker.failed()

    async def ready(self) -> bool:
        """True when the engine answers. Whether it has a model shows only in its replies; `mynadesk up` asks it."""
        try:
            async with asyncio.timeout(2.0):
                status, _content = await self._asked("GET", self._door)
        except (httpx.HTTPError, TimeoutError):
            return False
        return status == 200

    async def close(self) -> None:
        """Closes the connections."""
        await self._transport.aclose()


def _is_message(item: Mapping[str, Any]) -> bool:
    """Whether the engine's reply has the parts of a message of the chat API, and words in it."""
    if not all(isinstance(item.get(name), kind) for name, kind in _SHAPE.items()) or not item["text"]:
        return False
    return all(isinstance(part, dict) and keys <= part.keys() for name, keys in _PARTS.items() for part in item[name])
