"""What `mynadesk kiosk --check` tries of the voice: speaking, loudspeaker, microphone, recognising. Nothing of it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from dataclasses import dataclass
from typing import Final

from bot.kiosk.voice.devices import CHUNK, RATE, Loudspeaker, Microphone, loudspeaker, microphone
from bot.kiosk.voice.ears import Ears
from bot.kiosk.voice.faults import OrganFailed
from bot.kiosk.voice.kana import fold
from bot.kiosk.voice.model import Heard, Organ
from bot.kiosk.voice.mouth import Mouth
from bot.kiosk.voice.settings import VoiceSettings
from bot.kiosk.voice.sound import at_rate, peak, read_wav
from bot.words import Words

SAY: Final = Words(__file__)
LISTEN: Final = 2.0  # seconds of microphone
QUIET: Final = 30  # the loudest sample of a microphone that hardly hears


@dataclass(frozen=True)
class Checked:
    """One part that was tried. `mend`: what to do when it does not work."""

    organ: Organ
    ok: bool
    says: str
    mend: str = ""


def check_voice(
    settings: VoiceSettings, speaker: Loudspeaker | None = None, ear: Microphone | None = None
) -> tuple[Checked, ...]:
    """Each part in turn; takes up to a minute. Plays a short sentence. Run it where no event loop runs."""
    if not settings.on:
        return ()
    return asyncio.run(
        _all(settings, speaker or loudspeaker(settings.loudspeaker), ear or microphone(settings.microphone))
    )


async def _all(settings: VoiceSettings, speaker: Loudspeaker, ear: Microphone) -> tuple[Checked, ...]:
    mouth, ears = Mouth(settings, speaker), Ears(settings)

    async def voice() -> str:
        return SAY("voice", seconds=read_wav(await mouth.sound(SAY("sentence"))).seconds)

    async def aloud() -> str:
        await mouth.say(SAY("sentence"))
        return SAY("loudspeaker", device=settings.loudspeaker)

    async def recogniser() -> str:
        sound = at_rate(read_wav(await mouth.sound(SAY("sentence"))), RATE)
        heard = await ears.listen(_pieces(sound.pcm), asyncio.Event(), lambda _event: None)
        if not isinstance(heard, Heard) or fold(SAY("sound")) not in fold(heard.kana):
            raise OrganFailed("recogniser", SAY("misheard"))
        return SAY("recogniser")

    try:
        return (
            await _try("voice", voice()),
            await _try("loudspeaker", aloud()),
            await _try("microphone", _listened(ear)),
            await _try("recogniser", recogniser()),
        )
    finally:
        await ears.end()


async def _try(organ: Organ, trying: Awaitable[str]) -> Checked:
    try:
        return Checked(organ, True, await trying)
    except OrganFailed as failed:
        key = "muted" if failed.muted else failed.organ
        return Checked(organ, False, str(failed), SAY.table("mend")[key])


async def _listened(ear: Microphone) -> str:
    """How loud the microphone was. Raises OrganFailed for one that gives nothing, or silence."""
    loudest = heard = 0
    chunks = ear.chunks()
    try:
        async for chunk in chunks:
            loudest, heard = max(loudest, peak(chunk)), heard + len(chunk)
            if heard >= LISTEN * RATE * 2:
                break
    finally:
        await chunks.aclose()
    if loudest <= QUIET:
        raise OrganFailed("microphone", SAY("silent", peak=loudest), muted=True)
    return SAY("microphone", peak=loudest)


async def _pieces(pcm: bytes) -> AsyncGenerator[bytes, None]:
    for at in range(0, len(pcm), CHUNK):
        yield pcm[at : at + CHUNK].ljust(CHUNK, b"\0")
