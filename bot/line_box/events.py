"""Webhook events as the platform makes them, and their signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from time import time
from typing import Any, Final

_ULID: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid() -> str:
    """An id of 26 letters that begins with the time."""
    number = int(time() * 1000) << 80 | secrets.randbits(80)
    return "".join(_ULID[number >> 5 * place & 31] for place in range(25, -1, -1))


def member(letter: str = "U") -> str:
    """A made-up id: of a person (U), a group (C) or a room (R)."""
    return letter + secrets.token_hex(16)


def message_id() -> str:
    """An id of 18 digits, as messages have."""
    return str(10**17 + secrets.randbelow(9 * 10**17))


def event(kind: str, source: dict[str, str], token: str = "", **more: Any) -> dict[str, Any]:
    """One event that happened now."""
    made: dict[str, Any] = {
        "type": kind, "mode": "active", "timestamp": int(time() * 1000), "source": source,
        "webhookEventId": ulid(), "deliveryContext": {"isRedelivery": False},
    }  # fmt: skip
    return made | ({"replyToken": token} if token else {}) | more


def person(user: str) -> dict[str, str]:
    """A talk of two."""
    return {"type": "user", "userId": user}


def text_message(text: str, mentions: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """A text as a webhook has it."""
    made: dict[str, Any] = {"type": "text", "id": message_id(), "quoteToken": secrets.token_urlsafe(16), "text": text}
    return made | ({"mention": {"mentionees": list(mentions)}} if mentions else {})


def redelivered(one: dict[str, Any]) -> dict[str, Any]:
    """The same event, sent again."""
    return one | {"deliveryContext": {"isRedelivery": True}}


def body_of(destination: str, events: Sequence[dict[str, Any]]) -> bytes:
    """The raw body of a webhook."""
    told = {"destination": destination, "events": list(events)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, body: bytes) -> str:
    """What stands in X-Line-Signature."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
