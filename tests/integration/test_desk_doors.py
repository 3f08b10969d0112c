"""The desk's doors: security headers on every answer, the page's files, health, and errors nobody foresaw."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import httpx
import pytest
import uvicorn
from conftest import OpenDesk
from desk_fakes import Desk, FakeEngine
from sqlalchemy import create_engine

from bot.doors.errors import LARGEST_BODY

CHAT = "/api/v1/chat"
JSON = {"content-type": "application/json"}


def _with(**fields: Any) -> bytes:
    return json.dumps({"session": None, "text": "保険証はどこ"} | fields).encode()


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
