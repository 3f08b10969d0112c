"""The kiosk's thin client of the desk: one visit at a time, with the device's key. Keeps the visit's session, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from types import TracebackType
from typing import Any, Final
from urllib.parse import urljoin

import httpx

from bot.kiosk.model import Choice, Due, Message

WAIT: Final = 10.0  # seconds for an answer
SHORT: Final = 1.0  # seconds for a farewell: the visitor's words are gone here before
MOST: Final = 1_000_000  # bytes of an answer
MOST_OF_SNAPSHOT: Final = 8_000_000
QUIET: Final = ("dv_",)  # beginnings of the topics that are shown and not spoken, also where nobody told of danger


class NoAnswer(Exception):
    """The desk gave no answer that can be shown. `away`: it could not be reached. Holds no word of the visitor's."""

    def __init__(self, away: bool) -> None:
        super().__init__("away" if away else "nonsense")
        self.away = away


class DeskClient:
    """`url`: where the desk is, with a slash at its end; `transport` for tests."""

    def __init__(self, url: str, key: str, device: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = url
        headers = {"X-Kiosk-Key": key, "X-Kiosk-Device": device}
        self._http = httpx.AsyncClient(
            base_url=urljoin(url, "api/v1/kiosk/"), headers=headers, timeout=WAIT, trust_env=False, transport=transport
        )
        self._session = ""

    async def __aenter__(self) -> DeskClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def ask(self, text: str) -> tuple[Message, ...]:
        """The answer to the text. Raises NoAnswer."""
        return await self._told("chat", {"text": text})

    async def card(self, facts: Mapping[str, object]) -> tuple[Message, ...]:
        """The card's own dates. Raises NoAnswer."""
        return await self._told("card", {"card": dict(facts)})

    async def end(self) -> bool:
        """The visit is over, here and at the desk; whether the desk has heard it."""
        self._session = ""
        try:
            return (await self._http.delete("visit", timeout=SHORT)).status_code == 204
        except httpx.HTTPError:
            return False

    async def reachable(self) -> bool:
        """Whether the desk is there and can answer."""
        try:
            return (await self._http.get(urljoin(self._url, "readyz"), timeout=SHORT * 3)).status_code == 200
        except httpx.HTTPError:
            return False

    async def tell(self, parts: Mapping[str, bool]) -> None:
        """Which parts of this kiosk work; nothing of a visitor."""
        with suppress(httpx.HTTPError):
            await self._http.put("health", json={"parts": dict(parts)}, timeout=SHORT)

    async def snapshot(self) -> bytes:
        """The signed rulebook to go on with when the desk is away. Raises NoAnswer."""
        done = await self._sent("GET", "snapshot", None, most=MOST_OF_SNAPSHOT)
        return done.content

    async def _told(self, path: str, body: dict[str, object]) -> tuple[Message, ...]:
        for _attempt in range(2):
            if not self._session:
                self._session = str(_json(await self._sent("POST", "visit", None)).get("session") or "")
            done = await self._sent("POST", path, {"session": self._session, **body}, also=(401,))
            if done.status_code != 401:
                return self._messages(done)
            self._session = ""  # the desk was started anew or thinks the visit is over: it goes on with a new one
        raise NoAnswer(away=False)

    async def _sent(
        self, method: str, path: str, body: object, also: tuple[int, ...] = (), most: int = MOST
    ) -> httpx.Response:
        try:
            done = await self._http.request(method, path, json=body)
        except httpx.HTTPError:
            raise NoAnswer(away=True) from None  # the error holds the request
        if done.status_code >= 500:
            raise NoAnswer(away=True)
        if (done.status_code not in (200, 429, *also)) or len(done.content) > most:
            raise NoAnswer(away=False)
        return done

    def _messages(self, done: httpx.Response) -> tuple[Message, ...]:
        body = _json(done)
        try:
            self._session = str(body["session"])
            careful = body.get("careful") is True
            found = tuple(message_of(one, self._url, careful) for one in body["messages"])
        except (KeyError, TypeError, ValueError, AttributeError):
            raise NoAnswer(away=False) from None
        if not found:
            raise NoAnswer(away=False)
        return found


def _json(done: httpx.Response) -> dict[str, Any]:
    try:
        body = done.json()
    except ValueError:
        raise NoAnswer(away=False) from None
    if not isinstance(body, dict):
        raise NoAnswer(away=False)
    return body


def message_of(given: Mapping[str, Any], url: str, careful: bool) -> Message:
    """A message of the chat API; `careful`: danger was told in this conversation, and nothing is spoken. Raises KeyError,
    TypeError, ValueError, AttributeError for another shape."""
    calendar = str(given.get("calendar") or "")
    return Message(
        text=_text(given["text"]),
        easy=_text(given["easy"]),
        speech=_text(given["speech"]),
        expects=str(given.get("expects") or ""),
        choices=tuple(Choice(_text(one["title"]), _text(one["payload"])) for one in given["buttons"]),
        deadlines=tuple(_due(one) for one in given["deadlines"]),
        sources=tuple(" ".join(filter(None, (one["title"], one["section"]))) for one in given["sources"]),
        calendar=urljoin(url, calendar) if calendar else "",
        quiet=careful or str(given["topic"]).startswith(QUIET),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _due(given: Mapping[str, Any]) -> Due:
    return Due(
        name=_text(given["name"]),
        whose=_text(given.get("whose") or ""),
        due=_day(given["due"]),
        recommended_by=_day(given["recommended_by"]),
        opens=_day(given.get("opens")),
        days_left=None if given["days_left"] is None else int(given["days_left"]),
        state=_text(given.get("state") or ""),
        action=_text(given.get("action") or ""),
        consequence=_text(given.get("consequence") or ""),
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
