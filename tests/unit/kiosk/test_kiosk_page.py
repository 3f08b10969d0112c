"""The skins' door: only the skin of this visit is let in, and only keys go through."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from bot.kiosk.model import Pressed
from bot.kiosk.page import FILES, STATIC, Views, page_app
from bot.kiosk.screens import view
from bot.kiosk.session import step
from bot.kiosk.state import Session

TOKEN = "a token of the tests"
GOOD = {"X-Kiosk-Token": TOKEN}


class Door:
    """The app in this process; `pressed` are the keys that went through."""

    def __init__(self) -> None:
        self.pressed: list[str] = []
        self.app = page_app(TOKEN, 8350, Views(), self.pressed.append)

    def call(self, method: str, path: str, **more: object) -> httpx.Response:
        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8350") as client:
                return await client.request(method, path, **more)  # type: ignore[arg-type]

        return asyncio.run(run())


def test_the_page_opens_with_the_token_and_gives_a_cookie_that_scripts_cannot_read() -> None:
    opened = Door().call("GET", f"/?k={TOKEN}")
    assert (
        opened.status_code == 200
        and "httponly" in opened.headers["set-cookie"].lower()
        and "strict" in opened.headers["set-cookie"].lower()
    )
    assert (
        opened.headers["cache-control"] == "no-store"
        and "default-src 'none'" in opened.headers["content-security-policy"]
    )


@pytest.mark.parametrize("path", ["/", "/?k=", "/?k=x", "/events", "/static/kiosk.js", "/static/kiosk.css"])
def test_without_the_token_nothing_is_shown(path: str) -> None:
    assert Door().call("GET", path).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Kiosk-Token": "x"},
        {**GOOD, "Origin": "http://evil.example"},
        {**GOOD, "Host": "evil.example"},
        {"Cookie": "kiosk=x", **GOOD},
    ],
)
def test_another_program_or_page_presses_nothing(headers: dict[str, str]) -> None:
    door = Door()
    assert door.call("POST", "/press", headers=headers, json={"key": "end"}).status_code == 403 and door.pressed == []


def test_a_key_goes_through() -> None:
    door = Door()
    assert door.call("POST", "/press", headers=GOOD, json={"key": "type:あ"}).status_code == 204 and door.pressed == [
        "type:あ"
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"\xff", b'{"key": 1}', b'{"key": ""}', b'{"other": "end"}', b'{"key": "' + b"x" * 300 + b'"}'],
)
def test_anything_else_does_not(content: bytes) -> None:
    door = Door()
    assert door.call("POST", "/press", headers=GOOD, content=content).status_code == 422 and door.pressed == []


def test_only_the_pages_own_files_are_given() -> None:
    door = Door()
    assert {door.call("GET", f"/static/{name}", headers=GOOD).status_code for name in FILES} == {200}
    assert {
        door.call("GET", f"/static/{name}", headers=GOOD).status_code for name in ("index.html", "..%2fpage.py", "x")
    } == {404}
    assert all((STATIC / name).exists() for name in FILES)


def test_a_view_is_sent_when_it_comes_and_once() -> None:
    async def run() -> None:
        views = Views()
        first = view(Session())
        assert views.put(first) and not views.put(first)
        stream = views.stream()
        assert '"screen": "idle"' in await anext(stream)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        session, _orders = step(Session(), Pressed("begin"), 1.0)
        views.put(view(session))
        assert '"screen": "question"' in await waiting

    asyncio.run(run())


def test_a_skin_holds_no_logic_and_is_short() -> None:
    """At most 400 lines each; no state of the session is named in the page's script."""
    page = sum(len((STATIC / name).read_text(encoding="utf-8").splitlines()) for name in ("index.html", *FILES))
    terminal = len((STATIC.parent / "terminal.py").read_text(encoding="utf-8").splitlines())
    assert page <= 400 and terminal <= 400
    script = (STATIC / "kiosk.js").read_text(encoding="utf-8")
    assert not [
        name
        for name in ("goodbye", "timeline", "question", "listening", "localStorage", "sessionStorage", "setTimeout")
        if name in script
    ]
