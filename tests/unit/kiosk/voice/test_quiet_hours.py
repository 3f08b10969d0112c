"""In the quiet hours nothing is said, and the session knows it; hearing goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time

import pytest

from bot.kiosk import model as kiosk
from bot.kiosk.voice import plug
from bot.kiosk.voice.model import Failed, Works
from bot.kiosk.voice.plug import Plug
from bot.kiosk.voice.settings import Hours, VoiceSettings

QUIET = Hours(time(22), time(8))


@dataclass
class Voice:
    """Stands in for the voice of the machine."""

    done: list[str] = field(default_factory=list)

    def say(self, text: str, *, slow: bool, loud: bool) -> None:
        self.done.append(text)

    def listen(self, _choices: tuple[str, ...]) -> None:
        self.done.append("(listen)")

    def stop(self) -> None:
        self.done.append("(stop)")


class Stage:
    def __init__(self, patch: pytest.MonkeyPatch, hours: Hours | None) -> None:
        self.now, self.voice = time(21, 59), Voice()
        self.told: list[kiosk.Event] = []
        patch.setattr(plug, "LocalVoice", lambda *_given: self.voice)
        self.plug = Plug(VoiceSettings(quiet=hours), self.told.append, lambda: self.now)

    def at(self, hour: int) -> None:
        self.now = time(hour)
        self.plug.look()


def test_nothing_is_said_from_the_first_quiet_minute_to_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(monkeypatch, QUIET)
    stage.plug.look()
    stage.plug.say("before", slow=False, loud=False)
    stage.now = time(22)
    stage.plug.say("at once, whether or not it was looked", slow=False, loud=False)
    stage.at(23)
    stage.plug.listen(())
    stage.at(8)
    stage.plug.say("after", slow=False, loud=False)
    assert stage.voice.done == ["before", "(stop)", "(listen)", "after"]
    assert stage.told == [kiosk.VoiceLost(False, True), kiosk.VoiceLost(True, True)]


def test_what_is_broken_stays_so_when_the_quiet_hours_end(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(monkeypatch, QUIET)
    stage.at(22)
    stage.plug._report(Failed("loudspeaker", ""))
    stage.at(8)
    stage.plug._report(Works("loudspeaker"))
    assert [one.speech for one in stage.told if isinstance(one, kiosk.VoiceLost)] == [False, False, False, True]


def test_without_quiet_hours_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(monkeypatch, None)
    for hour in (0, 12, 23):
        stage.at(hour)
    assert stage.told == []
