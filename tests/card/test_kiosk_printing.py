"""The receipt: what goes to the printer, and what is said when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.kiosk.model import Print
from bot.kiosk.printing import WIDTH, PrinterFailed, folded, open_printer


def test_a_receipt_goes_to_the_printer_in_its_letters_with_the_code_and_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "printer"
    file.write_bytes(b"")
    open_printer(f"file:{file}").print(Print(("更新　2026年12月20日まで", "あいう" * 20), "https://desk.example/a.ics"))
    written = file.read_bytes()
    assert "更新".encode("cp932") in written and b"https://desk.example/a.ics" in written
    assert written.index(b"\x1dV") > written.index(b"https://")  # GS V: cut


def test_no_line_is_wider_than_the_paper() -> None:
    rows = list(folded("電子証明書の更新" * 5 + "abc" * 20))
    assert all(sum(2 if ord(one) > 255 else 1 for one in row) <= WIDTH for row in rows) and "".join(rows).endswith(
        "abc"
    )
    assert list(folded("")) == [""]


@pytest.mark.parametrize("setting", ["file:/nowhere/at/all", "network:127.0.0.1"])
def test_a_printer_that_is_not_there_fails_in_one_way(setting: str) -> None:
    with pytest.raises(PrinterFailed):
        open_printer(setting).print(Print(("x",), ""))


def test_a_queue_that_does_not_exist_fails_too() -> None:
    with pytest.raises(PrinterFailed):
        open_printer("cups:no-such-queue").print(Print(("x",), ""))
