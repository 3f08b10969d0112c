"""One utterance cut out of a stream of sound by the likelihood of speech in each window. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final, Literal

RATE: Final = 16000  # samples a second
WINDOW: Final = 512  # samples: 32 ms
BEGINS: Final = 0.5  # likelihood from which a window is speech
GOES_ON: Final = 0.35  # once somebody speaks
SHORTEST: Final = 6  # windows of speech; less is a noise (0.2 s)
LEAD: Final = 12  # windows kept from before it begins (0.4 s)
PAUSE: Final = 22  # windows without speech that end it (0.7 s)
TAIL: Final = 8  # of those, the windows that are kept
LONGEST: Final = 375  # windows of an utterance (12 s)
PATIENCE: Final = 250  # windows until nobody speaks any more (8 s)

State = Literal["waiting", "hearing", "over", "silence", "noise"]


class Utterance:
    """`likelihood` takes a window (WINDOW samples of 16 bit) and gives 0 to 1. `state` is waiting, hearing, or how it ended."""

    def __init__(self, likelihood: Callable[[bytes], float]) -> None:
        self._likelihood = likelihood
        self._rest = b""
        self._lead: deque[bytes] = deque(maxlen=LEAD)
        self._kept: list[bytes] = []
        self._speech = self._pause = self._waited = 0
        self._noise = False
        self.state: State = "waiting"

    @property
    def ended(self) -> bool:
        """Whether more sound changes nothing."""
        return self.state not in ("waiting", "hearing")

    @property
    def pcm(self) -> bytes:
        """What belongs to the utterance, with a little around it."""
        return b"".join(self._kept[: len(self._kept) - max(0, self._pause - TAIL)])

    def feed(self, pcm: bytes) -> State:
        """Takes more sound, pieces of any length, and gives the state after it."""
        self._rest += pcm
        size = WINDOW * 2
        while len(self._rest) >= size and not self.ended:
            window, self._rest = self._rest[:size], self._rest[size:]
            self._take(window)
        return self.state

    def enough(self) -> State:
        """Nobody will say more."""
        if not self.ended:
            self.state = "over" if self.state == "hearing" else self._nobody()
        return self.state

    def _take(self, window: bytes) -> None:
        self._waited += 1
        speech = self._likelihood(window) >= (GOES_ON if self._kept else BEGINS)
        if speech and not self._kept:
            self._kept = list(self._lead)
        if not speech and not self._kept:
            self._lead.append(window)
        else:
            self._goes_on(window, speech)
        if self.state == "waiting" and not self._kept and self._waited >= PATIENCE:
            self.state = self._nobody()

    def _goes_on(self, window: bytes, speech: bool) -> None:
        self._kept.append(window)
        self._speech += speech
        self._pause = 0 if speech else self._pause + 1
        if self.state == "waiting" and self._speech >= SHORTEST:
            self.state = "hearing"
        if len(self._kept) >= LONGEST or (self._pause >= PAUSE and self.state == "hearing"):
            self.state = "over" if self.state == "hearing" else self._nobody()
        elif self._pause >= PAUSE:  # a door, a cough
            self._lead.extend(self._kept[-LEAD:])
            self._kept, self._speech, self._pause, self._noise = [], 0, 0, True

    def _nobody(self) -> State:
        return "noise" if self._noise or self._speech else "silence"
