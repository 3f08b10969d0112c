"""Secrets: how strong one must be, and those that are made once and kept in files of the owner alone. Standard library only."""

from __future__ import annotations

import contextlib
import math
import os
import re
import secrets
import stat
import tempfile
from pathlib import Path
from typing import Final

from bot.words import Words

SAY: Final = Words(__file__)

SHORTEST: Final = 16  # characters; the engine's door asks for as many
LEAST_BITS: Final = 30.0  # 16 random characters reach it but for one in 100,000; nothing repeated or well known does
_COMMON: Final = re.compile(
    "change.?(?:me|this|it)|pass(?:word|wort)?|secret|example|sample|default|dummy|test(?:ing)?|admin|root|mynadesk|kiosk"
    "|engine|session|token|letmein|welcome|himitsu|qwerty(?:uiop)?|asdf(?:ghjkl)?|zxcv(?:bnm)?|dragon|monkey|your|please"
    "|replace|insert|here|key",
    re.IGNORECASE,
)


class SecretRefused(Exception):
    """A secret cannot be used. The Japanese message names it and what to do; it never shows the secret."""


def checked(name: str, secret: str, *, strict: bool) -> str:
    """The secret itself. Raises SecretRefused for one too weak to sign or to open with; `strict` also for one that is long
    enough and yet easy to guess (production)."""
    if len(secret) < SHORTEST or not secret.isascii() or not secret.isprintable():
        raise SecretRefused(SAY("too_short", name=name, least=SHORTEST))
    if strict and bits(secret) < LEAST_BITS:
        raise SecretRefused(SAY("guessable", name=name))
    return secret


def kept(path: Path, *, strict: bool) -> str:
    """A random secret, made once and kept readable by the owner only. Raises SecretRefused for a spoilt or (`strict`) an
    open file."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # whole or not at all, even on a full disk; of two starts at once the first wins
        handle, new = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(32))
            with contextlib.suppress(FileExistsError):
                os.link(new, path)
        finally:
            os.unlink(new)
    # while developing it is let pass: a Windows folder seen from WSL has no such rights
    if strict and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SecretRefused(SAY("open_file", path=path))
    return checked(str(path), path.read_text(encoding="utf-8").strip(), strict=strict)


def bits(secret: str) -> float:
    """About how many bits a guesser has to try: well-known words, rows (abcd, 4321) and repetitions count nothing."""
    rest = re.sub(r"(.{1,8}?)\1{2,}", r"\1", _COMMON.sub("", secret))
    counted = [letter for before, letter in zip(f"\0{rest}", rest) if abs(ord(letter) - ord(before)) > 1]
    shares = [counted.count(letter) / len(counted) for letter in set(counted)]
    return -len(counted) * sum(share * math.log2(share) for share in shares)
