"""A client of the chat API, for the terminal and for evaluation."""

from __future__ import annotations

from typing import Any, Final

import httpx

from bot.words import Words

SAY: Final = Words(__file__)


class DeskClient:
    """Keeps the session between calls. `not_running` is the exception raised when no desk answers."""

    def __init__(self, url: str, not_running: type[Exception], timeout: float = 30.0) -> None:
        self._url = url
        self._not_running = not_running
        try:
            self._client = httpx.Client(base_url=url, timeout=timeout, trust_env=False)
        except httpx.InvalidURL as error:
            raise not_running(SAY("bad_url", url=url, reason=error)) from None
        self._session: str | None = None

    def restart(self) -> None:
        """The next message begins a new conversation."""
        self._session = None

    def say(self, text: str, insurer: str | None = None) -> dict[str, Any]:
        """The desk's answer to one message (the body of the chat API)."""
        body = {"session": self._session, "text": text, "insurer": insurer}
        try:
            response = self._client.post("/api/v1/chat", json=body)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._not_running(SAY("mute", url=self._url, reason=type(error).__name__)) from None
        answer = _object(response)
        if response.status_code != 200:
            said = answer.get("error")
            reason = said.get("message") if isinstance(said, dict) else None
            raise self._not_running(SAY("refused", url=self._url, status=response.status_code, reason=reason or ""))
        if not isinstance(answer.get("session"), str) or not isinstance(answer.get("messages"), list):
            raise self._not_running(SAY("no_desk", url=self._url))
        self._session = answer["session"]
        return answer


def _object(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of a response, an empty one when it holds none."""
    try:
        content = response.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
