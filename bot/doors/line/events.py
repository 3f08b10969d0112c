"""Webhook bodies read into the few events that the desk answers. Whatever else they hold is passed over: the platform adds
types and fields as it likes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from bot.doors.line.limits import from_units

Kind = Literal["text", "other", "button", "follow", "unfollow", "join", "leave", "unsend"]
_PLAIN: Final[dict[str, Kind]] = {"follow": "follow", "unfollow": "unfollow", "join": "join", "leave": "leave"}
SOURCES: Final = {"user": "userId", "group": "groupId", "room": "roomId"}
_ID: Final = 128  # characters; the platform's own have 26 to 40


class NotAWebhook(Exception):
    """The body is none of the platform's."""


@dataclass(frozen=True)
class Event:
    """`source`, `talk`: kind of the talk and its id. `at`: seconds since 1970, by the platform's clock. `text`: of the message,
    or what the button sends; of other messages their type. `message`: its id, also of an unsent one. `addressed`: the
    account was named (always in a talk of two)."""

    id: str
    kind: Kind
    source: str
    talk: str = field(repr=False)
    at: float
    text: str = field(default="", repr=False)
    message: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    addressed: bool = True


def read_body(body: bytes) -> list[Mapping[str, Any]]:
    """The raw events of a signed body. Raises NotAWebhook."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise NotAWebhook("not JSON") from None
    events = told.get("events") if isinstance(told, dict) else None
    if not isinstance(events, list) or not all(isinstance(one, dict) for one in events):
        raise NotAWebhook("no events")
    return events


def read_event(raw: Mapping[str, Any]) -> Event | None:
    """The event, or None for one that is not answered."""
    source = _mapping(raw.get("source"))
    kind_of_talk = _text(source.get("type"))
    talk = _text(source.get(SOURCES.get(kind_of_talk, "")))
    if not talk or len(talk) > _ID or raw.get("mode", "active") != "active":
        return None
    at = raw.get("timestamp")
    seconds = at / 1000 if isinstance(at, int | float) and not isinstance(at, bool) and 0 <= at < 1e14 else 0.0
    plain = Event(_id(raw), "other", kind_of_talk, talk, seconds, token=_text(raw.get("replyToken"))[:_ID])
    return _of_kind(plain, raw)


def _of_kind(event: Event, raw: Mapping[str, Any]) -> Event | None:
    what = _text(raw.get("type"))
    if what == "message":
        return _message(event, _mapping(raw.get("message")))
    if what == "postback":
        data = _text(_mapping(raw.get("postback")).get("data"))
        return _with(event, "button", text=data) if data else None
    if what == "unsend":
        return _with(event, "unsend", message=_text(_mapping(raw.get("unsend")).get("messageId"))[:_ID])
    return _with(event, _PLAIN[what]) if what in _PLAIN else None


def _message(event: Event, message: Mapping[str, Any]) -> Event | None:
    id_, type_ = _text(message.get("id"))[:_ID], _text(message.get("type"))
    if not type_:
        return None
    if type_ != "text":
        return _with(event, "other", text=type_[:20], message=id_, addressed=event.source == "user")
    text, mentioned = _without_us(_text(message.get("text")), _mapping(message.get("mention")).get("mentionees"))
    return _with(event, "text", text=text, message=id_, addressed=mentioned or event.source == "user")


def _without_us(text: str, mentionees: Any) -> tuple[str, bool]:
    """The text without our name, and whether we were named. Places are counted in UTF-16 units."""
    ours = []
    for one in mentionees if isinstance(mentionees, list) else ():
        named = _mapping(one)
        start, length = named.get("index"), named.get("length")
        if (
            named.get("isSelf") is True
            and isinstance(start, int)
            and isinstance(length, int)
            and start >= 0
            and length > 0
        ):
            ours.append(from_units(text, start, length))
    for begin, end in sorted(ours, reverse=True):
        text = text[:begin] + text[end:]
    return (text.strip(), True) if ours else (text, False)


def _with(event: Event, kind: Kind, *, text: str = "", message: str = "", addressed: bool = True) -> Event:
    return Event(event.id, kind, event.source, event.talk, event.at, text, message, event.token, addressed)


def _id(raw: Mapping[str, Any]) -> str:
    """The event's own id; of one without, a digest of all it says but whether it is sent again."""
    given = _text(raw.get("webhookEventId"))
    if given and len(given) <= _ID:
        return given
    said = {name: value for name, value in raw.items() if name not in ("deliveryContext", "webhookEventId")}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
