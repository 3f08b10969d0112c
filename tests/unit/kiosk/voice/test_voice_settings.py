"""Settings of the voice."""

from __future__ import annotations

from datetime import time
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
from bot.kiosk.voice.settings import Hours, VoiceSettings, VoiceSettingsError, load_voice_settings


def test_without_settings_there_is_a_voice_on_the_usual_devices() -> None:
    found = load_voice_settings({})
    assert found == VoiceSettings() and found.on and found.timbre.name == "mei_normal.htsvoice"


def test_each_setting_is_taken(tmp_path: Path) -> None:
    given = {"MYNADESK_VOICE": "0", "MYNADESK_VOICE_FOLDER": str(tmp_path), "MYNADESK_MICROPHONE": "hw:1", "MYNADESK_LOUDSPEAKER": "plughw:0,3"}
    found = load_voice_settings(given)
    assert (found.on, found.folder, found.microphone, found.loudspeaker) == (False, tmp_path, "hw:1", "plughw:0,3")


@pytest.mark.parametrize(
    ("given", "inside", "outside"),
    [
        ("22:00-08:00", [time(22), time(23, 59, 59), time(0), time(7, 59, 59)], [time(8), time(12), time(21, 59, 59)]),
        ("12:15-13:00", [time(12, 15), time(12, 59, 59)], [time(12, 14, 59), time(13), time(0)]),
        ("9:00-9:00", [], [time(9), time(0), time(23)]),
    ],
)
def test_the_quiet_hours_are_from_one_time_to_another_also_over_midnight(
    given: str, inside: list[time], outside: list[time]
) -> None:
    hours = load_voice_settings({"MYNADESK_VOICE_QUIET": given}).quiet
    assert isinstance(hours, Hours)
    assert all(map(hours.has, inside)) and not any(map(hours.has, outside))


@pytest.mark.parametrize(
    ("name", "value"),
    [("MYNADESK_VOICE", "yes"), ("MYNADESK_MICROPHONE", "-D"), ("MYNADESK_LOUDSPEAKER", "--help"), ("MYNADESK_LOUDSPEAKER", "a\nb")]
    + [("MYNADESK_VOICE_QUIET", one) for one in ("night", "22:00", "24:00-08:00", "22:00-08:60", "22:00 - 08:00", "-")],
)
def test_a_faulty_setting_is_named_with_what_would_do(name: str, value: str) -> None:
    with pytest.raises(VoiceSettingsError, match=name) as raised:
        load_voice_settings({name: value})
    assert "ください" in str(raised.value)


def test_a_device_is_alsa_s_or_a_file() -> None:
    assert isinstance(loudspeaker("default"), AlsaLoudspeaker) and isinstance(microphone("hw:0"), AlsaMicrophone)
    assert isinstance(loudspeaker("file:/x"), FolderLoudspeaker) and isinstance(microphone("file:/x.wav"), FileMicrophone)
