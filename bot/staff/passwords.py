"""Passwords and one-time codes of staff. Nothing is kept that lets anybody in: Argon2id, and hashes of recovery codes."""

from __future__ import annotations

import hashlib
import re
import secrets
from functools import cache
from time import time
from typing import Final

import pyotp
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from bot.keys import bits
from bot.words import Words

SAY: Final = Words(__file__)

SHORTEST: Final = 12  # characters
LONGEST: Final = 200
LEAST_BITS: Final = 24.0  # rows, repetitions and well-known words count nothing
RECOVERY_CODES: Final = 8
ISSUER: Final = "mynadesk"
SECRET: Final = re.compile(r"[A-Z2-7]{32}", re.ASCII)
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # no letter that looks like another


class PasswordRefused(Exception):
    """A password cannot be taken; the Japanese message says why."""


@cache
def hasher() -> PasswordHash:
    """Argon2id with pwdlib's usual cost (64 MiB, three rounds)."""
    return PasswordHash((Argon2Hasher(),))


def checked(name: str, password: str) -> str:
    """The password itself. Raises PasswordRefused."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordRefused(SAY("length", least=SHORTEST, most=LONGEST))
    if name.lower() in password.lower() or bits(password) < LEAST_BITS:
        raise PasswordRefused(SAY("guessable"))
    return password


@cache
def nobodys() -> str:
    """The hash of a password that nobody has: an unknown name costs as long as a known one."""
    return str(hasher().hash(secrets.token_urlsafe(24)))


def step_of(secret: str, code: str, after: int) -> int | None:
    """The 30-second step that the one-time code is of, one before or after now at most; None when it is wrong or of a step up to
    `after`, which was used."""
    now = int(time()) // 30
    steps = (step for step in (now, now - 1, now + 1) if step > after)
    maker = pyotp.TOTP(secret)
    return next((step for step in steps if pyotp.utils.strings_equal(maker.generate_otp(step), code)), None)


def new_totp(name: str, shown: str = "") -> tuple[str, str]:
    """A fresh secret, or the one that was `shown` already, and the address that an authenticator reads as a QR code."""
    secret = shown if SECRET.fullmatch(shown) else pyotp.random_base32()
    return secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def new_recovery_codes() -> list[str]:
    """Codes for once, of about 50 bits each."""
    return [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)
    ]


def digest(code: str) -> str:
    """What is kept of a recovery code; spaces and capitals do not matter."""
    return hashlib.sha256("".join(code.lower().split()).encode()).hexdigest()
