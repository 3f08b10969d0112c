"""The border of the desk: requests that are no good get a clear Japanese answer and reach nothing behind it."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from conftest import OpenDesk
from desk_fakes import SECRET, Desk, FakeEngine
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from sqlalchemy import create_engine

from bot.channels.errors import LARGEST_BODY
from bot.desk.sessions import Sessions

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
    "deep": (_deep(100_000), 400, "invalid_json", None),
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
    "extra field": (_with(owner="human"), 422, "invalid_request", "owner"),
    "channel given": (_with(channel="staff"), 422, "invalid_request", "channel"),
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
    [_with(**{"284719305566": 1}), _with(**{"<script>": 1}), _with(text={"a": "山田太郎"}), _with(insurer="山田太郎"), _with(session=["山田太郎"]), b'{"text": \xe5\xb1\xb1'],
)
def test_an_error_never_repeats_what_was_sent(desk: Desk, caplog: pytest.LogCaptureFixture, body: bytes) -> None:
    caplog.set_level("DEBUG")
    answer = desk.call("POST", CHAT, content=body, headers=JSON)
    for secret in ("284719305566", "script", "山田", "\\u5c71", "山"):
        assert secret not in answer.text and secret not in caplog.text


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/html"])
def test_a_body_that_is_not_declared_as_json_is_refused(desk: Desk, engine: FakeEngine, kind: str) -> None:
    answer = desk.call("POST", CHAT, content=_with(), headers={"content-type": kind})
    assert answer.status_code == 422
    assert engine.requests == []


# ---- size


def test_a_body_of_more_than_a_megabyte_is_refused(desk: Desk, engine: FakeEngine) -> None:
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
        token = Sessions(SECRET).token("an old conversation")
    yield token


def _forged() -> dict[str, str]:
    good = Sessions(SECRET).token("somebody's conversation")
    body, stamp, signature = good.split(".")
    return {
        "nonsense": "abc",
        "dots": "..",
        "signature cut": good[:-1],
        "signature of another": f"{body}.{stamp}.{Sessions('another secret').token('x').split('.')[2]}",
        "another conversation": f"{Sessions(SECRET).token('mine').split('.')[0]}.{stamp}.{signature}",
        "another time": f"{body}.AAAAAA.{signature}",
        "another server": Sessions("the secret of another server").token("somebody's conversation"),
        "another purpose": str(URLSafeTimedSerializer(SECRET, salt="something else").dumps("x")),
        "no text in it": str(URLSafeTimedSerializer(SECRET, salt="mynadesk.chat").dumps({"conversation": "x"})),
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


# ---- headers, pages, health


HEADERS = {"x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "no-referrer", "cache-control": "no-store"}
PLACES = [("GET", "/", b""), ("GET", "/static/app.js", b""), ("GET", "/healthz", b""), ("GET", "/openapi.json", b""), ("GET", "/nowhere", b"")]
PLACES += [("POST", CHAT, _with()), ("POST", CHAT, b"{"), ("POST", CHAT, b"x" * (LARGEST_BODY + 1)), ("PUT", CHAT, b""), ("POST", "/internal/actions", b"{}")]


@pytest.mark.parametrize(("method", "path", "body"), PLACES, ids=[f"{m} {p} {len(b)}" for m, p, b in PLACES])
def test_every_answer_carries_the_security_headers(desk: Desk, method: str, path: str, body: bytes) -> None:
    answer = desk.call(method, path, content=body, headers=JSON)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("GET", "/static/nothing.js", 404), ("GET", CHAT, 405), ("DELETE", "/", 405)])
def test_a_wrong_address_or_method_has_a_japanese_answer(desk: Desk, method: str, path: str, status: int) -> None:
    answer = desk.call(method, path)
    assert answer.status_code == status
    assert answer.json()["error"]["message"].endswith("。")


def test_a_wrong_method_says_the_right_one(desk: Desk) -> None:
    assert desk.call("GET", CHAT).headers["allow"] == "POST"


@pytest.mark.parametrize("name", ["..%2ferrors.py", "../errors.py", "%2e%2e/web.py", "/etc/passwd", "index.html", "app.js%00"])
def test_only_the_files_of_the_page_are_served(desk: Desk, name: str) -> None:
    assert desk.call("GET", f"/static/{name}").status_code == 404


def test_the_page_and_its_files_are_served(desk: Desk) -> None:
    page = desk.call("GET", "/")
    assert page.headers["content-type"].startswith("text/html")
    assert desk.call("GET", "/static/style.css").headers["content-type"].startswith("text/css")


def test_alive(desk: Desk) -> None:
    assert desk.call("GET", "/healthz").json() == {"status": "alive"}


def test_ready_when_every_part_is(desk: Desk) -> None:
    answer = desk.call("GET", "/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "parts": {"engine": True, "database": True, "rulebook": True}})


def _down(_request: Any) -> Any:
    import httpx

    return httpx.Response(503)


def test_not_ready_without_the_engine_but_alive(desk: Desk, engine: FakeEngine) -> None:
    engine.answers = _down
    answer = desk.call("GET", "/readyz")
    assert (answer.status_code, answer.json()["parts"]["engine"], answer.json()["parts"]["database"]) == (503, False, True)
    assert desk.call("GET", "/healthz").status_code == 200


def test_not_ready_without_the_database(open_desk: OpenDesk, engine: FakeEngine) -> None:
    gone = create_engine("sqlite:////nowhere/at/all.sqlite3")
    answer = open_desk(database=gone).call("GET", "/readyz")
    gone.dispose()
    assert (answer.status_code, answer.json()["ready"], answer.json()["parts"]["database"]) == (503, False, False)
    assert "nowhere" not in answer.text


# ---- an error that nobody foresaw


def test_an_unforeseen_error_is_an_apology_without_a_traceback(open_desk: OpenDesk, engine: FakeEngine, caplog: pytest.LogCaptureFixture) -> None:
    name = "".join(("山", "田"))  # the lines of this file may stand in the log, the words of the error may not

    def broken(_request: Any) -> Any:
        raise RuntimeError(f"{name}太郎 284719305566")

    engine.answers = broken
    answer = open_desk().call("GET", "/readyz")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
    for secret in ("山田", "284719305566", "RuntimeError"):
        assert secret not in answer.text
    assert "request failed: RuntimeError" in caplog.text and name not in caplog.text


def test_the_server_s_own_log_is_masked_once_the_desk_runs(open_desk: OpenDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk = open_desk()
    before = {name: logging.getLogger(name).handlers[:] for name in ("uvicorn", "uvicorn.access")}
    uvicorn.Config(desk.app)  # as `mynadesk up` does: the server sets up its handlers after the app is made

    async def run() -> None:
        async with desk.app.router.lifespan_context(desk.app):
            logging.getLogger("uvicorn.error").warning("said 123456789018")

    asyncio.run(run())
    for name, handlers in before.items():
        logging.getLogger(name).handlers[:] = handlers
    error = capsys.readouterr().err
    assert "said" in error and "123456789018" not in error


# ---- the description of the interface


def test_the_openapi_description_is_valid(desk: Desk) -> None:
    validate(desk.call("GET", "/openapi.json").json())


def test_the_description_holds_the_public_doors_only(desk: Desk) -> None:
    paths = set(desk.call("GET", "/openapi.json").json()["paths"])
    assert {CHAT, "/healthz", "/readyz"} <= paths
    assert not [path for path in paths if "internal" in path or "static" in path]


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
    engine.answers = _down
    described = desk.call("GET", "/openapi.json").json()
    OAS31Validator({"$ref": "#/components/schemas/ChatResponse", "components": described["components"]}).validate(desk.say("保険証はどこ").json())
