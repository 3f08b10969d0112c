"""A member of staff with a browser, at the desk of the tests: cookies, forms, and what a page says."""

from __future__ import annotations

import html
import re
from typing import Any, Final

import httpx
from desk_fakes import Desk

from bot.settings import Settings
from bot.staff.console import open_console

PASSWORD: Final = "ichou-namiki-42"


def hire(settings: Settings, name: str, role: str) -> None:
    """An account, as `mynadesk staff add` makes it; none twice."""
    console = open_console(settings)
    if console.accounts.get(name) is None:
        console.accounts.add("(terminal)", name, role, PASSWORD)
    console.engine.dispose()


class Browser:
    """Keeps cookies and the signed field of the last page."""

    def __init__(self, desk: Desk, name: str = "") -> None:
        self.desk = desk
        self.cookies: dict[str, str] = {}
        self.form = ""
        if name:
            answer = self.sign_in(name)
            assert answer.status_code == 303, answer.text

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {
            "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **more.pop("headers", {}),
        }
        answer = self.desk.call(method, path, headers=headers, **more)
        self.desk.forget_cookies()  # they are this browser's, not those of whoever asks the desk next
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
        found = re.search(r'<meta name="form" content="([0-9a-f]+)">', answer.text)
        self.form = found[1] if found else self.form
        return answer

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
        return self.post("login", name=name, password=password, **fields)

    def get(self, place: str) -> httpx.Response:
        return self.call("GET", f"/staff/{place}")

    def post(
        self, place: str, *, form: str | None = None, headers: dict[str, str] | None = None, **fields: str
    ) -> httpx.Response:
        return self.call(
            "POST",
            f"/staff/{place}",
            data={"form": self.form if form is None else form, **fields},
            headers=headers or {},
        )

    def words(self, answer: httpx.Response) -> str:
        """What stands on the page."""
        return html.unescape(re.sub(r"<[^>]+>", " ", answer.text))
