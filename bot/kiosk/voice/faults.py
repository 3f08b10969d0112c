"""A part of the voice that does not work, in words for the screen."""

from __future__ import annotations

from typing import Final

from bot.kiosk.voice.model import Failed, Organ
from bot.words import Words

SAY: Final = Words(__file__)


class OrganFailed(Exception):
    """`organ` does not work; `why`: for the log, without a word of anybody's. `muted`: a microphone that gives only silence."""

    def __init__(self, organ: Organ, why: str, *, muted: bool = False) -> None:
        super().__init__(f"{organ}: {why}")
        self.organ: Organ = organ
        self.muted = muted

    def event(self) -> Failed:
        """The event with its sentence."""
        return Failed(self.organ, SAY.table("says")["muted" if self.muted else self.organ])
