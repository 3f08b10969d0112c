"""By which names the desk may be called, and that no answer leads to a name that a request has brought along."""

from __future__ import annotations

import asyncio

import pytest
from conftest import OpenDesk
from desk_fakes import Desk
from starlette.types import Message, Receive, Scope, Send

from bot.doors.hosts import Hosts

GOOD = ["desk.test", "DESK.test", "desk.test:8000", "desk.test.", "localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]"]
BAD = ["evil.example", "evil.example:8000", "desk.test.evil.example", "desk.test@evil.example", "desk.test/evil", "desk.test, evil.example",
       "evil.example desk.test", "192.0.2.7", "[::2]", "", " ", "desk.test:x", "desk.test:8000:1"]  # fmt: skip


@pytest.mark.parametrize("host", GOOD)
def test_our_own_names_are_good(desk: Desk, host: str) -> None:
    assert desk.call("GET", "/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", BAD)
@pytest.mark.parametrize("path", ["/", "/static/app.js", "/openapi.json", "/nowhere"])
def test_another_name_gets_a_japanese_refusal_and_nothing_else(desk: Desk, host: str, path: str) -> None:
    answer = desk.call("GET", path, headers={"Host": host})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unknown_host")
    assert "アドレス" in answer.json()["error"]["message"] and "evil" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_two_names_at_once_are_refused(desk: Desk) -> None:
    assert desk.call("GET", "/", headers=[("Host", "desk.test"), ("Host", "desk.test")]).status_code == 400


def test_a_call_without_any_name_is_refused() -> None:
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def nothing() -> Message:
        return {"type": "http.request"}

    async def reached(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise AssertionError("the app was reached")

    asyncio.run(Hosts(reached, ["desk.test"])({"type": "http", "path": "/", "headers": []}, nothing, send))
    assert said[0]["status"] == 400


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_load_balancer_may_ask_by_any_address(desk: Desk, path: str) -> None:
    assert desk.call("GET", path, headers={"Host": "10.0.0.5:8000"}).status_code == 200


@pytest.mark.parametrize("host", ["desk.test", "evil.example"])
@pytest.mark.parametrize("path", ["/healthz/", "/api/v1/chat/", "//evil.example", "/static/app.js/"])
def test_nothing_is_redirected(desk: Desk, path: str, host: str) -> None:
    answer = desk.call("GET", f"http://desk.test{path}", headers={"Host": host})
    assert answer.status_code in (400, 404) and "location" not in answer.headers


def test_the_public_address_names_the_desk(open_desk: OpenDesk) -> None:
    desk = open_desk(public_url="https://madoguchi.example.jp/a", allowed_hosts=())
    assert desk.call("GET", "/", headers={"Host": "madoguchi.example.jp"}).status_code == 200
    assert desk.call("GET", "/", headers={"Host": "desk.test"}).status_code == 400


def test_a_developer_s_desk_on_all_addresses_is_found_by_each_but_by_no_other_name(open_desk: OpenDesk) -> None:
    desk = open_desk(host="0.0.0.0", allowed_hosts=())
    assert desk.call("GET", "/", headers={"Host": "192.168.1.5:8000"}).status_code == 200
    for bad in ("evil.example:8000", "0.0.0.0:8000", "[::]:8000"):
        assert desk.call("GET", "/", headers={"Host": bad}).status_code == 400
    public = open_desk(host="0.0.0.0", public_url="https://a.example", production=True)
    assert public.call("GET", "/", headers={"Host": "192.168.1.5:8000"}).status_code == 400


@pytest.mark.parametrize("headers", [{}, {"Host": "evil.example"}], ids=["good", "refused"])
def test_browsers_are_told_to_come_back_encrypted_only_when_the_public_address_is(open_desk: OpenDesk, desk: Desk, headers: dict[str, str]) -> None:
    encrypted = open_desk(public_url="https://a.example")
    assert encrypted.call("GET", "/", headers=headers).headers["strict-transport-security"].startswith("max-age=31536000")
    assert "strict-transport-security" not in desk.call("GET", "/", headers=headers | {"X-Forwarded-Proto": "https"}).headers


def test_the_page_may_use_no_device_and_stands_alone(desk: Desk) -> None:
    headers = desk.call("GET", "/").headers
    for power in ("camera", "geolocation", "microphone", "payment", "usb"):
        assert f"{power}=()" in headers["permissions-policy"]
    assert (headers["cross-origin-opener-policy"], headers["cross-origin-resource-policy"]) == ("same-origin", "same-origin")
