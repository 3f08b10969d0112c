"""A real browser for tests: Debian's Chromium, headless, driven by Playwright. Each page has a profile of its own."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Final

from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Playwright, sync_playwright
from playwright.sync_api import Page as Tab

PATIENCE: Final = 30.0  # seconds until something that should happen counts as not happening
_PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # the page must need nothing from outside
)
NEUTRAL: Final = "https://www.google.co.jp/"  # where people are sent who leave
_NAMES: Final = {" ": "Space"}
SHIFT: Final = 8


class BrowserError(Exception):
    """The browser is missing, did not start, refused a command, or a script in the page failed."""


def browser_program() -> str:
    """Path of the browser. Raises BrowserError with what to install."""
    for name in _PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    raise BrowserError("The tests of the web page need Chromium: apt-get install chromium (`make test` does it).")


class Chromium:
    """One running browser, used as a context manager."""

    _driver: ClassVar[Playwright | None] = None  # one for all browsers of the process: Playwright allows no second
    _users: ClassVar[int] = 0

    def __init__(self) -> None:
        self._program = browser_program()
        self.browser: Browser

    def __enter__(self) -> Chromium:
        if Chromium._driver is None:
            Chromium._driver = sync_playwright().start()
        Chromium._users += 1
        try:
            self.browser = Chromium._driver.chromium.launch(executable_path=self._program, args=list(_FLAGS))
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.browser.close()
        self._leave()

    @staticmethod
    def _leave() -> None:
        Chromium._users -= 1
        if Chromium._driver and not Chromium._users:
            Chromium._driver.stop()
            Chromium._driver = None

    @contextmanager
    def page(self, address: str, *, width: int = 1100, height: int = 900, before: str = "", **context: Any) -> Iterator[Page]:
        """A new page (width and height in CSS pixels) that shares nothing with other pages. `before` is script that
        runs before the page's own; `context` as for Browser.new_context."""
        profile = self.browser.new_context(viewport={"width": width, "height": height}, locale="ja-JP", **context)
        profile.set_default_timeout(PATIENCE * 1000)
        profile.route(f"{NEUTRAL}**", lambda route: route.fulfill(body="<title>elsewhere</title>", content_type="text/html"))
        try:
            if before:
                profile.add_init_script(before)
            page = Page(profile, profile.new_page())
            page.open(address)
            yield page
        finally:
            profile.close()


class Page:
    """One page of the browser; `tab` is Playwright's, `context` its profile."""

    def __init__(self, context: BrowserContext, tab: Tab) -> None:
        self.context = context
        self.tab = tab
        self._wire: CDPSession | None = None

    def command(self, method: str, **params: Any) -> dict[str, Any]:
        """A DevTools command for this page."""
        self._wire = self._wire or self.context.new_cdp_session(self.tab)
        answer: dict[str, Any] = self._wire.send(method, params)
        return answer

    def resize(self, width: int, height: int) -> None:
        """Sets the size of the window, in CSS pixels."""
        self.tab.set_viewport_size({"width": width, "height": height})

    def open(self, address: str) -> None:
        """Goes to an address (also the present one: a reload) and waits until its scripts have run."""
        self.tab.goto(address)

    def run(self, script: str) -> Any:
        """The value of a script expression (promises are awaited). Raises BrowserError when it throws."""
        try:
            return self.tab.evaluate(script)
        except Error as error:
            raise BrowserError(str(error)) from None

    def until(self, condition: str) -> None:
        """Waits until a script expression is true. Raises BrowserError naming the condition."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if self.run(f"Boolean({condition})"):
                    return
            except BrowserError as error:
                # between two documents there is nothing to run in
                if "context" not in str(error) and "navigat" not in str(error):
                    raise
            self.tab.wait_for_timeout(20)
        raise BrowserError(f"never became true: {condition}")

    def until_left(self) -> None:
        """Waits until the neutral page is there. Raises BrowserError."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.tab.url.startswith(NEUTRAL):
                self.tab.wait_for_load_state()  # between two pages the browser answers nothing
                return
            self.tab.wait_for_timeout(20)
        raise BrowserError(f"still at {self.tab.url}")

    def write(self, text: str) -> None:
        """Puts text where the cursor is, as a finished input method does."""
        self.tab.keyboard.insert_text(text)

    def press(self, key: str, *, modifiers: int = 0) -> None:
        """Presses and releases a key by its name."""
        name = _NAMES.get(key, key)
        self.tab.keyboard.press(f"Shift+{name}" if modifiers == SHIFT else name)

    def picture(self, file: Path) -> None:
        """Writes what is seen as a PNG file."""
        self.tab.screenshot(path=file)
