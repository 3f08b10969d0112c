"""Settings of the kiosk's agent, from the environment (docs/kiosk.md).

MYNADESK_KIOSK_DESK     address of the desk (default http://127.0.0.1:8000/); http only on this machine
MYNADESK_KIOSK_KEY      this device's key (needed), MYNADESK_KIOSK_DEVICE its name (default kiosk-1)
MYNADESK_KIOSK_PORT     port of the page on loopback (default 8350)
MYNADESK_KIOSK_BROWSER  the browser's program, with further options behind it (default chromium)
MYNADESK_KIOSK_PRINTER  file:PATH (also of a device, /dev/usb/lp0), network:HOST or cups:NAME; empty: no printer
MYNADESK_KIOSK_STAFF    a program that is run with the reason when staff is called; empty: only the log
MYNADESK_KIOSK_DATA     folder for the rulebook to go on with (default var/kiosk)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bot.words import Words

SAY: Final = Words(__file__)
USUAL: Final = {
    "MYNADESK_KIOSK_DESK": "http://127.0.0.1:8000/",
    "MYNADESK_KIOSK_KEY": "",
    "MYNADESK_KIOSK_DEVICE": "kiosk-1",
    "MYNADESK_KIOSK_PORT": "8350",
    "MYNADESK_KIOSK_BROWSER": "chromium",
    "MYNADESK_KIOSK_PRINTER": "",
    "MYNADESK_KIOSK_STAFF": "",
    "MYNADESK_KIOSK_DATA": "var/kiosk",
}
CHECKED: Final = ("MYNADESK_KIOSK_PORT", "MYNADESK_KIOSK_DEVICE", "MYNADESK_KIOSK_KEY", "MYNADESK_KIOSK_PRINTER")
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
PRINTER: Final = re.compile(r"(?:file:.+|network:[\w.:-]+|cups:[\w.-]+)?")


class BadSetting(ValueError):
    """A setting cannot be used; the message names it and what would do, never a key."""


@dataclass(frozen=True)
class KioskSettings:
    """`desk` ends with a slash."""

    desk: str
    key: str = field(repr=False)
    device: str
    port: int
    browser: str
    printer: str
    staff: str
    data: Path


def kiosk_settings(environ: Mapping[str, str]) -> KioskSettings:
    """The settings in `environ`. Raises BadSetting."""
    given = {name: environ.get(name) or usual for name, usual in USUAL.items()}
    port, device, key, printer = (given[name] for name in CHECKED)
    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise BadSetting(SAY("port", given=port))
    if not re.fullmatch(r"[\w.-]{1,60}", device, re.ASCII):
        raise BadSetting(SAY("device"))
    if len(key) < 16:
        raise BadSetting(SAY("key"))
    if not PRINTER.fullmatch(printer):
        raise BadSetting(SAY("printer", given=printer))
    return KioskSettings(
        desk=_desk(given["MYNADESK_KIOSK_DESK"]),
        key=key,
        device=device,
        port=int(port),
        browser=given["MYNADESK_KIOSK_BROWSER"],
        printer=printer,
        staff=given["MYNADESK_KIOSK_STAFF"],
        data=Path(given["MYNADESK_KIOSK_DATA"]).resolve(),
    )


def _desk(given: str) -> str:
    try:
        parts = urlsplit(given)
        good = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        good = good and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or "@" in given or "?" in given or "#" in given:
        raise BadSetting(SAY("desk", given=given))
    return given if given.endswith("/") else f"{given}/"
