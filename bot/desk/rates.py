"""How often something may happen for one key. Kept in bounded memory; nothing of a request is kept but the key."""

from __future__ import annotations

import math
from collections.abc import Callable
from time import monotonic

from bot.desk.memory import ForgetfulMemory


class Rate:
    """At most `burst` at once and `per_minute` in the long run, for each key (the generic cell rate algorithm: one number
    a key). Beyond `most` keys the oldest are forgotten, so that many addresses cost no memory."""

    def __init__(
        self, per_minute: float, burst: int, *, most: int = 20_000, clock: Callable[[], float] = monotonic
    ) -> None:
        self._interval = 60.0 / per_minute
        self._allowance = self._interval * burst
        self._clock = clock
        self._full_at: ForgetfulMemory[float] = ForgetfulMemory(most=most, seconds=self._allowance + 1, clock=clock)

    def take(self, key: str) -> int:
        """Counts one. Gives 0 when it may happen, else the seconds after which it may (then it is not counted)."""
        now = self._clock()
        next_one = max(self._full_at.get(key) or now, now) + self._interval
        late = next_one - now - self._allowance
        if late > 1e-9:
            return math.ceil(late)
        self._full_at.put(key, next_one)
        return 0
