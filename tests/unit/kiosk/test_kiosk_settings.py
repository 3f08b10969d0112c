"""Settings of the agent: what may be left out, and what is refused in words."""

from __future__ import annotations

import pytest

from bot.kiosk.settings import BadSetting, kiosk_settings

KEY = "a key of the tests, long enough"


def test_a_key_is_all_that_is_needed() -> None:
    found = kiosk_settings({"MYNADESK_KIOSK_KEY": KEY})
    assert (found.desk, found.device, found.port, found.browser, found.printer) == (
        "http://127.0.0.1:8000/",
        "kiosk-1",
        8350,
        "chromium",
        "",
    )
    assert KEY not in repr(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "x"),
        ("PORT", "65536"),
        ("DEVICE", "a b"),
        ("DEVICE", "ロビー"),
        ("KEY", "short"),
        ("PRINTER", "paper"),
        ("PRINTER", "usb:04b8:0e15"),
    ]
    + [
        ("DESK", bad)
        for bad in (
            "http://desk.example/",
            "ftp://x/",
            "x",
            "https://",
            "https://u:p@x/",
            "https://x/?a",
            "https://x:0/",
            "http://[/",
        )
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"MYNADESK_KIOSK_{name}") as raised:
        kiosk_settings({"MYNADESK_KIOSK_KEY": KEY, f"MYNADESK_KIOSK_{name}": value})
    assert "short" not in str(raised.value)


@pytest.mark.parametrize("value", ["https://desk.example", "https://desk.example/mado/", "http://localhost:8000/"])
def test_a_desk_far_away_is_reached_by_https(value: str) -> None:
    assert kiosk_settings({"MYNADESK_KIOSK_KEY": KEY, "MYNADESK_KIOSK_DESK": value}).desk == value.rstrip("/") + "/"


@pytest.mark.parametrize("value", ["file:/tmp/x", "network:192.0.2.7", "cups:Receipt_1"])
def test_printers(value: str) -> None:
    assert kiosk_settings({"MYNADESK_KIOSK_KEY": KEY, "MYNADESK_KIOSK_PRINTER": value}).printer == value
