"""How often somebody may try to sign in, so that guessing is slow and nobody can lock anybody else out.

A browser that an account has signed in with before is known by a signed cookie and counted by itself: whatever strangers do under
the account's name, from whatever address, its own browser comes in.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from time import monotonic
from typing import Final

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.desk.rates import Rate

KNOWN_FOR: Final = 180 * 24 * 3600  # seconds
OF_A_BROWSER: Final = (1, 8)  # a minute, at once; a known browser, or one name at one address
OF_AN_ADDRESS: Final = (10, 40)


class Attempts:
    """Counted in memory: a restart forgets them, which costs a guesser more than it gives."""

    def __init__(self, secret: str, clock: Callable[[], float] = monotonic) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="mynadesk.staff.browser")
        self._browsers = Rate(*OF_A_BROWSER, clock=clock)
        self._addresses = Rate(*OF_AN_ADDRESS, clock=clock)

    def browser(self, name: str) -> str:
        """What a browser gets that signed in as `name`."""
        return self._signer.dumps([name, secrets.token_urlsafe(9)])

    def wait(self, name: str, address: str, browser: str) -> int:
        """Counts one attempt. 0 when it may be made, else the seconds after which."""
        known = self._known(name, browser)
        if known:
            return self._browsers.take(f"browser {known}")
        return self._browsers.take(f"name {name} {address}") or self._addresses.take(address)

    def _known(self, name: str, browser: str) -> str:
        try:
            of, which = self._signer.loads(browser, max_age=KNOWN_FOR)
        except (BadData, ValueError, TypeError, UnicodeError):
            return ""
        return str(which) if of == name else ""

    def __repr__(self) -> str:
        return "Attempts()"
