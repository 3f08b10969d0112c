"""By which names the desk may be called. Whoever points a name of his own at this machine (DNS rebinding), or writes one
into the Host header, gets no page and no answer.

Starlette's own TrustedHostMiddleware knows no IPv6 address, answers in English, and redirects to the name it was given.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.doors.errors import error_answer
from bot.words import Words

SAY: Final = Words(__file__)

HSTS: Final = "max-age=31536000"  # a year; other names below ours may be other people's, hence no includeSubDomains
HEALTH: Final = ("/healthz", "/readyz")
_HOST: Final = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?")


class Hosts:
    """Around the app: one Host header that names us, else 400. `addresses`: any IP address is good as well (a desk that
    listens on all of them; an address cannot be rebound). `https`: tells browsers to come back encrypted only."""

    def __init__(self, app: ASGIApp, names: Iterable[str], *, addresses: bool = False, https: bool = False) -> None:
        self._app = app
        self._names = frozenset(name.lower().strip("[]") for name in names)
        self._addresses = addresses
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_https(message: Message) -> None:
            if message["type"] == "http.response.start" and self._https:
                MutableHeaders(scope=message)["Strict-Transport-Security"] = HSTS
            await send(message)

        if scope["path"] in HEALTH:  # a load balancer asks by whatever address it has, and learns nothing
            await self._app(scope, receive, with_https)
            return
        given = [value for name, value in scope["headers"] if name == b"host"]
        if len(given) != 1 or not self._known(given[0].decode("latin-1")):
            await error_answer(400, "unknown_host", SAY("other_name"))(scope, receive, with_https)
            return
        await self._app(scope, receive, with_https)

    def _known(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found["name"].lower().strip("[]").removesuffix(".")
        return name in self._names or (self._addresses and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        return not ipaddress.ip_address(name).is_unspecified  # browsers take 0.0.0.0 from any page to this machine
    except ValueError:
        return False
