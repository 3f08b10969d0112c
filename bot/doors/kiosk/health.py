"""How the kiosks are: which of their parts work, as they tell it themselves, a few times a minute. Nothing of a visitor, not even
whether there is one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

LOG: Final = logging.getLogger(__name__)
MOST: Final = 500  # devices that are remembered
Part = Literal["reader", "hearing", "rulebook"]


class Parts(BaseModel):
    """Which parts of a kiosk work; what it does not have is left out."""

    model_config = ConfigDict(extra="forbid")
    parts: dict[Part, bool]


class Health(Parts):
    """What a kiosk told last, and how many seconds ago."""

    seconds: int


class Kiosks:
    """What each device told last, in memory."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._told: dict[str, tuple[float, Parts]] = {}

    def tell(self, device: str, told: Parts) -> None:
        """A device says how it is; what has failed or works again since is logged."""
        _when, before = self._told.pop(device, (0.0, Parts(parts={})))
        self._told[device] = self._clock(), told
        while len(self._told) > MOST:
            self._told.pop(next(iter(self._told)))
        for part, works in told.parts.items():
            if works != before.parts.get(part, True):
                LOG.warning("kiosk %s: %s %s", device, part, "works again" if works else "does not work")

    def of(self, device: str) -> Health | None:
        """How the device is; None when it has told nothing."""
        if device not in self._told:
            return None
        when, told = self._told[device]
        return Health(parts=told.parts, seconds=int(self._clock() - when))
