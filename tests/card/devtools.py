"""Looks into the kiosk's own browser by the DevTools protocol over one local WebSocket: the agent has started it, and Playwright
(tests/e2e/chromium.py) would start another."""

from __future__ import annotations

import base64
import json
import shutil
import time
from pathlib import Path
from typing import Any, Final

from websockets.sync.client import ClientConnection, connect

PATIENCE: Final = 30.0  # seconds until something that should happen counts as not happening
_PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")


class BrowserError(Exception):
    """The browser is missing, refused a command, or a script in the page failed."""


def browser_program() -> str:
    """Path of the browser. Raises BrowserError with what to install."""
    for name in _PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    raise BrowserError("The tests of the kiosk need Chromium: apt-get install chromium (`make test` does it).")


class Browser:
    """A browser that runs, by the address of its debugging door."""

    def __init__(self, address: str) -> None:
        self._wire: ClientConnection = connect(address, max_size=None, proxy=None)
        self._number = 0

    def close(self) -> None:
        """Leaves it alone again."""
        self._wire.close()

    def command(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Sends one command and gives its result; events that come meanwhile are dropped. Raises BrowserError."""
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


class Page:
    """One page of the browser."""

    def __init__(self, browser: Browser, session: str) -> None:
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

    def picture(self, file: Path) -> None:
        """Writes what is seen as a PNG file."""
        file.write_bytes(base64.b64decode(self.command("Page.captureScreenshot", format="png")["data"]))
