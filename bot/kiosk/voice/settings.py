"""Settings of the voice from the environment (docs/kiosk-voice.md)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.words import Words

SAY: Final = Words(__file__)
ROOT: Final = Path(__file__).resolve().parents[3]
ENVIRONMENT: Final = ROOT / ".venv-voice"
DICTIONARY: Final = Path("/var/lib/mecab/dic/open-jtalk/naist-jdic")


class VoiceSettingsError(Exception):
    """A setting of the voice cannot be used; the message names it and what is allowed."""


@dataclass(frozen=True)
class VoiceSettings:
    """`folder` holds the recogniser's weights and the speaking voice. A device is an ALSA name, or `file:` and a path: of a wav
    file that is heard, of a folder where what is said is written."""

    on: bool = True
    folder: Path = ENVIRONMENT / "voice"
    python: Path = ENVIRONMENT / "bin/python"
    program: str = "open_jtalk"
    dictionary: Path = DICTIONARY
    microphone: str = "default"
    loudspeaker: str = "default"
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
    )


def _device(env: Mapping[str, str], name: str) -> str:
    """An ALSA name, which must not look like an option of the program that gets it."""
    device = env.get(name) or "default"
    if device.startswith("-") or not device.isprintable():
        raise VoiceSettingsError(SAY("no_device", name=name))
    return device
