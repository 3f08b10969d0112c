"""Signed session tokens: the server names the conversation, nobody else can."""

from __future__ import annotations

import secrets
from typing import Final

from itsdangerous import BadData, URLSafeTimedSerializer

LIFETIME: Final = 12 * 60 * 60  # seconds


class SessionInvalid(Exception):
    """The token was not made by this server, or is too old."""


class Sessions:
    """Makes and reads tokens with one secret."""

    def __init__(self, secret: str, lifetime: int = LIFETIME) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="mynadesk.chat")
        self._lifetime = lifetime

    def new(self) -> str:
        """A fresh conversation id: random, says nothing about anybody."""
        return secrets.token_urlsafe(18)

    def token(self, conversation: str) -> str:
        """A token for `conversation`, signed now."""
        return self._signer.dumps(conversation)

    def conversation(self, token: str) -> str:
        """The conversation of a token. Raises SessionInvalid for a forged or expired one."""
        try:
            conversation = self._signer.loads(token, max_age=self._lifetime)
        except (BadData, UnicodeError) as error:
            raise SessionInvalid(type(error).__name__) from None
        if not isinstance(conversation, str):
            raise SessionInvalid("not a conversation")
        return conversation
