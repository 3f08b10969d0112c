"""Settings of the LINE door, from MYNADESK_LINE_*. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bot.words import Words

SAY: Final = Words(__file__)

API: Final = "https://api.line.me"
FILES: Final = "https://api-data.line.me"  # pictures go to a host of their own
INSURERS: Final = ("", "kitamura", "kitaku")
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


class LineRefused(Exception):
    """A setting cannot be used. The Japanese message names it and what to do; it never shows a secret."""


@dataclass(frozen=True)
class LineSettings:
    """The channel. `secret` and `token` empty: there is no LINE door. `push`: answers whose reply token is void, and
    reminders, may be pushed (they count to the account's monthly quota). `insurer`: of everybody at this account, or empty:
    each tells. `api`: where the platform is, its simulator while developing."""

    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    push: bool = False
    insurer: str = ""
    api: str = API

    @property
    def open(self) -> bool:
        """Whether there is a LINE door."""
        return bool(self.secret)

    @property
    def files(self) -> str:
        """Where pictures are sent to."""
        return FILES if self.api == API else self.api


def _one_secret(env: Mapping[str, str], name: str) -> str:
    """The value of `name`, or the content of the file that NAME_FILE names; empty when neither is set."""
    given, file = env.get(name) or "", env.get(f"{name}_FILE") or ""
    if given and file:
        raise LineRefused(SAY("twice", name=name))
    if file:
        try:
            given = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError):
            raise LineRefused(SAY("no_file", name=name)) from None
    if (given or file) and not re.fullmatch(r"[\x21-\x7e]{16,600}", given):
        raise LineRefused(SAY("no_secret", name=name))
    return given


def _api(env: Mapping[str, str], *, production: bool) -> str:
    given = (env.get("MYNADESK_LINE_API") or API).rstrip("/")
    try:
        parts = urlsplit(given)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.path or parts.query)
        near = parts.hostname in _LOOPBACK
    except ValueError:
        good = near = False
    if not good or (parts.scheme == "http" and not near) or (production and given != API):
        raise LineRefused(SAY("no_api", api=API))
    return given


def load_line(env: Mapping[str, str], *, production: bool) -> LineSettings:
    """The door's settings. Raises LineRefused."""
    secret, token = _one_secret(env, "MYNADESK_LINE_SECRET"), _one_secret(env, "MYNADESK_LINE_TOKEN")
    if bool(secret) != bool(token):
        raise LineRefused(SAY("only_one"))
    push, insurer = env.get("MYNADESK_LINE_PUSH") or "0", env.get("MYNADESK_LINE_INSURER") or ""
    if push not in ("0", "1"):
        raise LineRefused(SAY("no_switch"))
    if insurer not in INSURERS:
        raise LineRefused(SAY("no_insurer"))
    return LineSettings(secret, token, push == "1", insurer, _api(env, production=production))
