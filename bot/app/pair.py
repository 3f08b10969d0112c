"""Desk and engine together: both started, both watched."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from bot.app.desk_process import TOLD, ask_desk, desk_answers, start_desk
from bot.app.watch import START_LIMIT, Question, Watch
from bot.engine.child import STOP_LIMIT
from bot.engine.process import CannotStart, engine_answers, engine_replies, start_engine
from bot.settings import Settings
from bot.words import Words

SAY: Final = Words(__file__)

ANSWER_LIMIT: Final = 2.5  # seconds; the doors answer within milliseconds
BREATH: Final = 30.0  # seconds; a machine that is short of breath right after the start is no fault


class Pair:
    """`door`: the desk's listening socket. `tell` gets what happens, in Japanese."""

    def __init__(
        self, settings: Settings, door: socket.socket, model: Path, command: Sequence[str], tell: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._was_well = False
        self._desk = Watch(
            SAY("desk"), lambda: start_desk(settings, door, command, again=self._was_well),
            [Question(lambda: desk_answers(settings, ANSWER_LIMIT), every=1.0, misses=3)], tell,
        )  # fmt: skip
        self._engine = Watch(
            SAY("engine"), lambda: start_engine(settings, model),
            [
                Question(lambda: engine_answers(settings, ANSWER_LIMIT), every=1.0, misses=3),
                # a door may be open and nobody behind it; without the desk no question can be answered
                Question(lambda: engine_replies(settings) or not self._desk.well(), every=10.0, misses=2),
            ], tell,
        )  # fmt: skip

    def begin(self) -> None:
        """Starts both. Raises OSError."""
        self._desk.begin()
        self._engine.begin()

    def seconds(self) -> float:
        """Seconds since the start."""
        return self._engine.seconds()

    def desk_ready(self) -> bool:
        """Raises CannotStart when the desk has ended."""
        child = self._desk.child
        if child and (code := child.ended()) is not None:
            words = "\n".join(child.said())
            raise CannotStart(
                words if code == TOLD else SAY("desk_ended", log=child.log.path, doctor=SAY("see_doctor"))
            )
        return self._desk.ready()

    def engine_ready(self) -> bool:
        """Raises CannotStart when one of them has ended or the engine takes too long."""
        self.desk_ready()
        child = self._engine.child
        mend = SAY("see_log", log=child.log.path if child else "", anew=SAY("model_anew"))
        if child and child.ended() is not None:
            raise CannotStart(SAY("engine_ended", mend=mend))
        if self.seconds() > START_LIMIT:
            raise CannotStart(SAY("engine_late", limit=START_LIMIT, mend=mend))
        return self._engine.ready()

    def desk_said(self) -> list[str]:
        """What the desk had to say so far."""
        return self._desk.child.said() if self._desk.child else []

    def check_answers(self, progress: Callable[[float], None]) -> None:
        """Raises CannotStart when a part is not ready, or when the engine runs but answers nothing: Rasa starts without a
        word on a model that it cannot read. The questions also pay for lazy loading; a visitor should not."""
        mute, until = 0, time.monotonic() + BREATH
        while True:
            self._ask(SAY("probe"))
            # a button needs no understanding, so that its answer tells about the engine alone
            answer = self._ask("topic:registration_how")
            ready = ask_desk(self._settings, "/readyz", 30.0).json()
            whole = isinstance(ready, dict) and bool(ready.get("ready"))
            if whole and '"topic": "registration_how"' in json.dumps(answer):
                self._was_well = True
                return
            mute += whole
            if mute >= 3:
                raise CannotStart(SAY("engine_mute", anew=SAY("model_anew"), doctor=SAY("see_doctor")))
            if time.monotonic() > until:
                parts = json.dumps(ready, separators=(",", ":"))
                raise CannotStart(SAY("not_ready", parts=parts, doctor=SAY("see_doctor")))
            progress(self.seconds())
            time.sleep(0.5)

    def _ask(self, text: str) -> Any:
        return ask_desk(self._settings, "/api/v1/chat", 30.0, {"session": None, "text": text}).json()

    def tend(self) -> None:
        """Replaces what is gone or hung. To be called a few times a second from the main thread."""
        self._desk.tend()
        self._engine.tend()

    def end(self) -> None:
        """Ends both, by force after a few seconds."""
        for watch in (self._desk, self._engine):
            if watch.child:
                watch.child.ask_to_end()
        for watch in (self._desk, self._engine):
            watch.end(STOP_LIMIT)
