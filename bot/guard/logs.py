"""What may stand in a log: everything masked, and of an error its kind and place, never its words."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

from bot.guard.guard import MaskingFilter


def guard_logs() -> None:
    """Every log record of this process passes the masking filter, also where no handler was set up."""
    masking = MaskingFilter()
    loggers = [
        logging.getLogger(),
        *(one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)),
    ]
    handlers = [handler for logger in loggers for handler in logger.handlers]
    for handler in [*handlers, *([logging.lastResort] if logging.lastResort else [])]:
        if not any(isinstance(one, MaskingFilter) for one in handler.filters):
            handler.addFilter(masking)


def only_places(but: str) -> None:
    """From now on every log record of this process, whoever writes it, tells its place and the kind of its error and
    nothing else: foreign code writes messages, local variables and errors' words. Loggers whose names begin with `but`
    keep their words. The same holds for what Python prints about warnings and about errors that nobody caught."""

    def record(
        name: str, level: int, path: str, line: int, msg: object, args: Any, error: Any, *rest: Any, **_more: Any
    ) -> Any:
        function = rest[0] if rest else ""
        kind = f" {error[0].__name__}" if isinstance(error, tuple) and error[0] else ""
        if not str(name).startswith(but):
            msg, args = f"{name} {path}:{line} {function}{kind}", ()
        return logging.LogRecord(name, level, path, line, msg, args, None, function)

    def uncaught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        print(where(error), file=sys.stderr)

    logging.setLogRecordFactory(record)
    logging.captureWarnings(True)
    sys.excepthook = uncaught
    threading.excepthook = lambda hooked: print(hooked.exc_type.__name__, file=sys.stderr)
    sys.unraisablehook = lambda hooked: print(hooked.exc_type.__name__, file=sys.stderr)


def where(error: BaseException) -> str:
    """The type and the place of an error. Its words stay out: they may quote what a person wrote."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
