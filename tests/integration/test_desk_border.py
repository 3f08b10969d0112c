"""The border of the desk: requests that are no good get a clear Japanese answer and reach nothing behind it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from desk_fakes import SECRET, Desk, FakeEngine
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from bot.desk.sessions import Sessions
from bot.doors.errors import LARGEST_BODY

CHAT = "/api/v1/chat"
JSON = {"content-type": "application/json"}


def _with(**fields: Any) -> bytes:
    return json.dumps({"session": None, "text": "保険証はどこ"} | fields).encode()


def _deep(depth: int) -> bytes:
    return b'{"text":' + b"[" * depth + b"]" * depth + b"}"


INVALID = {
    "no body": (b"", 422, "invalid_request", "body"),
    "not json": (b"{text:", 400, "invalid_json", None),
    "cut off": (b'{"text": "a', 400, "invalid_json", None),
    "not utf-8": (b'{"text": "\xff\xfe"}', 400, "invalid_json", None),
    "deep": (_deep(30_000), 400, "invalid_json", None),
    "a list": (b"[]", 422, "invalid_request", "body"),
    "a string": (b'"text"', 422, "invalid_request", "body"),
    "null": (b"null", 422, "invalid_request", "body"),
    "no text": (b'{"session": null}', 422, "invalid_request", "text"),
    "text null": (_with(text=None), 422, "invalid_request", "text"),
    "text number": (_with(text=5), 422, "invalid_request", "text"),
    "text list": (_with(text=["a"]), 422, "invalid_request", "text"),
    "text bool": (_with(text=True), 422, "invalid_request", "text"),
    "session number": (_with(session=5), 422, "invalid_request", "session"),
    "session object": (_with(session={}), 422, "invalid_request", "session"),
    "session is no text": (b'{"session": "\\ud800", "text": "a"}', 422, "invalid_request", "session"),
    "session too long": (_with(session="a" * 501), 422, "invalid_request", "session"),
    "unknown insurer": (_with(insurer="kyokai"), 422, "invalid_request", "insurer"),
    "insurer number": (_with(insurer=1), 422, "invalid_request", "insurer"),
    # a field that is not ours is not named: its name is the sender's, and may be somebody's
    "extra field": (_with(owner="human"), 422, "invalid_request", "body"),
    "somebody's name": (_with(tanaka_taro=1), 422, "invalid_request", "body"),
}


@pytest.mark.parametrize(("body", "status", "code", "field"), INVALID.values(), ids=INVALID.keys())
def test_an_invalid_request_is_refused_with_the_field_named(desk: Desk, engine: FakeEngine, body: bytes, status: int, code: str, field: str | None) -> None:
    answer = desk.call("POST", CHAT, content=body, headers=JSON)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert error["message"].endswith("。")
    assert [one["field"] for one in error["fields"]] == ([field] if field else [])
    assert engine.requests == []


def test_the_allowed_insurers_are_named(desk: Desk) -> None:
    (field,) = desk.call("POST", CHAT, content=_with(insurer="kyokai"), headers=JSON).json()["error"]["fields"]
    assert "kitamura" in field["problem"] and "kitaku" in field["problem"]


@pytest.mark.parametrize(
    "body",
    [_with(**{"284719305566": 1}), _with(**{"<script>": 1}), _with(yamada_taro=1), _with(text={"a": "山田太郎"}), _with(insurer="山田太郎"), _with(session=["山田太郎"]), b'{"text": \xe5\xb1\xb1'],
)
def test_an_error_never_repeats_what_was_sent(desk: Desk, caplog: pytest.LogCaptureFixture, body: bytes) -> None:
    caplog.set_level("DEBUG")
    answer = desk.call("POST", CHAT, content=body, headers=JSON)
    for secret in ("284719305566", "script", "yamada", "山田", "\\u5c71", "山"):
        assert secret not in answer.text and secret not in caplog.text


def test_a_body_of_no_declared_kind_is_refused(desk: Desk, engine: FakeEngine) -> None:
    assert desk.call("POST", CHAT, content=_with()).status_code == 422
    assert engine.requests == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/html"])
def test_a_body_that_is_not_declared_as_json_is_refused(desk: Desk, engine: FakeEngine, kind: str) -> None:
    answer = desk.call("POST", CHAT, content=_with(), headers={"content-type": kind})
    assert answer.status_code == 422
    assert engine.requests == []


# ---- size


def test_a_body_of_more_than_64_kilobytes_is_refused(desk: Desk, engine: FakeEngine) -> None:
    answer = desk.call("POST", CHAT, content=_with(text="a" * LARGEST_BODY), headers=JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert engine.requests == []


class _Pieces:
    """A body sent in pieces, without its length declared."""

    def __init__(self, size: int) -> None:
        self.size, self.sent = size, 0

    async def __aiter__(self) -> Any:
        yield b'{"session": null, "text": "'
        for _ in range(self.size // 10_000):
            self.sent += 10_000
            yield b"a" * 10_000
        yield b'"}'


def test_a_body_in_pieces_is_counted_and_not_read_to_its_end(desk: Desk, engine: FakeEngine) -> None:
    pieces = _Pieces(50 * LARGEST_BODY)
    assert desk.call("POST", CHAT, content=pieces, headers=JSON).status_code == 413
    assert pieces.sent <= LARGEST_BODY + 20_000
    assert engine.requests == []


def test_a_body_in_pieces_that_is_small_enough_is_read(desk: Desk) -> None:
    assert desk.call("POST", CHAT, content=_Pieces(30_000), headers=JSON).status_code == 200


# ---- sessions


@pytest.fixture
def old_token(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with monkeypatch.context() as then:
        then.setattr(TimestampSigner, "get_timestamp", lambda _self: int(time.time()) - 13 * 3600)
        old = Sessions(SECRET)
        token = old.token(old.new())
    yield token


def _forged() -> dict[str, str]:
    sessions = Sessions(SECRET)
    name = sessions.new()
    good = sessions.token(name)
    body, stamp, signature = good.split(".")
    return {
        "nonsense": "abc",
        "dots": "..",
        "signature cut": good[:-1],
        "signature of another": f"{body}.{stamp}.{Sessions('another secret').token('x').split('.')[2]}",
        "another conversation": f"{sessions.token(sessions.new()).split('.')[0]}.{stamp}.{signature}",
        "another time": f"{body}.AAAAAA.{signature}",
        "another server": Sessions("the secret of another server").token(name),
        "another purpose": str(URLSafeTimedSerializer(SECRET, salt="something else").dumps(name)),
        "another door": Sessions(SECRET, "kiosk").token(name),
        "spelt otherwise": f"{good}=",
        "no name of ours": sessions.token("somebody's conversation"),
        "no text in it": str(URLSafeTimedSerializer(SECRET, salt="mynadesk.session.web").dumps({"conversation": "x"})),
        "japanese": "札をください",
        "emoji": "😀",
        "control": "\x00",
    }


@pytest.mark.parametrize("name", _forged())
def test_a_forged_session_is_refused_in_japanese(desk: Desk, engine: FakeEngine, name: str) -> None:
    answer = desk.say("保険証はどこ", _forged()[name])
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "session_invalid")
    assert "新しく始めてください" in answer.json()["error"]["message"]
    assert engine.requests == []


def test_an_expired_session_is_refused(desk: Desk, engine: FakeEngine, old_token: str) -> None:
    assert desk.say("保険証はどこ", old_token).status_code == 401
    assert engine.requests == []


def test_a_token_does_not_tell_the_next_one(desk: Desk) -> None:
    first, second = (desk.say("x").json()["session"] for _ in range(2))
    assert first.split(".")[0] != second.split(".")[0]


# ---- the description of the interface


def test_the_openapi_description_is_valid(desk: Desk) -> None:
    validate(desk.call("GET", "/openapi.json").json())


def test_the_description_holds_the_public_doors_only(desk: Desk) -> None:
    paths = set(desk.call("GET", "/openapi.json").json()["paths"])
    assert {CHAT, "/healthz", "/readyz"} <= paths
    assert not [path for path in paths if "internal" in path or "static" in path]


@pytest.mark.parametrize(("method", "path", "statuses"), [
    ("post", "visit", {"200", "403", "422"}), ("delete", "visit", {"204", "403", "422"}), ("delete", "card", {"204", "403", "422"}),
    ("post", "card", {"200", "401", "403", "422"}), ("post", "chat", {"200", "401", "403", "422"}),
])  # fmt: skip
def test_the_kiosk_s_refusals_are_described(desk: Desk, method: str, path: str, statuses: set[str]) -> None:
    described = desk.call("GET", "/openapi.json").json()["paths"][f"/api/v1/kiosk/{path}"][method]["responses"]
    assert set(described) == statuses
    assert {one["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1] for status, one in described.items() if status[0] == "4"} == {"ErrorAnswer"}


ANSWERED = {
    "good": ("POST", CHAT, _with(), 200),
    "blank": ("POST", CHAT, _with(text=""), 200),
    "refused number": ("POST", CHAT, _with(text="284719305566"), 200),
    "not json": ("POST", CHAT, b"{", 400),
    "forged": ("POST", CHAT, _with(session="abc"), 401),
    "too large": ("POST", CHAT, b"x" * (LARGEST_BODY + 1), 413),
    "wrong field": ("POST", CHAT, _with(insurer="x"), 422),
    "alive": ("GET", "/healthz", b"", 200),
    "ready": ("GET", "/readyz", b"", 200),
}


@pytest.mark.parametrize(("method", "path", "body", "status"), ANSWERED.values(), ids=ANSWERED.keys())
def test_answers_fit_the_description(desk: Desk, method: str, path: str, body: bytes, status: int) -> None:
    described = desk.call("GET", "/openapi.json").json()
    answer = desk.call(method, path, content=body, headers=JSON)
    assert answer.status_code == status
    schema = described["paths"][path][method.lower()]["responses"][str(status)]["content"]["application/json"]["schema"]
    assert schema
    OAS31Validator(schema | {"components": described["components"]}).validate(answer.json())


def test_the_apology_fits_the_description(desk: Desk, engine: FakeEngine) -> None:
    engine.answers = lambda _request: httpx.Response(503)
    described = desk.call("GET", "/openapi.json").json()
    OAS31Validator({"$ref": "#/components/schemas/ChatResponse", "components": described["components"]}).validate(desk.say("保険証はどこ").json())
