"""The voice as the kiosk's session takes it, with the real engines."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from pathlib import Path

import pytest
from conftest import run
from heard import spoken

from bot.kiosk import model as kiosk
from bot.kiosk.voice.devices import RATE, FolderLoudspeaker
from bot.kiosk.voice.mouth import Mouth
from bot.kiosk.voice.plug import KEYS, Plug, open_voice
from bot.kiosk.voice.settings import VoiceSettings
from bot.kiosk.voice.sound import Sound, write_wav


@contextmanager
def plugged(monkeypatch: pytest.MonkeyPatch, microphone: Path, said: Path) -> Iterator[tuple[Plug, queue.Queue[kiosk.Event]]]:
    monkeypatch.setenv("MYNADESK_MICROPHONE", f"file:{microphone}")
    monkeypatch.setenv("MYNADESK_LOUDSPEAKER", f"file:{said}")
    told: queue.Queue[kiosk.Event] = queue.Queue()
    made = open_voice(told.put, lambda: time(12))
    assert isinstance(made, Plug)
    try:
        yield made, told
    finally:
        made.close()


def wav(settings: VoiceSettings, file: Path, text: str) -> Path:
    clip = run(spoken(Mouth(settings, FolderLoudspeaker(Path("/nowhere"))), text, 1.0))
    file.write_bytes(write_wav(Sound(clip, RATE)))
    return file


def test_a_question_becomes_an_event_and_an_answer_sound(settings: VoiceSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = wav(settings, tmp_path / "asked.wav", "暗証番号を忘れました")
    with plugged(monkeypatch, asked, tmp_path / "said") as (made, told):
        made.listen(())
        heard = told.get(timeout=120)
        assert isinstance(heard, kiosk.Heard) and "暗証番号" in heard.text
        made.say("窓口で決め直せます。", slow=True, loud=True)
        made.listen(())  # ends speaking; hears the same file again
        assert isinstance(told.get(timeout=120), kiosk.Heard)
        made.stop()


def test_a_command_becomes_the_key(settings: VoiceSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = wav(settings, tmp_path / "asked.wav", "もう一度お願いします")
    with plugged(monkeypatch, asked, tmp_path / "said") as (made, told):
        made.listen(())
        assert [told.get(timeout=120) for _key in KEYS["again"]] == [kiosk.Pressed("back"), kiosk.Pressed("repeat")]


def test_a_choice_of_the_screen_is_told_as_such(settings: VoiceSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = wav(settings, tmp_path / "asked.wav", "カードをなくしました")
    with plugged(monkeypatch, asked, tmp_path / "said") as (made, told):
        made.listen(("引っ越し", "カードをなくした", "電子証明書の更新"))
        heard = told.get(timeout=120)
        assert isinstance(heard, kiosk.Heard) and heard.choice == 1


def test_what_fails_is_lost_to_the_session(settings: VoiceSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with plugged(monkeypatch, tmp_path / "missing.wav", Path("/proc/nowhere")) as (made, told):
        made.say("はい。", slow=False, loud=False)
        assert told.get(timeout=120) == kiosk.VoiceLost(False, True)
        made.listen(())
        assert told.get(timeout=120) == kiosk.VoiceLost(False, False)


@pytest.mark.parametrize(("name", "value"), [("MYNADESK_VOICE", "0"), ("MYNADESK_MICROPHONE", "-x")])
def test_switched_off_or_set_wrong_there_is_none(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert open_voice(lambda _event: None, lambda: time(12)) is None
