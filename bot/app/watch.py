"""Keeps one child process going: started, asked now and then, replaced when it is gone or does not answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.engine.child import Child
from bot.words import Words

SAY: Final = Words(__file__)

PAUSES: Final = (0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)  # seconds before the next start, by failures in a row
QUIET: Final = 30.0  # seconds of good answers after which failures are forgotten
START_LIMIT: Final = 180.0  # seconds to the first good answer
BUSY: Final = 0.5  # of one processor: one that computes that much is not hung
PATIENCE: Final = 4  # times as many failed questions for one that is busy


@dataclass(frozen=True)
class Question:
    """Asked every `every` seconds, again at once after a failure; `misses` failures in a row mean: hung."""

    good: Callable[[], bool]
    every: float
    misses: int


class _Asker(threading.Thread):
    """Asks one question of one run of a child."""

    def __init__(self, question: Question) -> None:
        super().__init__(name="asker", daemon=True)
        self.question = question
        self.missed = 0
        self.good_since: float | None = None  # monotonic
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        pause = 0.0
        while not self._over.wait(pause):
            if self.question.good():
                self.missed = 0
                self.good_since = self.good_since or time.monotonic()
                pause = self.question.every
            else:
                self.missed += 1
                pause = min(0.25, self.question.every)

    def end(self) -> None:
        """Without waiting for the question under way."""
        self._over.set()


class Watch:
    """One part. `questions[0]` tells when it is ready; the others count from then on. `tell` gets Japanese sentences."""

    def __init__(
        self, name: str, start: Callable[[], Child], questions: Sequence[Question], tell: Callable[[str], None]
    ) -> None:
        self.name = name
        self.child: Child | None = None
        self.failures = 0
        self._start, self._questions, self._tell = start, questions, tell
        self._askers: list[_Asker] = []
        self._began = self._next = self._counted = time.monotonic()
        self._computed = 0.0
        self._start_limit = START_LIMIT
        self._told_ready = False

    def begin(self) -> None:
        """Starts it, from the main thread (bot/engine/child.py). Raises OSError."""
        self._began = self._counted = time.monotonic()
        self._computed = 0.0
        self._told_ready = False
        self.child = self._start()
        self._askers = [_Asker(self._questions[0])]

    def ready(self) -> bool:
        """Whether it has answered since its start."""
        return bool(self._askers) and self._askers[0].good_since is not None

    def well(self) -> bool:
        """Ready, and nothing asked since has failed."""
        return self.ready() and not any(asker.missed for asker in self._askers)

    def seconds(self) -> float:
        """Seconds since its start."""
        return time.monotonic() - self._began

    def tend(self) -> None:
        """To be called a few times a second, from the main thread. Never raises for what the child does."""
        if self.child is None:
            if time.monotonic() >= self._next:
                self._start_again()
        elif (code := self.child.ended()) is not None:
            self._lose(SAY("ended", name=self.name, code=code))
        elif self._overdue():
            self._lose(SAY("late", name=self.name, seconds=self.seconds()))
        elif self._hung():
            self._lose(SAY("mute", name=self.name))
        elif self.ready():
            self._note_ready()

    def _start_again(self) -> None:
        try:
            self.begin()
        except OSError as error:  # no memory, a full disk: that may pass
            self._lose(SAY("cannot_start", name=self.name, reason=error.strerror))

    def _overdue(self) -> bool:
        return not self.ready() and self.seconds() > self._start_limit

    def _hung(self) -> bool:
        if not self.ready() or not self.child:
            return False
        now, computed = time.monotonic(), self.child.computed()
        if self.well():
            self._counted, self._computed = now, computed
            return False
        busy = computed - self._computed > BUSY * (now - self._counted)
        return any(asker.missed >= asker.question.misses * (PATIENCE if busy else 1) for asker in self._askers)

    def _note_ready(self) -> None:
        if not self._told_ready:
            self._told_ready = True
            self._askers += [_Asker(question) for question in self._questions[1:]]
            if self.failures:
                self._tell(SAY("back", name=self.name, seconds=self.seconds()))
            # a start that takes three times as long as one that went well goes wrong
            self._start_limit = min(START_LIMIT, max(30.0, 3 * self.seconds()))
        since = self._askers[0].good_since
        if self.failures and self.well() and since and time.monotonic() - since > QUIET:
            self.failures = 0

    def _lose(self, why: str) -> None:
        self.end(0)
        pause = PAUSES[min(self.failures, len(PAUSES) - 1)]
        self.failures += 1
        self._next = time.monotonic() + pause
        self._tell(SAY("again", why=why, pause=SAY("after", seconds=pause) if pause else ""))

    def end(self, limit: float) -> None:
        """Ends the child, after `limit` seconds by force."""
        for asker in self._askers:
            asker.end()
        self._askers = []
        child, self.child = self.child, None
        if child is not None:
            child.stop(limit)
