"""The platform itself: tokens, quota, retry keys, rich menus, and faults on demand. Every request is judged by the official schema
before anything else is done with it."""

from __future__ import annotations

import json
import random
import secrets
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

from bot.line_box.events import member, message_id
from bot.line_box.schema import Operation, messaging_api
from bot.line_box.wire import Answer, Request

TOKEN_SECONDS: Final = 60.0  # a reply token's life
KEPT_FAULTS: Final = 100  # invalid requests whose faults are kept
FAULTS: Final = ("delay", "400", "401", "429", "quota", "500", "refuse", "cut", "cut_after")
_SAYS: Final = {
    400: "The request body has 1 error(s)", 401: "Authentication failed. Confirm that the access token is valid.",
    404: "Not found", 429: "The API rate limit has been exceeded. Try again later.", 500: "Internal Server Error",
}  # fmt: skip


@dataclass
class Token:
    """A reply token: of which event, for whom, since when."""

    event: str
    to: str
    since: float
    used: bool = False


@dataclass(frozen=True)
class Delivered:
    """What reached a person: by "reply" (with the event's id) or by "push" (with its retry key)."""

    how: str
    to: str
    of: str
    messages: list[dict[str, Any]] = field(repr=False)


@dataclass
class Faults:
    """`shares`: of all messages, by kind of fault; `next`: the faults of the next ones."""

    shares: Mapping[str, float] = field(default_factory=dict)
    next: deque[str] = field(default_factory=deque)
    delay: float = 2.0  # seconds
    dice: random.Random = field(default_factory=lambda: random.Random(14))

    def take(self) -> str:
        """The fault of this message, "" for none."""
        if self.next:
            return self.next.popleft()
        thrown = self.dice.random()
        for kind, share in self.shares.items():
            thrown -= share
            if thrown < 0:
                return kind
        return ""


