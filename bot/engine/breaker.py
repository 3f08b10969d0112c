"""The circuit breaker of the engine: after some time-outs in a row nobody waits for an engine that does not answer."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final, Literal

State = Literal["closed", "open", "half_open"]
FAILURES: Final = 3  # in a row, until it opens
PAUSE: Final = 2.0  # seconds; short, because a new engine is there within some seconds


class Breaker:
    """closed: calls go through. open: none does, for `pause` seconds. half_open: one goes through as a probe; its end
    closes the breaker or opens it again. Not for threads: one event loop uses it."""

    def __init__(self, failures: int = FAILURES, pause: float = PAUSE, clock: Callable[[], float] = monotonic) -> None:
        self._limit = failures
        self._pause = pause
        self._clock = clock
        self._opened_at: float | None = None
        self._probing = False
        self.failures = 0  # in a row; a supervisor may read it

    @property
    def state(self) -> State:
        """Where it stands now."""
        if self._opened_at is None:
            return "closed"
        return "half_open" if self._clock() - self._opened_at >= self._pause else "open"

    def allows(self) -> bool:
        """Whether a call may be made now. A True while half open makes that call the probe: it must end with
        `succeeded`, `failed` or `given_up`."""
        state = self.state
        if state == "half_open" and not self._probing:
            self._probing = True
            return True
        return state == "closed"

    def succeeded(self) -> None:
        """A call was answered."""
        self.failures, self._opened_at, self._probing = 0, None, False

    def failed(self) -> None:
        """A call was not answered in time."""
        self.failures += 1
        self._probing = False
        if self.failures >= self._limit:
            self._opened_at = self._clock()

    def given_up(self) -> None:
        """A call ended without saying anything about the engine."""
        self._probing = False
