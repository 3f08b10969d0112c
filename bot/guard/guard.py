"""The guard that stands before everything: masks personal numbers before a text is stored, logged or sent on.

A My Number may not be collected here at all (番号法 arts. 15 and 20), so a message that holds one is refused
and the number never repeated. Insurer symbols and numbers are masked because asking for them is restricted
since 2020-10-01. Pure except for `MaskingFilter`, which changes the log record it is given.
"""

import logging
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from bot.guard.number import Frame, Number
from bot.guard.numbers import disguised, find_numbers
from bot.guard.ours import hide
from bot.guard.patterns import HARMLESS, Claim
from bot.guard.view import View, look, with_bracket
from bot.guard.window import completes, push, together
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
_SHORT_CHARS = 8
_PART_OF_A_NUMBER = 6  # digits over two messages or more: from here on the parts are masked


@dataclass(frozen=True)
class Guarded:
    """A message that may be stored, logged and sent on.

    text: normalised and masked, at most `MAX_CHARS` characters (not shown in the repr).
    found: which kinds were masked, a subset of `PLACEHOLDERS`.
    digits: how many digits that nothing explains the last messages held (a `bot.guard.window`); hand it to the next
        `guard` of the conversation. Counts, never the digits; 0 when there are none.
    """

    text: str = field(repr=False)
    found: frozenset[str]
    digits: int

    @property
    def refuses(self) -> bool:
        """True when the message held a My Number (or a card number as long): refuse kindly, keep nothing."""
        return "my_number" in self.found


def _count(view: View, claims: list[Claim], numbers: list[Number], frame: Frame) -> tuple[int, bool]:
    """Return how many digits of the message may be part of a My Number, and whether they look like something else."""
    count = sum(number.size for number in numbers if number.counts and number.kind != "phone")
    hidden = 0 if count else disguised(view, claims, numbers, frame)
    return count or hidden, hidden > 0


def _mark_continuation(numbers: list[Number], window: int, count: int) -> None:
    """Mark the parts in hand when they go on with a number that the messages before began."""
    parts = [number for number in numbers if number.counts and number.kind != "phone"]
    if not parts:
        return
    if completes(window, count) or completes(window, parts[0].size):
        for part in parts:
            part.kind = "my_number"
    elif together(window, count) >= _PART_OF_A_NUMBER:
        for part in parts:
            part.kind = part.kind or "other_number"


def _remember(window: int, count: int, otherwise: bool, view: str) -> int:
    # つづきは and はい between two parts are not a message of their own
    if not count and len(view) <= _SHORT_CHARS and not re.search(r"[0-9]", view):
        return window
    return push(window, count, looks_otherwise=otherwise)


def _mask(text: str, marks: list[tuple[int, int, str]]) -> str:
    parts = []
    at = 0
    for start, end, kind in sorted(marks):
        if start >= at:
            parts += [text[at:start], PLACEHOLDERS[kind]]
        at = max(at, end)  # of two that overlap, nothing may stay
    return "".join([*parts, text[at:]])


@dataclass(frozen=True)
class _Found:
    """What one look at a text brought: the text masked, the kinds, and the digits that may go on in the next message."""

    text: str = field(repr=False)
    kinds: frozenset[str]
    window: int


def _look_and_mask(
    text: str, *, window: int = 0, expects_date: bool = False, for_log: bool = False, ours: frozenset[str] = frozenset()
) -> _Found:
    view = look(text)
    if ours:
        view = replace(view, text=hide(view.text, ours))
    frame = Frame(view.text)
    claims, numbers = find_numbers(view, frame, expects_date=expects_date, for_log=for_log)
    count, otherwise = (0, False) if for_log else _count(view, claims, numbers, frame)
    refused = False
    if otherwise:
        refused = completes(window, count, looks_otherwise=True)
        claims = [Claim(c.start, c.end, "my_number") if refused else c for c in claims]
        for number in numbers:
            number.kind = "my_number" if refused else number.kind
    elif not for_log:
        _mark_continuation(numbers, window, count)
    marked = [(n.start, n.end, n.kind) for n in numbers if n.kind is not None]
    covered = bytearray(len(view.text))
    for start, end, _ in marked:
        covered[start:end] = b"\1" * (end - start)
    marked += [claim for claim in claims if claim.kind not in HARMLESS and not covered[claim.start]]
    marked = [(with_bracket(view.text, start, end), end, kind) for start, end, kind in marked]
    masked = _mask(text, [(*view.real(start, end), kind) for start, end, kind in marked])
    return _Found(masked, frozenset(kind for _, _, kind in marked), _remember(window, count, otherwise, view.text))


def guard(
    text: str, *, earlier_digits: int = 0, expects_date: bool = False, ours: frozenset[str] = frozenset()
) -> Guarded:
    """Normalise and mask a message; never raises, and a guarded text comes through a second time unchanged.

    In: the raw message; `earlier_digits`, the `digits` of the `Guarded` before it in the same conversation
    (0 if none), for numbers split over messages; `expects_date`, True when the bot just asked for a day, so
    that answers such as 1203 stay; `ours`, the telephone numbers the desk itself shows (`bot.guard.ours`).
    Masking comes before the cut, so that no half number is left at the end.
    """
    first = _look_and_mask(normalise_whole(text), window=earlier_digits, expects_date=expects_date, ours=ours)
    text, found, more = first.text, first.kinds, first.kinds
    while more or len(text) > MAX_CHARS:  # a mask can bring a word and a number together: look again
        again = _look_and_mask(normalise_whole(cut(text, MAX_CHARS)), expects_date=expects_date, ours=ours)
        text, more = again.text, again.kinds
        found |= more
    return Guarded(text, found, 0 if "my_number" in found else first.window)


def mask_for_log(text: str) -> str:
    """Return `text` with its layout kept and personal numbers masked; cut at `MAX_LOG_CHARS` characters.

    Numbers of up to six digits in one piece (ports, process ids) stay readable.
    """
    if len(text) > MAX_LOG_CHARS:
        text = cut(text, MAX_LOG_CHARS) + "…"
    while True:
        found = _look_and_mask(text, for_log=True)
        text = found.text
        if not found.kinds:
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
