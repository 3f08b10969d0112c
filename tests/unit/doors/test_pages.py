"""The pages: what their policies allow, how large they are, and that they need nothing from elsewhere."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from bot.doors.errors import add_error_answers
from bot.doors.web.pages import FILES, PLACE_OF_SITE, SCRIPTS, STATIC, pages_router
from bot.doors.web.widgets import load_widgets

ORIGIN = "https://www.example.or.jp"


class Client:
    """Calls the app without a network."""

    def __init__(self, app: FastAPI) -> None:
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://desk.test")

    def get(self, path: str) -> httpx.Response:
        return self._runner.run(self._client.get(path))

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    app = FastAPI()
    add_error_answers(app)
    widgets = {name: replace(site, origins=(ORIGIN,)) if name == "kitamura" else site for name, site in load_widgets(None).items()}
    app.include_router(pages_router(widgets, "https://desk.example.jp"))
    opened = Client(app)
    yield opened
    opened.close()


def frames(answer: httpx.Response) -> str:
    found = re.search(r"frame-ancestors ([^;]*)", answer.headers["content-security-policy"])
    assert found
    return found[1]


def test_the_page_is_shown_in_nobodys_frame(client: Client) -> None:
    answer = client.get("/")
    assert (frames(answer), answer.headers["x-frame-options"]) == ("'none'", "DENY")


def test_a_widget_is_shown_by_its_insurer_and_the_demo_alone(client: Client) -> None:
    answer = client.get("/widget-kitamura")
    assert frames(answer) == f"'self' {ORIGIN}" and "x-frame-options" not in answer.headers
    assert frames(client.get("/widget-kitaku")) == "'self'"


def test_the_script_may_be_loaded_by_other_pages_and_nothing_else_may(client: Client) -> None:
    answer = client.get("/widget-kitamura.js")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert PLACE_OF_SITE not in answer.text and '"id": "kitamura"' in answer.text
    for path in ("/", "/static/app.js", "/widget-kitamura", "/theme/kitamura.css"):
        assert client.get(path).headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/widget-kitamura", "/demo", "/static/app.js", "/widget-kitamura.js"])
def test_nothing_is_kept_by_the_browser(client: Client, path: str) -> None:
    assert client.get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/static/x.js", "/static/..%2fpages.py", "/static/page.html", "/widget-nobody", "/widget-nobody.js", "/theme/nobody.css"])
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_script_and_style_are_small(client: Client) -> None:
    files = [(STATIC / name).read_bytes() for name in FILES if name.endswith((".js", ".css"))]
    assert sum(len(gzip.compress(file)) for file in files) <= 60 * 1024


def test_nothing_comes_from_elsewhere() -> None:
    for name in FILES:
        words = (STATIC / name).read_text(encoding="utf-8")
        found = set(re.findall(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s\"'`]*", words))
        assert found <= {"https://www.google.co.jp/", "http://www.w3.org/2000/svg"}, name  # where one leaves to, and a name of XML


def test_every_module_is_announced_to_the_browser(client: Client) -> None:
    imported = {name for script in SCRIPTS for name in re.findall(r'from "\./([a-z]+\.js)"', (STATIC / script).read_text(encoding="utf-8"))}
    assert imported == set(SCRIPTS) - {"app.js"}
    page = client.get("/").text
    assert all(f'rel="modulepreload" href="static/{name}"' in page for name in imported)


def test_links_of_the_pages_are_relative(client: Client) -> None:
    for path in ("/", "/widget-kitamura", "/demo"):
        found = re.findall(r'(?:href|src|action)="([^"#]+)', client.get(path).text)
        assert found and not [one for one in found if one.startswith("/")]
