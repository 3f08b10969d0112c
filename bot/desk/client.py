"""A client of the chat API, for the terminal and for evaluation."""

from __future__ import annotations

from typing import Any

import httpx


class DeskClient:
    """Keeps the session between calls. `not_running` is the exception raised when no desk answers."""

    def __init__(self, url: str, not_running: type[Exception], timeout: float = 30.0) -> None:
        self._url = url
        self._not_running = not_running
        self._client = httpx.Client(base_url=url, timeout=timeout, trust_env=False)
        self._session: str | None = None

    def restart(self) -> None:
        """The next message begins a new conversation."""
        self._session = None

    def say(self, text: str, insurer: str | None = None) -> dict[str, Any]:
        """The desk's answer to one message (the body of the chat API)."""
        body = {"session": self._session, "text": text, "insurer": insurer}
        try:
            response = self._client.post("/api/v1/chat", json=body)
        except httpx.HTTPError as error:
            raise self._not_running(f"窓口（{self._url}）が答えません（{type(error).__name__}）。先に make run で始めてください。") from None
        if response.status_code != 200:
            raise self._not_running(f"窓口が {response.status_code} を返しました：{response.text[:300]}")
        answer: dict[str, Any] = response.json()
        self._session = answer["session"]
        return answer
