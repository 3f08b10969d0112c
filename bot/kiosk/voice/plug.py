"""The voice as the kiosk's session takes it (bot/kiosk/model.py): what is heard becomes an event of the session, or a key."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import time
from typing import Final

from bot.kiosk import model as kiosk
from bot.kiosk.voice.local import OF_SPEAKING, LocalVoice
from bot.kiosk.voice.matching import choice_of, command_of
from bot.kiosk.voice.model import Event, Failed, Heard, Nothing, Organ, Works
from bot.kiosk.voice.settings import VoiceSettings, VoiceSettingsError, load_voice_settings

LOG: Final = logging.getLogger(__name__)
# command -> keys that are pressed one after the other; what is said again is said beside the answer, not on the listening screen
KEYS: Final = {
    "end": ("end",),
    "staff": ("staff",),
    "back": ("back",),
    "again": ("back", "repeat"),
    "slower": ("back", "slow"),
    "louder": ("back", "loud"),
}


class Plug:
    """Says and hears for one visit; in the quiet hours it says nothing, and speaking counts as lost. `tell` is called from the
    voice's thread, and by `look`; `now` is the time of the day in Japan."""

    def __init__(self, settings: VoiceSettings, tell: Callable[[kiosk.Event], None], now: Callable[[], time]) -> None:
        self._tell = tell
        self._hours, self._now = settings.quiet, now
        self._quiet = False  # as it was told last
        self._lost: set[Organ] = set()
        self._voice = LocalVoice(settings, self._report)

    def say(self, text: str, *, slow: bool, loud: bool) -> None:
        """Speaks the text; what was being spoken stops."""
        if self._is_quiet():
            self._voice.stop()
        else:
            self._voice.say(text, slow=slow, loud=loud)

    def listen(self, choices: tuple[str, ...]) -> None:
        """Listens for one utterance, which may be one of `choices`."""
        self._voice.listen(choices)

    def enough(self) -> None:
        """What was said until now is all."""
        self._voice.enough()

    def stop(self) -> None:
        """Neither speaks nor listens; nothing of either is kept."""
        self._voice.stop()

    def look(self) -> None:
        """Time has passed: the quiet hours may have begun or ended."""
        if self._is_quiet() != self._quiet:
            self._quiet = not self._quiet
            self._tell_lost()

    def close(self) -> None:
        """Ends its processes."""
        self._voice.close()

    def _is_quiet(self) -> bool:
        return self._hours is not None and self._hours.has(self._now())

    def _report(self, event: Event) -> None:
        match event:
            case Heard():
                self._heard(event)
            case Nothing():
                self._tell(kiosk.Misheard())
            case Failed(organ):
                self._lost.add(organ)
                self._tell_lost()
            case Works(organ):
                self._lost.discard(organ)
                self._tell_lost()

    def _heard(self, heard: Heard) -> None:
        command = command_of(heard.kana)
        if not command:
            self._tell(kiosk.Heard(heard.text, choice_of(heard.kana, heard.choices)))
        elif command not in KEYS:  # yes and no have buttons
            self._tell(kiosk.Misheard())
        for key in KEYS.get(command, ()):
            self._tell(kiosk.Pressed(key))

    def _tell_lost(self) -> None:
        speech = not self._quiet and not self._lost & set(OF_SPEAKING)
        self._tell(kiosk.VoiceLost(speech, not self._lost - set(OF_SPEAKING)))


def open_voice(tell: Callable[[kiosk.Event], None], now: Callable[[], time]) -> Plug | None:
    """The voice of this kiosk's settings; None when it is switched off, not set up, or its settings cannot be used."""
    try:
        settings = load_voice_settings()
    except VoiceSettingsError as error:  # the check says it to whoever sets up; a visitor is served without a voice
        LOG.error("%s", error)
        return None
    return Plug(settings, tell, now) if settings.on and settings.python.exists() else None
