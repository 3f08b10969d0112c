"""The receipt, by a receipt printer (ESC/POS) or a print queue of the system. What a printer or CUPS itself keeps is not ours
to wipe: docs/kiosk.md says how CUPS is set so that it keeps nothing."""

from __future__ import annotations

import socket
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

from bot.kiosk.model import Print

RAW_PORT: Final = 9100  # where receipt printers on a network listen
WIDTH: Final = 32  # columns of 58 mm paper; a Japanese letter takes two
KANJI: Final = b"\x1c&\x1cC\x01"  # FS &, FS C 1: Japanese letters, in Shift JIS
PRINTING: Final = 20.0  # seconds


class PrinterFailed(Exception):
    """The printer cannot be used; the message says why in the words of the system."""


class Printer(Protocol):
    """Prints one receipt."""

    def print(self, order: Print) -> None:
        """Print it. Raises PrinterFailed."""

    def look(self) -> None:
        """Whether it is there. Raises PrinterFailed."""


def open_printer(setting: str) -> Printer:
    """The printer of MYNADESK_KIOSK_PRINTER; it is reached with each receipt anew, for printers come and go."""
    kind, _, place = setting.partition(":")
    if kind == "cups":
        return Queue(place)
    return Receipts(
        (lambda content: _to_file(place, content)) if kind == "file" else lambda content: _to_host(place, content)
    )


class Receipts:
    """A receipt printer. `send` takes the bytes that it understands, and none to see whether it is there."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send

    def print(self, order: Print) -> None:
        """Print the lines, the code and cut."""
        self._sent(receipt(order))

    def look(self) -> None:
        """Whether it is there."""
        self._sent(b"")

    def _sent(self, content: bytes) -> None:
        try:
            self._send(content)
        except OSError as error:
            raise PrinterFailed(error.strerror or type(error).__name__) from None


def receipt(order: Print) -> bytes:
    """The receipt in the printer's language."""
    from escpos.printer import Dummy  # here: it loads much, and most kiosks print nothing

    made = Dummy()
    made._raw(KANJI)
    for line in order.lines:
        for row in folded(line):
            made._raw(row.encode("cp932", "replace") + b"\n")
    if order.calendar.startswith("https://"):
        made.qr(order.calendar, size=4, native=True)
    made.cut()
    return bytes(made.output)


def _to_file(place: str, content: bytes) -> None:
    with Path(place).open("ab") as device:
        device.write(content)


def _to_host(place: str, content: bytes) -> None:
    host, _, port = place.partition(":")
    with socket.create_connection((host, int(port or RAW_PORT)), timeout=5) as door:
        door.sendall(content)


class Queue:
    """A queue of CUPS, by `lp`."""

    def __init__(self, name: str) -> None:
        self._name = name

    def print(self, order: Print) -> None:
        """Hand the lines to `lp`, by its input. CUPS spools them on the disk, and keeps them unless it is told not to."""
        text = "\n".join(row for line in order.lines for row in folded(line))
        try:
            command = ["lp", "-s", "-d", self._name, "-"]
            subprocess.run(command, input=text.encode(), check=True, capture_output=True, timeout=PRINTING)
        except (OSError, subprocess.SubprocessError) as error:
            raise PrinterFailed(type(error).__name__) from None

    def look(self) -> None:
        """Whether the system knows the queue."""
        try:
            subprocess.run(["lpstat", "-p", self._name], check=True, capture_output=True, timeout=PRINTING)
        except (OSError, subprocess.SubprocessError) as error:
            raise PrinterFailed(type(error).__name__) from None


def folded(line: str) -> Iterator[str]:
    """The line in rows that fit on the paper."""
    row, width = "", 0
    for letter in line:
        wide = 2 if unicodedata.east_asian_width(letter) in "WFA" else 1
        if width + wide > WIDTH:
            yield row
            row, width = "", 0
        row, width = row + letter, width + wide
    yield row
