"""What may stand in a log: everything masked, and of an error its kind and place, never its words."""

from __future__ import annotations

import logging
import traceback

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


def where(error: BaseException) -> str:
    """The type and the place of an error. Its words stay out: they may quote what a person wrote."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
