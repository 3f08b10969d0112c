"""What foreign code logs in the engine's process tells its place, never its words."""

from __future__ import annotations

import io
import logging
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest

from bot.guard.logs import only_places

NAME = "トドロキ銀次郎"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """What the root logger writes, after only_places(); everything as before afterwards."""
    factory, hooks = logging.getLogRecordFactory(), (sys.excepthook, sys.unraisablehook, threading.excepthook)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s %(exc_text)s %(stack_info)s"))
    logging.getLogger().addHandler(handler)
    with warnings.catch_warnings():
        only_places(but="bot.")
        yield written
        logging.captureWarnings(False)
    logging.getLogger().removeHandler(handler)
    logging.setLogRecordFactory(factory)
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks


def fails() -> None:
    said = f"夫の{NAME}に"
    raise ValueError(said)


def test_a_message_is_replaced_by_its_place(out: io.StringIO) -> None:
    logging.getLogger("rasa.core").error(f"received {NAME}")
    logging.getLogger("rasa.core").error("received %s", NAME)
    logging.getLogger("rasa.core").error({"text": NAME})
    text = out.getvalue()
    assert text.count("test_places_only.py") == 3 and "rasa.core" in text and "ERROR" in text
    assert NAME not in text and "received" not in text


def test_of_an_error_its_kind_stays(out: io.StringIO) -> None:
    try:
        fails()
    except ValueError:
        logging.getLogger("sanic.error").exception("at %s", NAME, stack_info=True)
    assert "ValueError" in out.getvalue() and NAME not in out.getvalue()


def test_our_own_code_keeps_its_words_but_no_traceback(out: io.StringIO) -> None:
    try:
        fails()
    except ValueError:
        logging.getLogger("bot.nlu.desk_channel").exception("turn given up: %s", "CancelledError")
    assert "turn given up: CancelledError" in out.getvalue() and NAME not in out.getvalue()


def test_warnings_and_uncaught_errors_are_told_without_words(out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    warnings.simplefilter("always")
    warnings.warn(NAME, stacklevel=1)
    try:
        fails()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    printed = capsys.readouterr()
    assert "ValueError" in printed.err and "py.warnings" in out.getvalue()
    assert NAME not in printed.err + printed.out + out.getvalue()
