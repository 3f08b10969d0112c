"""A browser, and the web page served on a free port. Without the browser the tests fail; they never skip."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.types import ASGIApp

from bot.desk.conversation import Conversations
from bot.desk.sessions import Sessions
from bot.doors.errors import add_error_answers
from bot.doors.web.door import web_routers
from bot.doors.web.widgets import load_widgets
from bot.settings import Settings
from tests.e2e.chromium import BrowserError, Chromium, Page
from tests.e2e.web_desk import FakeConversations

# runs before the page's own script: notes what the Content-Security-Policy forbade
WATCH: Final = "window.refused = []; document.addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective));"


@contextmanager
def serving(app: ASGIApp, door: socket.socket) -> Iterator[None]:
    """Inside, `app` answers on the listening socket."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none", lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        thread.join()


def port_of(door: socket.socket) -> int:
    port: int = door.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def insurers_door() -> Iterator[socket.socket]:
    """Where an insurer's own page is served: another origin, and another site, than the desk's."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door


@pytest.fixture(scope="session")
def web_desk(insurers_door: socket.socket) -> Iterator[tuple[str, FakeConversations]]:
    """The address of the running desk and the fake behind it."""
    fake = FakeConversations()
    app = FastAPI()
    add_error_answers(app)
    widgets = {
        "kitamura": replace(load_widgets(None)["kitamura"], origins=(f"http://localhost:{port_of(insurers_door)}",)),
        "kitaku": load_widgets(None)["kitaku"],
    }
    settings = Settings(Path("unused"), "", public_url="https://desk.example.jp")
    sessions = Sessions("a secret of the tests, long enough")
    for router in web_routers(cast(Conversations, fake), sessions, widgets, settings, fake.writing):
        app.include_router(router)
    outer = FastAPI()
    outer.mount("/madoguchi", app)  # the same desk below a path of somebody's address
    outer.mount("/", app)
    with socket.create_server(("127.0.0.1", 0)) as door, serving(outer, door):
        yield f"http://127.0.0.1:{port_of(door)}/", fake


@pytest.fixture(scope="session")
def insurers_page(insurers_door: socket.socket, web_desk: tuple[str, FakeConversations]) -> Iterator[str]:
    """The address of an insurer's page with the widget, under a policy that allows nothing but the desk."""
    desk = web_desk[0].rstrip("/")
    app = FastAPI()

    @app.get("/{name}")
    async def page(name: str) -> HTMLResponse:
        html = f"""<!doctype html><html lang="ja"><head><title>保険者のページ</title></head><body><main><h1>保険者のページ</h1>
            <p><a href="#x">リンク</a></p></main><script src="{desk}/widget-{name}.js" async></script></body></html>"""
        policy = f"default-src 'none'; script-src {desk}; frame-src {desk}"
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    with serving(app, insurers_door):
        yield f"http://localhost:{port_of(insurers_door)}/"


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    try:
        with Chromium() as running:
            yield running
    except BrowserError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


@pytest.fixture
def fake(web_desk: tuple[str, FakeConversations]) -> FakeConversations:
    web_desk[1].reset()
    return web_desk[1]


@pytest.fixture
def page(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> Iterator[Page]:
    with browser.page(web_desk[0], before=WATCH) as opened:
        yield opened
