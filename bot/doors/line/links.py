"""Addresses as the app is to open them: in the phone's own browser, where calendar files and PDFs work."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from bot.doors.line.limits import URI

OPEN: Final = "openExternalBrowser=1"


def outside(address: str) -> str | None:
    """The address with the app's own parameter, in ASCII; None when it is not a whole one or too long for a button."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    query = quote(parts.query, safe="=&%/?:;,+@!$'()*~-._")
    asked = f"{query}&{OPEN}" if query else OPEN
    path, fragment = quote(parts.path, safe="/%:@!$&'()*+,;=~-._"), quote(parts.fragment, safe="%/?:@!$&'()*+,;=~-._")
    link = urlunsplit((parts.scheme, f"{host}{port}", path, asked, fragment))
    return link if len(link) <= URI else None
