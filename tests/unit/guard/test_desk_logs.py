"""Every record of the desk's process is masked, whatever logger and handler it goes through."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
import uvicorn

from bot.guard.guard import MaskingFilter
from bot.guard.logs import guard_logs, where

NUMBER = "123456789018"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Takes filters and handlers away again."""
    names = ("uvicorn", "uvicorn.error", "uvicorn.access", "tests.own")
    before = {name: (logging.getLogger(name).handlers[:], logging.getLogger(name).propagate, logging.getLogger(name).level) for name in names}
    yield
    for name, (handlers, propagate, level) in before.items():
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)
    for handler in [*logging.getLogger().handlers, logging.lastResort]:
        if handler:
            handler.filters[:] = [one for one in handler.filters if not isinstance(one, MaskingFilter)]


def written(logger: logging.Logger) -> str:
    """What a handler of `logger` writes when a number is logged."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    logger.addHandler(handler)
    guard_logs()
    logger.warning("said %s", NUMBER)
    logger.removeHandler(handler)
    return out.getvalue()


def test_a_handler_of_the_root_masks() -> None:
    assert NUMBER not in (text := written(logging.getLogger())) and "said" in text


def test_a_handler_of_any_other_logger_masks() -> None:
    assert NUMBER not in (text := written(logging.getLogger("tests.own"))) and "said" in text


def test_without_any_handler_the_last_resort_masks(capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("tests.own")
    logger.propagate = False
    guard_logs()
    logger.warning("said %s", NUMBER)
    error = capsys.readouterr().err
    assert "said" in error and NUMBER not in error


def test_the_servers_own_handlers_mask(capsys: pytest.CaptureFixture[str]) -> None:
    uvicorn.Config("no:app", log_level="warning")  # sets up uvicorn's handlers
    guard_logs()
    try:
        raise ValueError(f"cannot read {NUMBER}")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    error = capsys.readouterr().err
    assert "ASGI" in error and NUMBER not in error


def test_guarding_twice_masks_once() -> None:
    guard_logs()
    guard_logs()
    for handler in logging.getLogger().handlers:
        assert sum(isinstance(one, MaskingFilter) for one in handler.filters) == 1


def test_the_place_of_an_error_is_told_without_its_words() -> None:
    words = "".join(("ひみ", "つ"))
    try:
        raise KeyError(words)
    except KeyError as error:
        told = where(error)
    assert told.startswith("KeyError\n") and "test_desk_logs.py" in told and words not in told
