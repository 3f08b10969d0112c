"""The whole voice of this machine: processes, files in the place of devices, and whatever goes wrong."""

from __future__ import annotations

import asyncio
import os
import queue
import shutil
import signal
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import run
from heard import pieces, quiet, spoken

from bot.kiosk.voice.check import check_voice
from bot.kiosk.voice.devices import RATE, AlsaMicrophone, FolderLoudspeaker
from bot.kiosk.voice.local import LocalVoice
from bot.kiosk.voice.model import Event, Failed, Heard, Nothing, Said, Works
from bot.kiosk.voice.mouth import Mouth
from bot.kiosk.voice.settings import VoiceSettings
from bot.kiosk.voice.sound import Sound, read_wav, write_wav

LONG = "電子証明書の更新は、有効期限の三か月前からできます。" * 4


class SlowSpeaker:
    """Takes the time that a loudspeaker takes, and notes what was cut short."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.ended = 0.0
        self.whole = 0

    async def play(self, wav: bytes) -> None:
        self.began.set()
        try:
            await asyncio.sleep(read_wav(wav).seconds)
            self.whole += 1
        finally:
            self.ended = time.monotonic()


class Clips:
    """A microphone that gives one clip after the other."""

    def __init__(self, *clips: bytes) -> None:
        self._clips = list(clips)
        self.opened = 0.0

    def chunks(self) -> AsyncGenerator[bytes, None]:
        self.opened = time.monotonic()
        return pieces(self._clips.pop(0) if self._clips else quiet(20))


def clip(settings: VoiceSettings, text: str) -> bytes:
    return run(spoken(Mouth(settings, FolderLoudspeaker(Path("/nowhere"))), text, 1.0))


class Reports:
    """What a voice has told."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Event] = queue.Queue()
        self.put = self._queue.put

    def until(self, *kinds: type[Event], seconds: float = 120) -> Event:
        end = time.monotonic() + seconds
        while True:
            event = self._queue.get(timeout=max(0.01, end - time.monotonic()))
            if isinstance(event, kinds):
                return event


@contextmanager
def voice(settings: VoiceSettings, **parts: object) -> Iterator[tuple[LocalVoice, Reports]]:
    reports = Reports()
    made = LocalVoice(settings, reports.put, **parts)  # type: ignore[arg-type]
    try:
        yield made, reports
    finally:
        made.close()


def children() -> set[int]:
    return {int(one) for task in Path("/proc/self/task").iterdir() for one in (task / "children").read_text().split()}


def hearing_process(within: float = 60) -> int:
    end = time.monotonic() + within
    while time.monotonic() < end:
        found = [one for one in children() if b"bot.kiosk.voice.hearing" in Path(f"/proc/{one}/cmdline").read_bytes()]
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError("no process that hears")


def test_a_question_by_wav_and_an_answer_by_wav(settings: VoiceSettings, tmp_path: Path) -> None:
    asked = tmp_path / "asked.wav"
    asked.write_bytes(write_wav(Sound(clip(settings, "暗証番号を忘れました"), RATE)))
    by_files = replace(settings, microphone=f"file:{asked}", loudspeaker=f"file:{tmp_path / 'said'}")
    with voice(by_files) as (made, reports):
        made.listen(("はい", "いいえ"))
        found = reports.until(Heard, Nothing, Failed)
        assert isinstance(found, Heard) and "暗証番号" in found.text and len(found.choices) == 2
        made.say("暗証番号は、窓口で決め直せます。電話は03-3908-1131です。")
        assert isinstance(reports.until(Said, Failed), Said)
    said = [read_wav(one.read_bytes()) for one in sorted((tmp_path / "said").iterdir())]
    assert len(said) == 2 and 3 < sum(one.seconds for one in said) < 15
    assert not children() - {os.getpid()} or all(not Path(f"/proc/{one}").exists() for one in children())


def test_listening_ends_speaking_before_the_microphone_opens(settings: VoiceSettings) -> None:
    speaker, ear = SlowSpeaker(), Clips(clip(settings, "暗証番号を忘れました"))
    with voice(settings, speaker=speaker, ear=ear) as (made, reports):
        made.say(LONG)
        assert speaker.began.wait(60)
        made.listen()
        assert isinstance(reports.until(Heard, Nothing, Failed, Said), Heard)
    assert speaker.whole == 0 and speaker.ended <= ear.opened


def test_saying_ends_listening_and_stop_ends_both(settings: VoiceSettings) -> None:
    speaker = SlowSpeaker()
    with voice(settings, speaker=speaker, ear=Clips(quiet(60), quiet(60))) as (made, reports):
        made.listen()
        made.say("はい。")
        assert isinstance(reports.until(Said, Nothing, Failed), Said)
        made.listen()
        made.say(LONG)
        made.stop()
        made.say("はい。")
        assert isinstance(reports.until(Said, Nothing, Failed), Said)
    assert speaker.whole == 2


def test_the_key_let_go_ends_the_utterance(settings: VoiceSettings) -> None:
    with voice(settings, ear=Clips(clip(settings, "はい、そうです")[: RATE * 2 * 2])) as (made, reports):
        made.listen()
        time.sleep(0.3)
        made.enough()
        assert isinstance(reports.until(Heard, Nothing, Failed), Heard | Nothing)


