"""What `mynadesk doctor` says about card reading: service, readers, drivers, permissions, and how to mend
each."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from bot.card.errors import ACCESS_DENIED, DriverMissing, ServiceError
from bot.card.reader import OpenService, open_service
from bot.card.status import BUILT_ON, JST
from bot.words import Words

SAY: Final = Words(__file__)

PCSCD = ("usr/sbin/pcscd", "usr/bin/pcscd")
CCID_DRIVER = "usr/lib/pcsc/drivers/ifd-ccid.bundle"
VIRTUAL_DRIVER = "usr/lib/pcsc/drivers/serial/libifdvpcd.so"
USB_DEVICES = "sys/bus/usb/devices"
SMART_CARD_CLASS = "0b"
WITHOUT_PCSC = {("054c", "06c1"), ("054c", "06c3"), ("054c", "02e1"), ("054c", "0193"), ("054c", "01bb")}
"""USB identities of Sony RC-S380 and older PaSoRi readers, which pcscd has no driver for."""
IN_THE_WAY = ("port100", "pn533_usb", "pn533", "nfc")
"""Kernel modules that seize some readers before pcscd can."""


POLKIT_RULES = "/etc/polkit-1/rules.d"


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `says`: how it stands. `mend`: what to do when not `ok`, else empty."""

    name: str
    ok: bool
    says: str
    mend: str = ""

    @property
    def label(self) -> str:
        """The name for people."""
        return SAY.table("labels")[self.name]


def diagnose(
    open_service: OpenService = open_service,
    root: Path = Path("/"),
    environ: Mapping[str, str] = os.environ,
    today: date | None = None,
) -> list[Finding]:
    """Everything card reading needs. `root`: where the system's files are. Asks no card anything; never
    raises."""
    findings = [*_service_and_readers(open_service, root, environ.get("MYNADESK_CARD_READER", ""))]
    findings += [_driver(root), *_usb(root), *_modules(root)]
    findings += _virtual_reader(root, environ.get("MYNADESK_ENV") == "production")
    findings.append(_clock(today or datetime.now(JST).date()))
    return findings


def _service_and_readers(open_service: OpenService, root: Path, wanted: str) -> list[Finding]:
    library = Finding("pyscard", True, SAY("has_library"))
    try:
        service = open_service()
    except DriverMissing:
        mend = SAY("library_mend")
        return [Finding("pyscard", False, SAY("no_library"), mend)]
    except ServiceError as error:
        return [library, _no_service(error, root)]
    try:
        names = service.readers()
    except ServiceError as error:
        return [library, _no_service(error, root)]
    finally:
        service.close()
    return [library, Finding("service", True, SAY("service_runs")), _readers(names, wanted)]


def _no_service(error: ServiceError, root: Path) -> Finding:
    if error.code == ACCESS_DENIED:
        return Finding(
            "permission",
            False,
            SAY("denied"),
            SAY("denied_mend", rules=POLKIT_RULES),
        )
    if not any((root / place).exists() for place in PCSCD):
        return Finding(
            "service",
            False,
            SAY("service_missing"),
            "sudo apt-get install pcscd libccid",
        )
    return Finding(
        "service",
        False,
        SAY("service_stopped", code=error.code),
        SAY("service_mend"),
    )


def _readers(names: list[str], wanted: str) -> Finding:
    if not names:
        mend = SAY("reader_mend")
        return Finding("reader", False, SAY("no_reader"), mend)
    listed = "、".join(names)
    if wanted and not any(name.startswith(wanted) for name in names):
        return Finding(
            "reader",
            False,
            SAY("other_reader", wanted=wanted),
            SAY("other_reader_mend", listed=listed),
        )
    return Finding("reader", True, SAY("readers", count=len(names), listed=listed))


def _driver(root: Path) -> Finding:
    if (root / CCID_DRIVER).exists():
        return Finding("driver", True, SAY("has_driver"))
    mend = SAY("driver_mend")
    return Finding("driver", False, SAY("no_driver"), mend)


def _usb(root: Path) -> list[Finding]:
    """Readers on USB that pcscd cannot use, and whether one of the standard class is there."""
    devices = root / USB_DEVICES
    found = []
    for device in sorted(devices.glob("*")):
        identity = (_text(device / "idVendor"), _text(device / "idProduct"))
        if identity in WITHOUT_PCSC:
            says = SAY("usb_useless", identity=":".join(identity))
            mend = SAY("usb_mend")
            found.append(Finding("usb", False, says, mend))
        elif _text(device / "bInterfaceClass") == SMART_CARD_CLASS:
            found.append(Finding("usb", True, SAY("usb_reader", name=device.name)))
    return found


def _modules(root: Path) -> list[Finding]:
    loaded = {line.split()[0] for line in _text(root / "proc/modules").splitlines() if line.strip()}
    return [
        Finding(
            "kernel",
            False,
            SAY("module", module=module),
            SAY("module_mend", module=module),
        )
        for module in IN_THE_WAY
        if module in loaded
    ]


def _virtual_reader(root: Path, production: bool) -> list[Finding]:
    if not (root / VIRTUAL_DRIVER).exists():
        return []
    says = SAY("has_virtual")
    if not production:
        return [Finding("virtual", True, says)]
    mend = SAY("virtual_mend")
    return [Finding("virtual", False, says, mend)]


def _clock(today: date) -> Finding:
    if today >= BUILT_ON:
        return Finding("clock", True, SAY("clock", today=today.isoformat()))
    mend = SAY("clock_mend")
    return Finding("clock", False, SAY("clock_wrong", today=today.isoformat()), mend)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
