"""LINE's own files as judges: what they refuse, and that they follow kinds of one thing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.line_box.events import event, member, person, signature, text_message, ulid
from bot.line_box.schema import messaging_api, reference, webhooks

JSON = {"content-type": "application/json; charset=utf-8"}


def judged(path: str, told: Any, **headers: str) -> list[str]:
    operation = messaging_api().operation("POST", path)
    assert operation is not None
    return messaging_api().request_problems(operation, JSON | headers, told if isinstance(told, bytes) else json.dumps(told).encode())


def reply(*messages: dict[str, Any]) -> list[str]:
    return judged("/v2/bot/message/reply", {"replyToken": "t", "messages": list(messages)})


FLEX = {"type": "flex", "altText": "a", "contents": {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": []}}}


def test_good_requests_pass() -> None:
    assert reply({"type": "text", "text": "はい"}) == []
    assert reply(FLEX) == []
    assert judged("/v2/bot/message/push", {"to": member(), "messages": [FLEX]}, **{"x-line-retry-key": "123e4567-e89b-12d3-a456-426614174000"}) == []


@pytest.mark.parametrize(
    "message",
    [
        {"type": "text"}, {"type": "text", "text": ""}, {"type": "text", "text": "あ" * 5_001}, {"type": "text", "text": "👍" * 2_501}, {"type": "text", "text": 3},
        {"type": "text", "text": "a", "txt": "b"}, {"type": "speech", "text": "a"}, {"text": "a"}, {"type": ["text"], "text": "a"}, "text",
        {"type": "text", "text": "a", "quickReply": {"items": [{"type": "action", "action": {"type": "message", "label": "a", "text": "b"}}] * 14}},
        {"type": "text", "text": "a", "quickReply": {"items": [{"type": "action", "action": {"type": "message", "label": "字" * 21, "text": "b"}}]}},
        {"type": "text", "text": "a", "quickReply": {"items": [{"type": "action", "action": {"type": "jump"}}]}},
        FLEX | {"contents": {"type": "bubble", "body": {"type": "box", "layout": "sideways", "contents": []}}},
        FLEX | {"contents": {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "a", "warp": True}]}}},
        FLEX | {"contents": {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "a" * 31_000}]}}},
    ],
)  # fmt: skip
def test_a_faulty_message_is_refused_with_its_place(message: Any) -> None:
    problems = reply(message)
    assert problems and all(one.startswith("/messages/0") for one in problems)


def test_six_messages_and_none_are_refused() -> None:
    assert reply(*[{"type": "text", "text": "a"}] * 6) and reply()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", "あ".encode("shift_jis")])
def test_bytes_that_are_no_json_in_utf_8_are_refused(body: bytes) -> None:
    assert judged("/v2/bot/message/reply", body) == ["body: not JSON in UTF-8"]


def test_headers_are_judged_too() -> None:
    told = {"to": member(), "messages": [{"type": "text", "text": "a"}]}
    assert judged("/v2/bot/message/push", told, **{"x-line-retry-key": "again"})
    assert judged("/v2/bot/message/push", told, **{"content-type": "text/plain"}) == ["header content-type: not JSON"]


def test_a_call_is_found_by_its_path() -> None:
    find = messaging_api().operation
    menu = find("POST", "/v2/bot/user/all/richmenu/richmenu-1")
    assert menu is not None and menu.id == "setDefaultRichMenu"
    assert find("GET", "/v2/bot/message/reply") is None and find("POST", "/v2/bot/nothing") is None


def test_events_of_the_simulator_are_valid_and_a_spoilt_one_is_not() -> None:
    one = event("message", person(member()), "t", message=text_message("はい"))
    told = {"destination": member(), "events": [one]}
    assert webhooks().problems(reference("CallbackRequest"), told) == []
    assert webhooks().problems(reference("CallbackRequest"), told | {"events": [one | {"timestamp": "now"}]})
    assert len(ulid()) == 26 and ulid() != ulid()


def test_a_signature_is_what_openssl_makes_of_the_body() -> None:
    # openssl dgst -sha256 -hmac SECRET -binary | base64
    assert signature("8c570fa6dd201bb328f1c1eac23a96d8", b'{"events":[]}') == "RIZv+ghLA0VnBQ9V4IKZeQBgYqUhjr9LL05tE4VSkWo="