class Box:
    """One account. `monthly`: messages that may be pushed, None for no limit. `delivered` is called with each delivery."""

    def __init__(
        self,
        token: str,
        *,
        monthly: int | None = None,
        delivered: Callable[[Delivered], object] = lambda _one: None,
        keep: bool = True,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._access = token
        self._clock, self._delivered_to, self._keep = clock, delivered, keep
        self.bot = member()
        self.monthly, self.pushed = monthly, 0
        self.faults = Faults()
        self.tokens: dict[str, Token] = {}
        self.delivered: list[Delivered] = []
        self.keys: set[str] = set()
        self.blocked: set[str] = set()
        self.calls: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.invalid: list[str] = []
        self.invalid_count = 0
        self.webhook = ""
        self.menus: dict[str, dict[str, Any]] = {}
        self.pictures: dict[str, bytes] = {}
        self.menu = ""

    def new_token(self, event: str, to: str) -> str:
        """A token for answering the event."""
        token = secrets.token_hex(16)
        self.tokens[token] = Token(event, to, self._clock())
        return token

    async def handle(self, request: Request) -> Answer:
        """One call."""
        path = request.path.partition("?")[0]
        operation = messaging_api().operation(request.method, path)
        answer = self._answer(operation, path, request)
        self.statuses[answer.status] += 1
        return answer

    def _answer(self, operation: Operation | None, path: str, request: Request) -> Answer:
        if operation is None:
            return self._wrong("no such call", [f"{request.method} {path}"], 404)
        self.calls[operation.id] += 1
        problems = messaging_api().request_problems(operation, request.headers, request.body)
        if problems:
            return self._wrong(operation.id, problems, 400)
        if request.headers.get("authorization") != f"Bearer {self._access}":
            return _error(401)
        does: Callable[[str, Request], Answer] | None = getattr(self, f"_{operation.id}", None)
        return does(path, request) if does else Answer(200)

    def _wrong(self, what: str, problems: list[str], status: int) -> Answer:
        self.invalid_count += 1
        if len(self.invalid) < KEPT_FAULTS:
            self.invalid.append(f"{what}: {'; '.join(problems)}")
        details = [{"message": one, "property": one.partition(":")[0]} for one in problems]
        return Answer(status, json.dumps({"message": _SAYS[status], "details": details}).encode())

    def _faulty(self, fault: str) -> Answer | None:
        if fault in ("", "delay", "cut_after"):
            return None
        if fault == "cut":
            return Answer(500, cut=True)
        if fault == "quota":
            return _error(429, "You have reached your monthly limit.")
        return _error(400, "Failed to send messages") if fault == "refuse" else _error(int(fault))

    def _send(self, take: Callable[[], Answer]) -> Answer:
        """A sending with the fault that is due: before it, so that nothing was sent, or after it."""
        fault = self.faults.take()
        wrong = self._faulty(fault)
        if wrong:
            return wrong
        answer = take()
        if fault == "delay":
            return Answer(answer.status, answer.body, answer.headers, delay=self.faults.delay)
        return Answer(answer.status, cut=True) if fault == "cut_after" else answer

    def _reach(self, how: str, to: str, of: str, messages: list[dict[str, Any]]) -> Answer:
        if to not in self.blocked:
            one = Delivered(how, to, of, messages if self._keep else [])
            self.delivered.append(one)
            self._delivered_to(Delivered(how, to, of, messages))
        sent = [{"id": message_id(), "quoteToken": secrets.token_urlsafe(8)} for _one in messages]
        return _json({"sentMessages": sent})

    # ---- calls, by the names that the official file gives them
    def _replyMessage(self, _path: str, request: Request) -> Answer:  # noqa: N802
        told = json.loads(request.body)

        def take() -> Answer:
            token = self.tokens.get(told["replyToken"])
            if token is None or token.used or self._clock() - token.since > TOKEN_SECONDS:
                return _error(400, "Invalid reply token")
            token.used = True
            return self._reach("reply", token.to, token.event, told["messages"])

        return self._send(take)

    def _pushMessage(self, _path: str, request: Request) -> Answer:  # noqa: N802
        told, key = json.loads(request.body), request.headers.get("x-line-retry-key", "")

        def take() -> Answer:
            if key and key in self.keys:
                return _error(409, "The retry key is already accepted")
            if self.monthly is not None and self.pushed >= self.monthly:
                return _error(429, "You have reached your monthly limit.")
            self.pushed += 1
            self.keys.add(key)
            return self._reach("push", told["to"], key, told["messages"])

        return self._send(take)

    def _showLoadingAnimation(self, _path: str, _request: Request) -> Answer:  # noqa: N802
        return Answer(202)

    def _getMessageQuota(self, _path: str, _request: Request) -> Answer:  # noqa: N802
        return _json({"type": "none"} if self.monthly is None else {"type": "limited", "value": self.monthly})

    def _getMessageQuotaConsumption(self, _path: str, _request: Request) -> Answer:  # noqa: N802
        return _json({"totalUsage": self.pushed})

    def _getBotInfo(self, _path: str, _request: Request) -> Answer:  # noqa: N802
        told = {
            "userId": self.bot,
            "basicId": "@box",
            "displayName": "simulator",
            "chatMode": "bot",
            "markAsReadMode": "auto",
        }
        return _json(told)

    def _setWebhookEndpoint(self, _path: str, request: Request) -> Answer:  # noqa: N802
        self.webhook = json.loads(request.body)["endpoint"]
        return Answer(200)

    def _getWebhookEndpoint(self, _path: str, _request: Request) -> Answer:  # noqa: N802
        return _json({"endpoint": self.webhook, "active": bool(self.webhook)}) if self.webhook else _error(404)

    def _testWebhookEndpoint(self, _path: str, _request: Request) -> Answer:  # noqa: N802
        told = {
            "success": bool(self.webhook),
            "timestamp": "2026-11-30T00:00:00Z",
            "statusCode": 200,
            "reason": "OK",
            "detail": "200",
        }
        return _json(told)

    def _createRichMenu(self, _path: str, request: Request) -> Answer:  # noqa: N802
        id_ = f"richmenu-{secrets.token_hex(16)}"
        self.menus[id_] = json.loads(request.body)
        return _json({"richMenuId": id_})

    def _getRichMenuList(self, _path: str, _request: Request) -> Answer:  # noqa: N802
        return _json({"richmenus": [{"richMenuId": id_, **menu} for id_, menu in self.menus.items()]})

    def _deleteRichMenu(self, path: str, _request: Request) -> Answer:  # noqa: N802
        return Answer(200) if self.menus.pop(path.rpartition("/")[2], None) else _error(404)

    def _setRichMenuImage(self, path: str, request: Request) -> Answer:  # noqa: N802
        menu = path.split("/")[-2]
        if (
            menu not in self.menus
            or not request.body.startswith((b"\x89PNG", b"\xff\xd8"))
            or len(request.body) > 1 << 20
        ):
            return _error(400)
        self.pictures[menu] = request.body
        return Answer(200)

    def _setDefaultRichMenu(self, path: str, _request: Request) -> Answer:  # noqa: N802
        self.menu = path.rpartition("/")[2]
        return Answer(200) if self.menu in self.pictures else _error(400)


def _json(told: Any) -> Answer:
    return Answer(200, json.dumps(told).encode())


def _error(status: int, says: str = "") -> Answer:
    return Answer(status, json.dumps({"message": says or _SAYS.get(status, "Conflict")}).encode())
