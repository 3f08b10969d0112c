"""The visitor's page draws what the core says: the table of session tests in a real browser, and what a touch screen needs."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from bot.kiosk.drawn import View
from bot.kiosk.model import Answered, Heard, Pressed, Reached, VoiceLost
from bot.kiosk.page import Views, page_app
from bot.kiosk.screens import view
from tests.e2e.chromium import Chromium, Page

sys.path.append(str(Path(__file__).parents[1] / "unit" / "kiosk"))
from kiosk_session_parts import ANSWER, BAD, DAY, EMPTY, LEFT, OWN, READ, Case  # noqa: E402
from kiosk_session_table import TABLE  # noqa: E402
from test_kiosk_session import Running  # noqa: E402

TOKEN = "a token of the tests"
SEEN = "document.body.innerText"
LEAST = 48  # CSS pixels of a touch target


class Skin:
    """The page's door with views put in by hand; `pressed` are the keys that came back."""

    def __init__(self) -> None:
        self.pressed: list[str] = []
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()
        self._ready.wait(20)

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._views = Views()
        door = socket.create_server(("127.0.0.1", 0))
        self.port = door.getsockname()[1]
        app = page_app(TOKEN, self.port, self._views, self.pressed.append)
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none", lifespan="off"))
        self._ready.set()
        await self._server.serve([door])

    def show(self, drawn: View) -> None:
        asyncio.run_coroutine_threadsafe(self._put(drawn), self._loop).result(10)

    async def _put(self, drawn: View) -> None:
        self._views.put(drawn)

    def close(self) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join()


@pytest.fixture(scope="module")
def skin() -> Iterator[Skin]:
    running = Skin()
    running.show(view(Running().session))
    yield running
    running.close()


@pytest.fixture(scope="module")
def drawn(browser: Chromium, skin: Skin) -> Iterator[Page]:
    with browser.page(f"http://127.0.0.1:{skin.port}/?k={TOKEN}", width=1280, height=1024) as opened:
        yield opened


def show(skin: Skin, page: Page, what: View) -> None:
    """Shows the view and waits until the page has drawn it."""
    skin.show(what)
    page.until(
        f"document.body.className.includes({str(what.screen)!r}) && document.getElementById('title').textContent === {what.title!r}"
    )
    page.until(
        f"[...document.querySelectorAll('#keys button')].map((one) => one.dataset.key).join() === {','.join(key.id for key in what.keys)!r}"
    )


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
def test_the_table_holds_for_the_page(skin: Skin, drawn: Page, case: Case) -> None:
    running = Running()
    for event, wanted in case.steps:
        running.feed(event)
        show(skin, drawn, running.view)
        for words in wanted.words:
            drawn.until(f"{SEEN}.includes({words!r})")
        for words in wanted.never:
            drawn.until(f"!{SEEN}.includes({words!r})")
        if wanted.draft is not None:
            drawn.until(f"document.getElementById('draft').textContent === {wanted.draft!r}")


def every_screen() -> dict[str, View]:
    """A view of each kind, the fullest there is."""
    ways = {
        "idle": [], "question": [Pressed("begin")], "digits": [Pressed("begin"), Pressed("pad")], "listening": [Pressed("begin"), Pressed("talk")],
        "confirm": [Pressed("begin"), Pressed("talk"), Heard("ひっこしのきげん")], "answer": [Pressed("begin"), Pressed("choice:0"), Answered(1, (ANSWER,))],
        "day": [Pressed("begin"), Pressed("choice:0"), Answered(1, (DAY,))], "wait": [Pressed("begin"), Pressed("choice:0")],
        "timeline": [READ, Answered(1, (OWN,))], "card": [BAD], "staff": [Pressed("staff")], "offline": [Reached(False, False)],
        "goodbye": [READ, Answered(1, (OWN,)), EMPTY], "left": [LEFT], "warned": [READ, Answered(1, (OWN,)), 101.0],
    }  # fmt: skip
    found = {}
    for name, events in ways.items():
        running = Running(printer=True)
        for event in [VoiceLost(True, True), *events]:
            running.feed(event)
        found[name] = running.view
    return found


