"""A small forgetful memory: values by conversation, bounded in number and age. Nothing is written anywhere."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

Value = TypeVar("Value")


class ForgetfulMemory(Generic[Value]):
    """Keeps at most `most` values, each for `seconds` after it was last put."""

    def __init__(self, *, most: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._kept: OrderedDict[str, tuple[float, Value]] = OrderedDict()
        self._most = most
        self._seconds = seconds
        self._clock = clock

    def put(self, key: str, value: Value) -> None:
        """Keeps `value` under `key`; the oldest go when there are too many or they are too old."""
        now = self._clock()
        self._kept.pop(key, None)
        self._kept[key] = (now, value)
        while self._kept:
            oldest, (when, _value) = next(iter(self._kept.items()))
            if len(self._kept) <= self._most and now - when < self._seconds:
                break
            del self._kept[oldest]

    def get(self, key: str) -> Value | None:
        """The value, or None when there is none or it is too old (then it is gone)."""
        found = self._kept.get(key)
        if found is None:
            return None
        if self._clock() - found[0] >= self._seconds:
            del self._kept[key]
            return None
        return found[1]

    def forget(self, key: str) -> None:
        """Drops the value, if any."""
        self._kept.pop(key, None)

    def __len__(self) -> int:
        return len(self._kept)
