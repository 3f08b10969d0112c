"""What `mynadesk doctor` says about card reading: service, readers, drivers, permissions, and how to mend
each."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bot.card.errors import ACCESS_DENIED, DriverMissing, ServiceError
from bot.card.reader import OpenService, open_service
from bot.card.status import BUILT_ON, JST

PCSCD = ("usr/sbin/pcscd", "usr/bin/pcscd")
CCID_DRIVER = "usr/lib/pcsc/drivers/ifd-ccid.bundle"
VIRTUAL_DRIVER = "usr/lib/pcsc/drivers/serial/libifdvpcd.so"
USB_DEVICES = "sys/bus/usb/devices"
SMART_CARD_CLASS = "0b"
WITHOUT_PCSC = {("054c", "06c1"), ("054c", "06c3"), ("054c", "02e1"), ("054c", "0193")}
"""USB identities of Sony RC-S380 and older PaSoRi readers, which pcscd has no driver for."""
IN_THE_WAY = ("port100", "pn533_usb", "pn533")
"""Kernel modules that seize some readers before pcscd can."""


LABELS = {
    "pyscard": "部品",
    "service": "サービス",
    "permission": "許可",
    "reader": "リーダー",
    "driver": "ドライバー",
    "usb": "USB",
    "kernel": "カーネル",
    "virtual": "仮想リーダー",
    "clock": "時計",
}
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
        return LABELS[self.name]


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
    library = Finding("pyscard", True, "pyscard が入っています。")
    try:
        service = open_service()
    except DriverMissing:
        mend = (
            "make setup-kiosk を実行してください。キオスクだけの機械では、libpcsclite-dev と swig を入れてから "
            "pip install -r requirements/kiosk.txt です。"
        )
        return [Finding("pyscard", False, "pyscard が入っていません。", mend)]
    except ServiceError as error:
        return [library, _no_service(error, root)]
    try:
        names = service.readers()
    except ServiceError as error:
        return [library, _no_service(error, root)]
    finally:
        service.close()
    return [library, Finding("service", True, "PC/SC サービスが動いています。"), _readers(names, wanted)]


def _no_service(error: ServiceError, root: Path) -> Finding:
    if error.code == ACCESS_DENIED:
        return Finding(
            "permission",
            False,
            "PC/SC サービスが、この利用者の接続を断りました（polkit）。",
            f"docs/card.md の「Permission (polkit)」にある規則を {POLKIT_RULES} に置いてください。",
        )
    if not any((root / place).exists() for place in PCSCD):
        return Finding(
            "service",
            False,
            "PC/SC サービス（pcscd）が入っていません。",
            "sudo apt-get install pcscd libccid",
        )
    return Finding(
        "service",
        False,
        f"PC/SC サービスが動いていません（{error.code:08X}）。",
        "sudo systemctl enable --now pcscd.socket（systemd のない環境では sudo pcscd）",
    )


def _readers(names: list[str], wanted: str) -> Finding:
    if not names:
        mend = "リーダーをつなぎ直してください。だめなら、下のドライバーと USB の項目を見てください。"
        return Finding("reader", False, "カードリーダーが見つかりません。", mend)
    listed = "、".join(names)
    if wanted and not any(name.startswith(wanted) for name in names):
        return Finding(
            "reader",
            False,
            f"設定 MYNADESK_CARD_READER の「{wanted}」で始まるリーダーがありません。",
            f"次のどれかの先頭部分を設定してください：{listed}",
        )
    return Finding("reader", True, f"リーダーが {len(names)} 台あります：{listed}")


def _driver(root: Path) -> Finding:
    if (root / CCID_DRIVER).exists():
        return Finding("driver", True, "USB リーダーのドライバー（libccid）が入っています。")
    mend = "sudo apt-get install libccid を実行し、pcscd を再起動してください。"
    return Finding("driver", False, "USB リーダーのドライバー（libccid）が入っていません。", mend)


def _usb(root: Path) -> list[Finding]:
    """Readers on USB that pcscd cannot use, and whether one of the standard class is there."""
    devices = root / USB_DEVICES
    found = []
    for device in sorted(devices.glob("*")):
        identity = (_text(device / "idVendor"), _text(device / "idProduct"))
        if identity in WITHOUT_PCSC:
            says = f"USB のリーダー {':'.join(identity)} は、PC/SC では使えません。"
            mend = "CCID 規格で Type B に対応するリーダーに替えてください（docs/card.md）。"
            found.append(Finding("usb", False, says, mend))
        elif _text(device / "bInterfaceClass") == SMART_CARD_CLASS:
            found.append(Finding("usb", True, f"USB に CCID 規格のリーダーがあります（{device.name}）。"))
    return found


def _modules(root: Path) -> list[Finding]:
    loaded = {line.split()[0] for line in _text(root / "proc/modules").splitlines() if line.strip()}
    return [
        Finding(
            "kernel",
            False,
            f"カーネルモジュール {module} が、リーダーを先に使うことがあります。",
            f"/etc/modprobe.d/ に「blacklist {module}」を書いて再起動してください。",
        )
        for module in IN_THE_WAY
        if module in loaded
    ]


def _virtual_reader(root: Path, production: bool) -> list[Finding]:
    if not (root / VIRTUAL_DRIVER).exists():
        return []
    says = "試験用の仮想リーダー（vsmartcard-vpcd）が入っています。"
    if not production:
        return [Finding("virtual", True, says)]
    mend = "外から偽のカードを置けるので、消してください：sudo apt-get purge vsmartcard-vpcd"
    return [Finding("virtual", False, says, mend)]


def _clock(today: date) -> Finding:
    if today >= BUILT_ON:
        return Finding("clock", True, f"時計は {today.isoformat()} を示しています。")
    mend = "時刻合わせ（timedatectl set-ntp true）をしてください。直るまで、期限内かどうかを判断しません。"
    return Finding("clock", False, f"時計が {today.isoformat()} を示しており、正しくありません。", mend)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
