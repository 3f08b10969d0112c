"""The guard that stands before everything: masks personal numbers before a text is stored, logged or sent on.

A My Number may not be collected here at all (番号法 arts. 15 and 20), so a message that holds one is refused
and the number never repeated. Insurer symbols and numbers are masked because asking for them is restricted
since 2020-10-01. Pure except for `MaskingFilter`, which changes the log record it is given.
"""

import logging
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.guard.numbers import Number, find_numbers, is_alone, is_last
from bot.guard.patterns import HARMLESS
from bot.guard.view import look
from bot.text import MAX_CHARS, cut, normalise_whole

PLACEHOLDERS: Final[Mapping[str, str]] = {
    "my_number": "〔個人番号〕",
    "pin": "〔暗証番号〕",
    "phone": "〔電話番号〕",
    "email": "〔メール〕",
    "insurer_number": "〔記号番号〕",
    "address": "〔住所〕",
    "other_number": "〔番号〕",
}
"""What stands in a masked text, by kind."""

MAX_LOG_CHARS = 20_000
_UNFINISHED_CHARS = 8  # a message this short without digits (つづきは) does not break a split number


@dataclass(frozen=True)
class Guarded:
    """A message that may be stored, logged and sent on.

    text: normalised and masked, at most `MAX_CHARS` characters (not shown in the repr).
    found: which kinds were masked, a subset of `PLACEHOLDERS`.
    digits: 0-16, how many digits of a number stand unfinished at the end of the message, together with those
        of the messages before it; hand it to the next `guard` of the conversation. A count, never the digits.
    """

    text: str = field(repr=False)
    found: frozenset[str]
    digits: int

    @property
    def refuses(self) -> bool:
        """True when the message held a My Number (or a card number as long): refuse kindly, keep nothing."""
        return "my_number" in self.found


def _mark_continuation(numbers: list[Number], view: str, earlier: int) -> None:
    """Mark the first number when it completes the `earlier` digits of the messages before."""
    if not (earlier and numbers):
        return
    lead = numbers[0]
    alone = is_alone(view, lead)
    if lead.size < 3 and not alone:
        return
    together = earlier + lead.size
    if 11 <= together <= 16:
        lead.kind = "my_number"
    elif alone and together >= 5 and lead.kind is None:
        lead.kind = "other_number"


def _unfinished_digits(numbers: list[Number], view: str, earlier: int) -> int:
    """Return how many digits a next message may continue."""
    if not numbers:
        return earlier if len(view) <= _UNFINISHED_CHARS and not re.search(r"[0-9]", view) else 0
    last = numbers[-1]
    if last.kind in ("my_number", "phone") or not is_last(view, last):
        return 0
    size = last.size + (earlier if is_alone(view, last) else 0)
    if size > 16:
        size = last.size
    return size if size >= 3 else 0


def _mask(text: str, marks: list[tuple[int, int, str]]) -> str:
    parts = []
    at = 0
    for start, end, kind in sorted(marks):
        if start >= at:
            parts += [text[at:start], PLACEHOLDERS[kind]]
        at = max(at, end)  # of two that overlap, nothing may stay
    return "".join([*parts, text[at:]])


def _pass(text: str, *, earlier: int, expects_date: bool, for_log: bool) -> tuple[str, frozenset[str], int]:
    view = look(text)
    claims, numbers = find_numbers(view, expects_date=expects_date, for_log=for_log)
    _mark_continuation(numbers, view.text, earlier)
    marked = [(n.start, n.end, n.kind) for n in numbers if n.kind is not None]
    covered = bytearray(len(view.text))
    for start, end, _ in marked:
        covered[start:end] = b"\1" * (end - start)
    marked += [claim for claim in claims if claim.kind not in HARMLESS and not covered[claim.start]]
    masked = _mask(text, [(*view.real(start, end), kind) for start, end, kind in marked])
    return masked, frozenset(kind for _, _, kind in marked), _unfinished_digits(numbers, view.text, earlier)


def guard(text: str, *, earlier_digits: int = 0, expects_date: bool = False) -> Guarded:
    """Normalise and mask a message; never raises, and a guarded text comes through a second time unchanged.

    In: the raw message; `earlier_digits`, the `digits` of the `Guarded` before it in the same conversation
    (0 if none), for numbers split over messages; `expects_date`, True when the bot just asked for a day, so
    that answers such as 1203 stay. Masking comes before the cut, so that no half number is left at the end.
    """
    text = normalise_whole(text)
    text, found, digits = _pass(text, earlier=earlier_digits, expects_date=expects_date, for_log=False)
    more = found
    while more or len(text) > MAX_CHARS:  # a mask can bring a word and a number together: look again
        text = normalise_whole(cut(text, MAX_CHARS))
        text, more, _ = _pass(text, earlier=0, expects_date=expects_date, for_log=False)
        found |= more
    return Guarded(text, found, 0 if "my_number" in found else digits)


def mask_for_log(text: str) -> str:
    """Return `text` with its layout kept and personal numbers masked; cut at `MAX_LOG_CHARS` characters.

    Numbers of up to six digits in one piece (ports, process ids) stay readable.
    """
    if len(text) > MAX_LOG_CHARS:
        text = cut(text, MAX_LOG_CHARS) + "…"
    while True:
        text, found, _ = _pass(text, earlier=0, expects_date=False, for_log=True)
        if not found:
            return text


def mask_mapping(value: object, *, depth: int = 20) -> object:
    """Return a copy of JSON-like `value` for a log: strings, keys and long numbers masked, at every level.

    Anything that is not JSON is replaced by its masked text; deeper than `depth` levels becomes "…".
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        if not math.isfinite(value) or abs(value) < 10**6 or value % 1:
            return value  # counts, ports and durations identify nobody
        plain = f"{value:.0f}"
        masked = mask_for_log(plain)
        return value if masked == plain else masked
    if depth <= 0:
        return "…"
    if isinstance(value, Mapping):
        return {mask_for_log(str(k)): mask_mapping(v, depth=depth - 1) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [mask_mapping(item, depth=depth - 1) for item in value]
    return mask_for_log(value if isinstance(value, str) else str(value))


class MaskingFilter(logging.Filter):
    """Masks each record that passes; put it on every handler (a logger's filter misses its children).

    Message, arguments, exception and stack texts and extra attributes are masked. Never raises and never
    drops a record: one that cannot be masked is replaced by a sentence that says so.
    """

    _OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
    _WITHHELD = "log record withheld: it could not be masked"

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask `record` in place; always True."""
        try:
            self._mask(record)
        except Exception:  # whatever an object's __str__ raises: logging must go on
            record.msg, record.args = self._WITHHELD, None
            record.exc_info = record.exc_text = record.stack_info = None
            for name in set(vars(record)) - self._OWN:
                setattr(record, name, None)
        return True

    def _mask(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        masked = mask_for_log(message)
        # Arguments are kept apart where possible: some formatters (uvicorn's) read them.
        if masked != message and isinstance(record.args, tuple):
            record.args = tuple(mask_for_log(a) if isinstance(a, str) else a for a in record.args)
        if not isinstance(record.args, tuple) or record.getMessage() != masked:
            record.msg, record.args = masked, None
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_info = None  # formatters that print it themselves would print it unmasked
        if record.exc_text:
            record.exc_text = mask_for_log(record.exc_text)
        if record.stack_info:
            record.stack_info = mask_for_log(record.stack_info)
        for name in set(vars(record)) - self._OWN:
            setattr(record, name, mask_mapping(getattr(record, name)))
