"""Settings of the voice."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.kiosk.voice.devices import (
    AlsaLoudspeaker,
    AlsaMicrophone,
    FileMicrophone,
    FolderLoudspeaker,
    loudspeaker,
    microphone,
)
from bot.kiosk.voice.settings import VoiceSettings, VoiceSettingsError, load_voice_settings


def test_without_settings_there_is_a_voice_on_the_usual_devices() -> None:
    found = load_voice_settings({})
    assert found == VoiceSettings() and found.on and found.timbre.name == "mei_normal.htsvoice"


def test_each_setting_is_taken(tmp_path: Path) -> None:
    given = {"MYNADESK_VOICE": "0", "MYNADESK_VOICE_FOLDER": str(tmp_path), "MYNADESK_MICROPHONE": "hw:1", "MYNADESK_LOUDSPEAKER": "plughw:0,3"}
    found = load_voice_settings(given)
    assert (found.on, found.folder, found.microphone, found.loudspeaker) == (False, tmp_path, "hw:1", "plughw:0,3")


@pytest.mark.parametrize(
    ("name", "value"),
    [("MYNADESK_VOICE", "yes"), ("MYNADESK_MICROPHONE", "-D"), ("MYNADESK_LOUDSPEAKER", "--help"), ("MYNADESK_LOUDSPEAKER", "a\nb")],
)
def test_a_faulty_setting_is_named_with_what_would_do(name: str, value: str) -> None:
    with pytest.raises(VoiceSettingsError, match=name) as raised:
        load_voice_settings({name: value})
    assert "ください" in str(raised.value)


def test_a_device_is_alsa_s_or_a_file() -> None:
    assert isinstance(loudspeaker("default"), AlsaLoudspeaker) and isinstance(microphone("hw:0"), AlsaMicrophone)
    assert isinstance(loudspeaker("file:/x"), FolderLoudspeaker) and isinstance(microphone("file:/x.wav"), FileMicrophone)
