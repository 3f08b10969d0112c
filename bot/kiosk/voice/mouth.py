"""Text to sound: Debian's open_jtalk, a process for each breath, which forgets what it said. The text goes in by a pipe, the sound
comes out by a pipe: neither is ever in a file or in the list of processes."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

from bot.kiosk.voice.devices import Loudspeaker, fed, start
from bot.kiosk.voice.faults import OrganFailed
from bot.kiosk.voice.settings import VoiceSettings
from bot.kiosk.voice.speakable import breaths, speakable

USUAL: Final = 1.0
SLOW: Final = 0.78  # times the usual speed
LOUD: Final = 6.0  # dB above the usual
LONGEST: Final = 15.0  # seconds that a breath may take to be made; about 0.4 is usual
EMPTY: Final = 44  # bytes: the head of a wav file


class Mouth:
    """Says texts on a loudspeaker."""

    def __init__(self, settings: VoiceSettings, loudspeaker: Loudspeaker) -> None:
        self._settings, self._loudspeaker = settings, loudspeaker

    async def say(self, text: str, *, slow: bool = False, loud: bool = False) -> None:
        """Speaks a text breath by breath; the next is made while one is heard. Raises OrganFailed; cancelled, it is silent at
        once."""
        speed, gain = SLOW if slow else USUAL, LOUD if loud else 0.0
        pieces = breaths(speakable(text))
        making = [asyncio.ensure_future(self.sound(piece, speed, gain)) for piece in pieces[:1]]
        try:
            for piece in [*pieces[1:], ""]:
                if not making:
                    return
                wav = await making.pop()
                if piece:
                    making.append(asyncio.ensure_future(self.sound(piece, speed, gain)))
                await self._loudspeaker.play(wav)
        finally:
            for task in making:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, OrganFailed):
                    await task

    async def sound(self, piece: str, speed: float = USUAL, gain: float = 0.0) -> bytes:
        """The wav file of one breath (48 kHz, mono, 16 bit). Raises OrganFailed, for a text without any sound too."""
        one = self._settings
        options = ("-x", str(one.dictionary), "-m", str(one.timbre), "-r", f"{speed:.2f}", "-g", f"{gain:.1f}")
        process = await start("voice", one.program, *options, "-ow", "/dev/stdout", takes=True)
        wav = await fed("voice", process, f"{' '.join(piece.split())}\n".encode(), LONGEST)
        if len(wav) <= EMPTY:
            raise OrganFailed("voice", "no sound")
        return wav
