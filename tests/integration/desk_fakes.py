"""The desk for tests: the real app, a fake engine behind it, and a client in front of it; no port, no process."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx
from fastapi import FastAPI

from bot.engine.breaker import Breaker

TOKEN: Final = "an engine token of the tests"
SECRET: Final = "a session secret of the tests"
Answers = Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]]


def a_reply(text: str, /, **more: Any) -> dict[str, Any]:
    """One structured reply as the actions make it."""
    message = {"text": text, "easy": text, "speech": text, "topic": "old_card", "confidence": 0.9}
    return {"custom": message | {"buttons": [], "sources": [], "deadlines": []} | more}


def echo(request: httpx.Request) -> httpx.Response:
    """The most talkative engine there can be: it says back what it was sent."""
    if request.method == "GET":  # "are you there?"
        return httpx.Response(200, json={"status": "ok"})
    return httpx.Response(200, json=[a_reply(f"返事：{json.loads(request.content)['message']}")])


def remembering(request: httpx.Request) -> httpx.Response:
    """An engine that keeps nothing: all it was told stands in the belief that comes and goes with each message."""
    if request.method == "GET":
        return httpx.Response(200, json={"status": "ok"})
    body = json.loads(request.content)
    told = [*body["metadata"]["belief"].get("told", []), body["message"]]
    return httpx.Response(200, json=[a_reply("、".join(told)), {"custom": {"belief": {"told": told}}}])


class FakeEngine:
    """Keeps what the desk sends and answers as told."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """As new."""
        self.requests: list[httpx.Request] = []
        self.answers: Answers = echo

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers(request)
        return await answer if inspect.isawaitable(answer) else answer

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The bodies received, in order."""
        return [json.loads(request.content) for request in self.requests if request.content]

    @property
    def texts(self) -> list[str]:
        """The texts received, in order."""
        return [body["message"] for body in self.messages]


class Desk:
    """Calls the app as a browser would, one call after the other."""

    def __init__(self, app: FastAPI, *, caller: str = "127.0.0.1", breaker: Breaker | None = None) -> None:
        self.app = app
        self.breaker = breaker
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(caller, 40000))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://desk.test")

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request."""
        return self._runner.run(self._client.request(method, path, **more))

    def forget_cookies(self) -> None:
        """As if nobody had asked before."""
        self._client.cookies.clear()

    def say(self, text: Any, session: Any = None, **more: Any) -> httpx.Response:
        """One message."""
        body = json.dumps({"session": session, "text": text, **more}).encode()
        return self.call("POST", "/api/v1/chat", content=body, headers={"content-type": "application/json"})

    def talk(self, *texts: str) -> list[dict[str, Any]]:
        """A conversation; each answer must be a good one."""
        session, answers = None, []
        for text in texts:
            answer = self.say(text, session)
            assert answer.status_code == 200, answer.text
            answers.append(answer.json())
            session = answers[-1]["session"]
        return answers

    def texts(self, *texts: str) -> list[str]:
        """All that the desk says in a conversation, in every form of the words."""
        return [message[form] for answer in self.talk(*texts) for message in answer["messages"] for form in ("text", "easy", "speech")]

    def close(self) -> None:
        """Ends it."""
        self._runner.run(self._client.aclose())
        self._runner.close()