@pytest.mark.parametrize(("width", "height"), [(1280, 1024), (1920, 1080), (1080, 1920), (1024, 768), (800, 600)])
@pytest.mark.parametrize("name", list(every_screen()))
def test_everything_can_be_pressed_and_nothing_lies_outside(
    skin: Skin, drawn: Page, name: str, width: int, height: int
) -> None:
    drawn.resize(width, height)
    show(skin, drawn, every_screen()[name])
    small = f"""[...document.querySelectorAll('button')].filter((one) => {{
        const box = one.getBoundingClientRect();
        return box.width < {LEAST} || box.height < {LEAST} || box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
    }}).map((one) => one.textContent + JSON.stringify(one.getBoundingClientRect()))"""
    assert drawn.run(small) == []
    assert drawn.run(
        "[...document.querySelectorAll('button')].some((one) => one.textContent === 'おわる' && one.checkVisibility())"
    )


def test_a_touch_and_a_keyboard_press_the_keys_in_their_order(skin: Skin, drawn: Page) -> None:
    drawn.resize(1280, 1024)
    show(skin, drawn, every_screen()["question"])
    skin.pressed.clear()
    drawn.run("[...'ひつこし'].forEach((one) => document.querySelector(`[data-key=\"type:${one}\"]`).click())")
    drawn.run("document.querySelector('[data-key=end]').click()")
    drawn.press("Enter")
    until_pressed(skin, ["type:ひ", "type:つ", "type:こ", "type:し", "end", "send"])


def until_pressed(skin: Skin, wanted: list[str]) -> None:
    for _ in range(500):
        if skin.pressed == wanted:
            return
        time.sleep(0.01)
    assert skin.pressed == wanted


def test_a_code_is_drawn_as_squares_that_a_phone_reads(skin: Skin, drawn: Page) -> None:
    shown = every_screen()["timeline"]
    show(skin, drawn, shown)
    drawn.until("!document.getElementById('code').hidden")
    dark = drawn.run("document.querySelector('#code path').getAttribute('d').split('M').length - 1")
    assert dark == sum(row.count("1") for row in shown.code)


def test_the_page_goes_black_when_the_visit_has_ended(browser: Chromium) -> None:
    ending = Skin()
    ending.show(every_screen()["timeline"])
    with browser.page(f"http://127.0.0.1:{ending.port}/?k={TOKEN}") as page:
        page.until(f"{SEEN}.includes('あと28日')")
        ending.close()
        page.until("document.body.className === 'blank'")
        assert page.run(f"{SEEN}.trim()") == ""


@pytest.mark.parametrize(
    "script",
    [
        "localStorage.length",
        "sessionStorage.length",
        "document.cookie.length",
        "document.querySelectorAll('input,textarea').length",
    ],
)
def test_nothing_is_kept_in_the_browser(drawn: Page, script: str) -> None:
    assert drawn.run(script) == 0


OUT = [f"new KeyboardEvent('keydown', {{key: {key!r}, {held} bubbles: true, cancelable: true}})" for key, held in
       [("p", "ctrlKey: true,"), ("w", "ctrlKey: true,"), ("F4", "altKey: true,"), ("ArrowLeft", "altKey: true,"), ("F11", ""), ("F5", ""), ("F12", ""), ("BrowserBack", ""), ("r", "metaKey: true,")]]  # fmt: skip
OUT += [
    f"new MouseEvent({name!r}, {{bubbles: true, cancelable: true}})"
    for name in ("contextmenu", "dragstart", "dragover", "drop")
]
OUT += ["new WheelEvent('wheel', {ctrlKey: true, bubbles: true, cancelable: true})"]


@pytest.mark.parametrize("event", OUT)
def test_no_key_and_no_gesture_leads_out_of_the_page(skin: Skin, drawn: Page, event: str) -> None:
    show(skin, drawn, every_screen()["question"])
    assert drawn.run(f"document.body.dispatchEvent({event})") is False
    assert drawn.run("document.querySelectorAll('a, input, iframe, form').length") == 0


def test_a_screen_reader_hears_what_changes(skin: Skin, drawn: Page) -> None:
    """The answer is a live region, the notice a status, the title gets the focus when the screen changes."""
    show(skin, drawn, every_screen()["idle"])
    show(skin, drawn, every_screen()["timeline"])
    assert drawn.run("document.getElementById('told').getAttribute('aria-live')") == "polite"
    assert drawn.run("document.getElementById('notices').getAttribute('role')") == "status"
    assert drawn.run("document.activeElement.id") == "title"
    unnamed = "[...document.querySelectorAll('nav, [role=group], [role=region], output, main')].filter((one) => !one.getAttribute('aria-label') && !one.getAttribute('aria-labelledby')).length"
    assert drawn.run(unnamed) == 0
