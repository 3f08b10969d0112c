"""The process that hears is made ready as the visit begins, whatever is said meanwhile; programs that are played stand in for the engines."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

from bot.kiosk.voice.local import LocalVoice
from bot.kiosk.voice.model import Event, Said
from bot.kiosk.voice.settings import VoiceSettings
from bot.kiosk.voice.sound import Sound, write_wav

LONG = 20.0  # seconds; what is waited for comes at once


class Silent:
    """A loudspeaker that takes no time."""

    async def play(self, wav: bytes) -> None:
        await asyncio.sleep(0)


def program(file: Path, *lines: str) -> Path:
    file.write_text("\n".join(("#!/bin/sh", *lines)) + "\n")
    file.chmod(0o755)
    return file


def played(folder: Path) -> VoiceSettings:
    """Settings with a recogniser that notes each start, end, and waits to be told that it may be ready."""
    ready, starts = folder / "ready", folder / "starts"
    sound = folder / "sound.wav"
    sound.write_bytes(write_wav(Sound(bytes(3200), 16000)))
    hearing = program(
        folder / "hearing",
        f"echo $$ >> {starts}",
        f"while [ ! -e {ready} ]; do sleep 0.01; done",
        """echo '{"event": "ready"}'""",
        "exec cat > /dev/null",
    )
    mouth = program(folder / "mouth", "cat > /dev/null", f"cat {sound}")
    return replace(VoiceSettings(), folder=folder, python=hearing, program=str(mouth))


def test_what_is_said_at_once_does_not_end_the_start_of_the_recogniser(tmp_path: Path) -> None:
    said = threading.Event()

    def report(event: Event) -> None:
        if isinstance(event, Said):
            said.set()

    made = LocalVoice(played(tmp_path), report, speaker=Silent())
    try:
        made.say("おわりました。", slow=False, loud=False)  # as each visit but the first begins
        assert said.wait(LONG)
        (tmp_path / "ready").touch()
        for _ in range(int(LONG / 0.01)):
            if (tmp_path / "starts").exists() and (tmp_path / "starts").read_text().strip():
                break
            threading.Event().wait(0.01)
        (pid,) = (tmp_path / "starts").read_text().split()
        assert Path(f"/proc/{pid}").exists()
    finally:
        made.close()
    assert not Path(f"/proc/{pid}").exists()
