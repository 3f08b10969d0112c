"""What the doctor finds, and how to mend it, on machines made of a few files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from bot.card import diagnose
from bot.card.diagnose import Finding
from bot.card.errors import ACCESS_DENIED, NO_SERVICE, DriverMissing, ServiceError
from bot.card.reader import Service

TODAY = date(2026, 11, 22)


class Readers:
    """A service with these readers, or one that fails."""

    def __init__(self, *names: str, error: Exception | None = None) -> None:
        self._names = list(names)
        self._error = error

    def __call__(self) -> Readers:
        if self._error:
            raise self._error
        return self

    def readers(self) -> list[str]:
        return self._names

    def close(self) -> None:
        pass


def findings(root: Path, service: Readers, **environ: str) -> dict[str, Finding]:
    found = diagnose.diagnose(cast(Callable[[], Service], service), root, environ, TODAY)
    return {finding.name: finding for finding in found}


def put(root: Path, file: str, text: str = "") -> None:
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(text)


def test_a_machine_in_order_has_nothing_to_mend(tmp_path: Path) -> None:
    (tmp_path / diagnose.CCID_DRIVER).mkdir(parents=True)
    found = findings(tmp_path, Readers("ACS ACR1251 00 00"))
    assert all(finding.ok and not finding.mend for finding in found.values())
    assert "ACS ACR1251 00 00" in found["reader"].says


@pytest.mark.parametrize(
    ("service", "name", "hint"),
    [
        (Readers(error=DriverMissing("x")), "pyscard", "requirements/kiosk.txt"),
        (Readers(error=ServiceError(NO_SERVICE, "open a context")), "service", "apt-get install pcscd"),
        (Readers(error=ServiceError(ACCESS_DENIED, "open a context")), "permission", "polkit"),
        (Readers(), "reader", "つなぎ直して"),
    ],
)
def test_what_is_missing_comes_with_a_way_to_mend_it(tmp_path: Path, service: Readers, name: str, hint: str) -> None:
    finding = findings(tmp_path, service)[name]
    assert not finding.ok and hint in finding.mend


def test_an_installed_but_stopped_service_is_to_be_started(tmp_path: Path) -> None:
    put(tmp_path, "usr/sbin/pcscd")
    finding = findings(tmp_path, Readers(error=ServiceError(NO_SERVICE, "open a context")))["service"]
    assert "systemctl" in finding.mend


def test_a_configured_reader_that_is_not_there_is_named(tmp_path: Path) -> None:
    finding = findings(tmp_path, Readers("ACS 00 00"), MYNADESK_CARD_READER="Sony")["reader"]
    assert not finding.ok and "Sony" in finding.says and "ACS 00 00" in finding.mend


@pytest.mark.parametrize(
    "service", [Readers("ACS 00 00"), Readers(error=ServiceError(ACCESS_DENIED, "open a context"))]
)
def test_every_finding_has_a_name_for_people(tmp_path: Path, service: Readers) -> None:
    put(tmp_path, diagnose.VIRTUAL_DRIVER)
    assert all(finding.label for finding in findings(tmp_path, service).values())


def test_the_rule_that_gives_permission_stands_in_the_document() -> None:
    text = (Path(diagnose.__file__).parents[2] / "docs" / "card.md").read_text(encoding="utf-8")
    assert "Permission (polkit)" in text and "org.debian.pcsc-lite.access_pcsc" in text


def test_a_missing_usb_driver_is_told(tmp_path: Path) -> None:
    assert "libccid" in findings(tmp_path, Readers())["driver"].mend


def test_a_reader_that_pcsc_cannot_use_is_recognised(tmp_path: Path) -> None:
    put(tmp_path, "sys/bus/usb/devices/1-1/idVendor", "054c\n")
    put(tmp_path, "sys/bus/usb/devices/1-1/idProduct", "06c3\n")
    assert not findings(tmp_path, Readers())["usb"].ok


def test_a_reader_of_the_standard_class_is_recognised(tmp_path: Path) -> None:
    put(tmp_path, "sys/bus/usb/devices/1-1:1.0/bInterfaceClass", "0b\n")
    assert findings(tmp_path, Readers())["usb"].ok


def test_a_kernel_module_in_the_way_is_told(tmp_path: Path) -> None:
    put(tmp_path, "proc/modules", "pn533_usb 20480 0 - Live 0x0\nusbcore 1 1 - Live 0x0\n")
    assert "blacklist pn533_usb" in findings(tmp_path, Readers())["kernel"].mend


def test_each_module_in_the_way_is_told_by_its_own_name(tmp_path: Path) -> None:
    put(tmp_path, "proc/modules", "nfc 100 0 - Live 0x0\n")
    assert "blacklist nfc" in findings(tmp_path, Readers())["kernel"].mend


def test_the_oldest_reader_without_a_driver_is_named(tmp_path: Path) -> None:
    put(tmp_path, "sys/bus/usb/devices/1-1/idVendor", "054c\n")
    put(tmp_path, "sys/bus/usb/devices/1-1/idProduct", "01bb\n")
    assert "054c:01bb" in findings(tmp_path, Readers())["usb"].says


@pytest.mark.parametrize(("environment", "ok"), [("production", False), ("development", True)])
def test_the_virtual_reader_has_no_place_in_production(tmp_path: Path, environment: str, ok: bool) -> None:
    put(tmp_path, diagnose.VIRTUAL_DRIVER)
    assert findings(tmp_path, Readers(), MYNADESK_ENV=environment)["virtual"].ok is ok


def test_a_wrong_clock_is_told(tmp_path: Path) -> None:
    found = diagnose.diagnose(cast(Callable[[], Service], Readers()), tmp_path, {}, date(2020, 1, 1))
    assert not {finding.name: finding for finding in found}["clock"].ok
