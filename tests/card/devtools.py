"""A real browser for tests: headless Chromium, driven by the DevTools protocol over one local WebSocket.

Only what the tests of the web page need: open an address in a fresh, separate profile, run script, type keys, take a picture.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from websockets.sync.client import ClientConnection, connect

PATIENCE: Final = 30.0  # seconds until something that should happen counts as not happening
_PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
_FLAGS: Final = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # the page must need nothing from outside
    "--remote-debugging-port=0",
)
# key name -> (code, Windows key code, text that the key types)
_KEYS: Final = {"Enter": ("Enter", 13, "\r"), "Tab": ("Tab", 9, ""), " ": ("Space", 32, " ")}
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

    def __init__(self) -> None:
        self._program = browser_program()
        self._profile = Path(tempfile.mkdtemp(prefix="chromium-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._wire: ClientConnection | None = None
        self._number = 0

    def __enter__(self) -> Chromium:
        command = [self._program, *_FLAGS, f"--user-data-dir={self._profile}", "about:blank"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self._wire = connect(self._address(), max_size=None, proxy=None)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._wire:
            self._wire.close()
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _address(self) -> str:
        """Where the browser listens; it writes port and path into its profile. Raises BrowserError."""
        told = self._profile / "DevToolsActivePort"
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            lines = told.read_text().split() if told.exists() else []
            if len(lines) == 2:
                return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
            time.sleep(0.05)
        raise BrowserError(f"{self._program} did not start within {PATIENCE:.0f} seconds")

    def command(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Sends one command and gives its result; events that come meanwhile are dropped. Raises BrowserError."""
        assert self._wire, "use the browser as a context manager"
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        self._wire.send(json.dumps(message | ({"sessionId": session} if session else {})))
        while True:
            answer = json.loads(self._wire.recv(timeout=PATIENCE))
            if answer.get("id") == self._number:
                break
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error'].get('message')}")
        result: dict[str, Any] = answer["result"]
        return result

    @contextmanager
    def page(self, address: str, *, width: int = 1100, height: int = 900, before: str = "") -> Iterator[Page]:
        """A new page (width and height in CSS pixels) that shares nothing with other pages. `before` is script that
        runs before the page's own."""
        context = self.command("Target.createBrowserContext")["browserContextId"]
        target = self.command("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        page.command("Page.enable")
        page.resize(width, height)
        if before:
            page.command("Page.addScriptToEvaluateOnNewDocument", source=before)
        page.open(address)
        try:
            yield page
        finally:
            self.command("Target.disposeBrowserContext", browserContextId=context)


class Page:
    """One page of the browser."""

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser = browser
        self._session = session

    def command(self, method: str, **params: Any) -> dict[str, Any]:
        """A DevTools command for this page."""
        return self._browser.command(method, self._session, **params)

    def resize(self, width: int, height: int) -> None:
        """Sets the size of the window, in CSS pixels."""
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def open(self, address: str) -> None:
        """Goes to an address (also the present one: a reload) and waits until its scripts have run."""
        self.run("window.leftBehind = true")
        self.command("Page.navigate", url=address)
        self.until("!window.leftBehind && document.readyState === 'complete'")

    def run(self, script: str) -> Any:
        """The value of a script expression (promises are awaited). Raises BrowserError when it throws."""
        answer = self.command("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

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
            time.sleep(0.02)
        raise BrowserError(f"never became true: {condition}")

    def write(self, text: str) -> None:
        """Puts text where the cursor is, as a finished input method does."""
        self.command("Input.insertText", text=text)

    def press(self, key: str, *, modifiers: int = 0) -> None:
        """Presses and releases Enter, Tab or the space bar."""
        code, number, typed = _KEYS[key]
        both = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers}
        self.command("Input.dispatchKeyEvent", type="keyDown", text=typed, **both)
        self.command("Input.dispatchKeyEvent", type="keyUp", **both)

    def picture(self, file: Path) -> None:
        """Writes what is seen as a PNG file."""
        file.write_bytes(base64.b64decode(self.command("Page.captureScreenshot", format="png")["data"]))
