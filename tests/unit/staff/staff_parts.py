"""A clock set by hand, and the secret of the tests."""

from __future__ import annotations

SECRET = "a secret of the staff's tests"


class Clock:
    """Seconds since 1970, set by hand."""

    def __init__(self) -> None:
        self.now = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now
