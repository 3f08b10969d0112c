"""Settings of the voice from the environment (docs/kiosk-voice.md)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Final

from bot.words import Words

SAY: Final = Words(__file__)
ROOT: Final = Path(__file__).resolve().parents[3]
ENVIRONMENT: Final = ROOT / ".venv-voice"
HOURS: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)")
DICTIONARY: Final = Path("/var/lib/mecab/dic/open-jtalk/naist-jdic")


class VoiceSettingsError(Exception):
    """A setting of the voice cannot be used; the message names it and what is allowed."""


@dataclass(frozen=True)
class Hours:
    """From one time of the day to another, over midnight where `until` is the earlier; the last minute is not in it."""

    begin: time
    until: time

    def has(self, moment: time) -> bool:
        """Whether the moment is in it."""
        if self.begin <= self.until:
            return self.begin <= moment < self.until
        return moment >= self.begin or moment < self.until


@dataclass(frozen=True)
class VoiceSettings:
    """`folder` holds the recogniser's weights and the speaking voice. A device is an ALSA name, or `file:` and a path: of a wav
    file that is heard, of a folder where what is said is written. In the `quiet` hours nothing is said."""

    on: bool = True
    folder: Path = ENVIRONMENT / "voice"
    python: Path = ENVIRONMENT / "bin/python"
    program: str = "open_jtalk"
    dictionary: Path = DICTIONARY
    microphone: str = "default"
    loudspeaker: str = "default"
    quiet: Hours | None = None
    patience: float = 15.0  # seconds until a recognition counts as failed; 1 is usual

    @property
    def timbre(self) -> Path:
        """The file of the speaking voice."""
        return self.folder / "mei_normal.htsvoice"


def load_voice_settings(environ: Mapping[str, str] | None = None) -> VoiceSettings:
    """The settings from `environ` (default: the process's). Raises VoiceSettingsError naming the faulty one."""
    env = os.environ if environ is None else environ
    given = env.get("MYNADESK_VOICE") or "1"
    if given not in ("0", "1"):
        raise VoiceSettingsError(SAY("no_switch", name="MYNADESK_VOICE", value=given))
    folder = env.get("MYNADESK_VOICE_FOLDER")
    return VoiceSettings(
        on=given == "1",
        folder=Path(folder).resolve() if folder else VoiceSettings.folder,
        microphone=_device(env, "MYNADESK_MICROPHONE"),
        loudspeaker=_device(env, "MYNADESK_LOUDSPEAKER"),
        quiet=_hours(env, "MYNADESK_VOICE_QUIET"),
    )


def _hours(env: Mapping[str, str], name: str) -> Hours | None:
    given = env.get(name) or ""
    found = HOURS.fullmatch(given)
    if given and not found:
        raise VoiceSettingsError(SAY("no_hours", name=name))
    if not found:
        return None
    hour, minute, last_hour, last_minute = map(int, found.groups())
    return Hours(time(hour, minute), time(last_hour, last_minute))


def _device(env: Mapping[str, str], name: str) -> str:
    """An ALSA name, which must not look like an option of the program that gets it."""
    device = env.get(name) or "default"
    if device.startswith("-") or not device.isprintable():
        raise VoiceSettingsError(SAY("no_device", name=name))
    return device
