"""Log files of the parts: for the owner's eyes only, of bounded size, masked; a full disk stops nobody."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections import deque
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO, Final

from bot.guard.guard import MaskingFilter

LARGEST: Final = 1 << 20  # bytes; of each file
KEPT: Final = 3  # older files: engine.log.1 to engine.log.3
LONGEST_LINE: Final = 8192  # bytes; the rest becomes the next line
REMEMBERED: Final = 20  # lines


class _Handler(RotatingFileHandler):
    """Opens for the owner only. What cannot be written is dropped: a log must never be in the way."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.fchmod(handle, 0o600)  # a file of an earlier version may be open to all
        return os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:
        pass

    def rotate(self, source: str, dest: str) -> None:
        try:
            super().rotate(source, dest)
        except OSError:
            os.truncate(source, 0)  # bounded comes before complete


class LogFile:
    """One log file in `folder`. Each line passes the masking filter."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        self.path = folder / name
        (folder / name.replace(".log", ".previous.log")).unlink(missing_ok=True)  # an earlier version's, without bound
        for old in folder.glob(f"{name}*"):
            old.chmod(0o600)
        self._handler = _Handler(self.path, maxBytes=LARGEST, backupCount=KEPT, delay=True, encoding="utf-8")
        self._handler.addFilter(MaskingFilter())

    def write(self, line: str) -> None:
        """Adds a line. Never raises."""
        self._handler.handle(logging.LogRecord("part", logging.INFO, "", 0, "%s", (line,), None))

    def begin(self) -> None:
        """Begins a new file; the one before stays beside it."""
        with contextlib.suppress(OSError):
            if self.path.exists():
                self._handler.doRollover()

    def close(self) -> None:
        """Closes the file; a later write opens it again."""
        with contextlib.suppress(OSError):  # what a full disk did not take is written once more at the end
            self._handler.close()


class Pump(threading.Thread):
    """Carries what a child process says into its log until the child is gone, and remembers the last lines."""

    def __init__(self, output: IO[bytes], log: LogFile) -> None:
        super().__init__(name=f"log {log.path.name}", daemon=True)
        self._output, self._log = output, log
        self.said: deque[str] = deque(maxlen=REMEMBERED)
        self.start()

    def run(self) -> None:
        """Reads to the end whatever happens: a child whose pipe is full would stand still."""
        with self._output:
            while line := self._output.readline(LONGEST_LINE):
                text = line.decode("utf-8", "replace").rstrip()
                self.said.append(text)
                self._log.write(text)
        self._log.close()
