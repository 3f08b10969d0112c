"""Signed session tokens: the server names the conversation, nobody else can.

A conversation's name says when it began (its first eight letters, hexadecimal seconds), so that it has an end however often
its token is renewed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from time import time
from typing import Final

from itsdangerous import BadData, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode

from bot.desk.memory import ForgetfulMemory

IDLE: Final = 12 * 60 * 60  # seconds after the last answer
LONGEST: Final = 24 * 60 * 60  # seconds after the first one
WINDOW: Final = 240  # seconds within which one key names one conversation, at every desk; less than CLOCK_SLACK
CLOCK_SLACK: Final = 10 * 60  # seconds that the clock may have been set back without ending every session
_MOST_REVOKED: Final = 50_000


class SessionInvalid(Exception):
    """The token was not made by this server for this door, is too old, or was ended."""


class Sessions:
    """Makes and reads the tokens of one door ("web", "kiosk"); those of another door are worth nothing. `idle` and `longest`
    in seconds; `clock` gives seconds since 1970."""

    def __init__(
        self,
        secret: str,
        door: str = "web",
        *,
        idle: int = IDLE,
        longest: int = LONGEST,
        clock: Callable[[], float] = time,
    ) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt=f"mynadesk.session.{door}")
        self._secret, self._door = secret.encode(), door
        self._idle = idle
        self._longest = longest
        self._clock = clock
        # of this process only: a restart forgets the conversations themselves, so nothing is left to come back to
        self._revoked: ForgetfulMemory[bool] = ForgetfulMemory(most=_MOST_REVOKED, seconds=longest)

    def new(self) -> str:
        """A fresh conversation's name: when it began and something random; it says nothing about anybody."""
        return f"{int(self._clock()):08x}{secrets.token_urlsafe(18)}"

    def named(self, key: str, windows_ago: int = 0) -> str:
        """The name that `key` gives now, or gave some windows ago, also when the desk was begun again meanwhile. It begins with the
        window's end: a conversation must not look older than the desk that begins it."""
        ends = (int(self._clock()) // WINDOW + 1 - windows_ago) * WINDOW
        made = hmac.new(self._secret, f"mynadesk.first {self._door} {ends} {key}".encode(), hashlib.sha256).digest()
        return f"{ends:08x}{base64.urlsafe_b64encode(made[:18]).decode()}"

    def token(self, conversation: str) -> str:
        """A token for `conversation`, signed now."""
        return self._signer.dumps(conversation)

    def conversation(self, token: str) -> str:
        """The conversation of a token. Raises SessionInvalid for a forged, expired or ended one."""
        try:
            conversation, signed = self._signer.loads(token, return_timestamp=True)
        except (BadData, UnicodeError) as error:
            raise SessionInvalid(type(error).__name__) from None
        if not isinstance(conversation, str) or not is_strict(token):
            raise SessionInvalid("not a conversation")
        now, begun = self._clock(), born(conversation)
        if begun is None or not -CLOCK_SLACK <= now - begun < self._longest:
            raise SessionInvalid("too long ago")
        if not -CLOCK_SLACK <= now - signed.timestamp() < self._idle:
            raise SessionInvalid("idle for too long")
        if self._revoked.get(conversation):
            raise SessionInvalid("ended")
        return conversation

    def revoke(self, conversation: str) -> None:
        """Ends it: none of its tokens is worth anything any more."""
        self._revoked.put(conversation, True)


def born(conversation: str) -> int | None:
    """When the conversation began, in seconds since 1970; None for a name that is not ours."""
    try:
        return int(conversation[:8], 16) if len(conversation) > 8 else None
    except ValueError:
        return None


def is_strict(token: str) -> bool:
    """Whether the token is spelt in the one way that this server spells it (base64 leaves bits unused, which could be
    anything)."""
    try:
        return all(base64_encode(base64_decode(part)).decode() == part for part in token.split("."))
    except (BadData, UnicodeError):
        return False