def test_a_recogniser_that_dies_is_said_and_comes_back(settings: VoiceSettings) -> None:
    words = clip(settings, "暗証番号を忘れました")
    with voice(settings, ear=Clips(words, quiet(60), words)) as (made, reports):
        made.listen()
        reports.until(Heard)
        os.kill(hearing_process(), signal.SIGSTOP)
        made.listen()
        time.sleep(0.3)
        os.kill(hearing_process(), signal.SIGKILL)
        failed = reports.until(Failed, Heard, Nothing)
        assert isinstance(failed, Failed) and failed.organ == "recogniser" and "ボタン" in failed.says
        made.listen()
        assert isinstance(reports.until(Heard, Nothing, Failed), Heard)
        assert isinstance(reports.until(Works), Works)


@pytest.mark.parametrize("harm", ["cut", "gone", "changed"])
def test_a_damaged_model_is_said_and_speaking_goes_on(settings: VoiceSettings, tmp_path: Path, harm: str) -> None:
    shutil.copytree(settings.folder, tmp_path / "voice")
    model = tmp_path / "voice/model.bin"
    if harm == "gone":
        model.unlink()
    else:
        content = bytearray(model.read_bytes())
        content[-1] ^= 1
        model.write_bytes(content[:1000] if harm == "cut" else content)
    speaker = FolderLoudspeaker(tmp_path / "said")
    with voice(replace(settings, folder=tmp_path / "voice"), speaker=speaker) as (made, reports):
        failed = reports.until(Failed)
        assert isinstance(failed, Failed) and failed.organ == "recogniser"
        made.say("続けられます。")
        assert isinstance(reports.until(Said, Failed), Said)


@pytest.mark.parametrize(
    ("change", "organ"),
    [
        ({"program": "/nowhere/open_jtalk"}, "voice"),
        ({"dictionary": Path("/nowhere")}, "voice"),
        ({"loudspeaker": "hw:77"}, "loudspeaker"),
        ({"loudspeaker": "file:/proc/nowhere"}, "loudspeaker"),
    ],
)
def test_what_cannot_be_said_is_said_on_the_screen(settings: VoiceSettings, change: dict[str, object], organ: str) -> None:
    with voice(replace(settings, **change), ear=Clips()) as (made, reports):  # type: ignore[arg-type]
        made.say("はい。")
        failed = reports.until(Failed, Said)
        assert isinstance(failed, Failed) and failed.organ == organ and "画面" in failed.says


@pytest.fixture
def alsa(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """ALSA with a device more: a muted microphone."""
    file = tmp_path / "asound.conf"
    muted = "pcm.muted { type file slave.pcm null file /dev/null infile /dev/zero format raw }"
    file.write_text(f"</usr/share/alsa/alsa.conf>\n{muted}\n")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(file))


@pytest.mark.parametrize(("device", "why"), [("hw:77", "使えません"), ("file:/nowhere.wav", "使えません"), ("muted", "音が来ていません")])
def test_a_microphone_that_is_missing_or_muted_is_said(settings: VoiceSettings, alsa: None, device: str, why: str) -> None:
    with voice(replace(settings, microphone=device)) as (made, reports):
        made.listen()
        failed = reports.until(Failed, Nothing, Heard)
        assert isinstance(failed, Failed) and failed.organ == "microphone" and why in failed.says


def test_aplay_and_arecord_take_what_they_get(settings: VoiceSettings, alsa: None) -> None:
    with voice(replace(settings, loudspeaker="null"), ear=Clips()) as (made, reports):
        made.say("はい。")
        assert isinstance(reports.until(Said, Failed), Said)

    async def first() -> bytes:
        chunks = AlsaMicrophone("muted").chunks()
        try:
            return await anext(chunks)
        finally:
            await chunks.aclose()

    assert run(first()) == bytes(2048)


def test_everything_may_fail_at_once_and_no_call_raises(settings: VoiceSettings) -> None:
    broken = replace(settings, python=Path("/nowhere"), program="/nowhere", microphone="hw:77", loudspeaker="hw:77")
    with voice(broken) as (made, reports):
        calls: list[Callable[[], None]] = [lambda: made.say("はい。"), made.listen, made.enough, made.stop]
        for call in calls * 10:
            call()
        made.say("はい。")
        while not (isinstance(failed := reports.until(Failed), Failed) and failed.organ == "voice"):
            pass
    made.say("はい。")
    made.close()


def test_a_report_that_raises_ends_nothing(settings: VoiceSettings, tmp_path: Path) -> None:
    told = threading.Event()

    def report(event: Event) -> None:
        if isinstance(event, Said):
            told.set()
        raise RuntimeError

    made = LocalVoice(settings, report, speaker=FolderLoudspeaker(tmp_path))
    for _twice in range(2):
        told.clear()
        made.say("はい。")
        assert told.wait(60)
    made.close()


def test_the_check_tries_every_part(settings: VoiceSettings, alsa: None, tmp_path: Path) -> None:
    loud = tmp_path / "hello.wav"
    loud.write_bytes(write_wav(Sound(clip(settings, "こんにちは"), RATE)))
    good = replace(settings, microphone=f"file:{loud}", loudspeaker=f"file:{tmp_path / 'said'}")
    found = check_voice(good)
    assert [(one.organ, one.ok) for one in found] == [(one, True) for one in ("voice", "loudspeaker", "microphone", "recogniser")]
    bad = check_voice(replace(settings, program="/nowhere", microphone="muted", loudspeaker="hw:77"))
    assert not any(one.ok for one in bad) and all(one.mend for one in bad)
    assert "alsamixer" in bad[2].mend
    assert check_voice(replace(settings, on=False)) == ()
