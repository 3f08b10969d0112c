"""What is kept of a conversation is sealed: AES-256-GCM with a random key of the conversation, which itself is wrapped with
a key derived from the installation's secret. Without the wrapped key nobody opens anything again, we neither."""

from __future__ import annotations

import json
import os
import zlib
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE: Final = 12  # bytes, random; a key seals some hundred values
_KEY: Final = 256  # bits


class Unreadable(Exception):
    """It was sealed with another secret, for another place, or is spoilt. Says nothing of the content."""


def _encrypt(key: AESGCM, plain: bytes, place: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, plain, place.encode())


def _decrypt(key: AESGCM, sealed: bytes, place: str) -> bytes:
    try:
        return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
    except (InvalidTag, ValueError):
        raise Unreadable(place.partition(" ")[0]) from None


class Seal:
    """Seals and opens JSON values of one conversation. `place` names where a value stands: moved elsewhere it opens no more."""

    def __init__(self, key: bytes) -> None:
        self._key = AESGCM(key)

    def close(self, value: Any, place: str) -> bytes:
        """`value` sealed."""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return _encrypt(self._key, zlib.compress(plain, 1), place)

    def open(self, sealed: bytes, place: str) -> Any:
        """The value. Raises Unreadable."""
        try:
            return json.loads(zlib.decompress(_decrypt(self._key, sealed, place)))
        except (ValueError, zlib.error):
            raise Unreadable(place.partition(" ")[0]) from None

    def __repr__(self) -> str:
        return "Seal(<secret>)"


def _derived(secret: str, use: str) -> bytes:
    return HKDF(SHA256(), length=_KEY // 8, salt=None, info=use.encode()).derive(secret.encode())


def derived_seal(secret: str, use: str) -> Seal:
    """A seal for what stays a short time only and is overwritten when it goes: its key is the installation's, for one `use`."""
    return Seal(_derived(secret, use))


class Keyring:
    """Makes and opens conversations' keys. `secret`: the installation's."""

    def __init__(self, secret: str) -> None:
        self._wrapping = AESGCM(_derived(secret, "mynadesk.record.1"))

    def new(self, conversation: str) -> tuple[Seal, bytes]:
        """A seal with a fresh key, and the key wrapped, to be kept."""
        key = AESGCM.generate_key(_KEY)
        return Seal(key), _encrypt(self._wrapping, key, f"key {conversation}")

    def seal(self, conversation: str, wrapped: bytes) -> Seal:
        """The seal of a wrapped key. Raises Unreadable."""
        return Seal(_decrypt(self._wrapping, wrapped, f"key {conversation}"))

    def close(self, value: bytes, place: str) -> bytes:
        """A small secret of the installation's own, sealed for its place."""
        return _encrypt(self._wrapping, value, place)

    def open(self, sealed: bytes, place: str) -> bytes:
        """The secret. Raises Unreadable."""
        return _decrypt(self._wrapping, sealed, place)
