"""A browser, and the web page served on a free port. Without the browser the tests fail; they never skip."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Final, cast

import pytest
import uvicorn
from fastapi import FastAPI

from bot.desk.conversation import Conversations
from bot.desk.sessions import Sessions
from bot.doors.errors import add_error_answers
from bot.doors.web.ending import ending_router
from bot.doors.web.router import web_router
from tests.e2e.chromium import BrowserError, Chromium, Page
from tests.e2e.web_desk import FakeConversations

# runs before the page's own script: notes what the Content-Security-Policy forbade
WATCH: Final = "window.refused = []; document.addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective));"


@pytest.fixture(scope="session")
def web_desk() -> Iterator[tuple[str, FakeConversations]]:
    """The address of the running desk and the fake behind it."""
    fake = FakeConversations()
    app = FastAPI()
    add_error_answers(app)
    sessions = Sessions("a secret of the tests, long enough")
    app.include_router(web_router(cast(Conversations, fake), sessions))
    app.include_router(ending_router(cast(Conversations, fake), sessions))
    outer = FastAPI()
    outer.mount("/madoguchi", app)  # the same desk below a path of somebody's address
    outer.mount("/", app)
    server = uvicorn.Server(uvicorn.Config(outer, log_level="critical", ws="none", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{door.getsockname()[1]}/", fake
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    try:
        with Chromium() as running:
            yield running
    except BrowserError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


@pytest.fixture
def fake(web_desk: tuple[str, FakeConversations]) -> FakeConversations:
    web_desk[1].turns.clear()
    web_desk[1].ended.clear()
    web_desk[1].failures = 0
    return web_desk[1]


@pytest.fixture
def page(browser: Chromium, web_desk: tuple[str, FakeConversations], fake: FakeConversations) -> Iterator[Page]:
    with browser.page(web_desk[0], before=WATCH) as opened:
        yield opened
