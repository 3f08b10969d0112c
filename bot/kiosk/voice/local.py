"""The voice of this machine: mouth and ears in a thread of its own, never both at once. Whatever fails is reported and left out."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

from bot.kiosk.voice.devices import Loudspeaker, Microphone, loudspeaker, microphone
from bot.kiosk.voice.ears import Ears
from bot.kiosk.voice.faults import OrganFailed
from bot.kiosk.voice.model import Event, Organ, Report, Said, Works
from bot.kiosk.voice.mouth import Mouth
from bot.kiosk.voice.settings import VoiceSettings

LOG: Final = logging.getLogger(__name__)
Work = Callable[[], Awaitable[None]]
CLOSING: Final = 10.0  # seconds that ending may take
OF_SPEAKING: Final[tuple[Organ, ...]] = ("voice", "loudspeaker")
OF_HEARING: Final[tuple[Organ, ...]] = ("microphone", "recogniser")


class LocalVoice:
    """Speech out and in, one at a time: `listen` ends speaking, `say` ends listening. No call waits or raises; what comes of it
    is told to `report`, from the voice's thread. Close it."""

    def __init__(
        self,
        settings: VoiceSettings,
        report: Report,
        *,
        speaker: Loudspeaker | None = None,
        ear: Microphone | None = None,
    ) -> None:
        self._report = report
        self._ear = ear or microphone(settings.microphone)
        self._ears = Ears(settings)
        self._mouth = Mouth(settings, speaker or loudspeaker(settings.loudspeaker))
        self._doing: asyncio.Task[None] | None = None
        self._failed: set[Organ] = set()
        self._closed = False
        self._thread = threading.Thread(target=asyncio.run, args=(self._live(),), name="voice", daemon=True)
        self._alive = threading.Event()
        self._thread.start()
        self._alive.wait()
        self._order(self._make_ready)  # before the visitor speaks

    def say(self, text: str, *, slow: bool = False, loud: bool = False) -> None:
        """Speaks `text` (a form to be heard). Said follows unless something ends it before."""
        self._order(self._begin, partial(self._say, text, slow=slow, loud=loud), OF_SPEAKING)

    def listen(self, choices: Sequence[str] = ()) -> None:
        """Listens to one utterance: Hearing and Recognising as it goes, then Heard, Nothing or Failed."""
        self._order(self._begin, partial(self._listen, tuple(choices)), OF_HEARING)

    def enough(self) -> None:
        """What was said until now is all."""
        self._order(self._set_enough)

    def stop(self) -> None:
        """Neither speaks nor listens, at once. Nothing is reported of what was cut off."""
        self._order(self._cut)

    def close(self) -> None:
        """Ends every process of the voice; waits until they are gone, CLOSING seconds at most."""
        if self._closed:
            return
        self._order(self._over.set)
        self._closed = True
        self._thread.join(CLOSING)

    # ---- in the voice's thread
    async def _live(self) -> None:
        """Until it is closed."""
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self._enough, self._turn = asyncio.Event(), asyncio.Lock()
        self._alive.set()
        await self._over.wait()
        self._cut()
        async with self._turn:
            await self._ears.end()

    def _order(self, what: Callable[..., None], *values: object) -> None:
        if not self._closed:
            self._loop.call_soon_threadsafe(what, *values)

    def _cut(self) -> None:
        """Ends what is being done."""
        self._enough.clear()
        if self._doing is not None:
            self._doing.cancel()

    def _begin(self, work: Work, organs: tuple[Organ, ...]) -> None:
        """Ends what is being done, then does this."""
        self._cut()
        self._doing = self._loop.create_task(self._do(work, organs))

    def _make_ready(self) -> None:
        """Starts the recogniser, whatever is said meanwhile."""
        self._ready = self._loop.create_task(self._try(self._ears.start, OF_HEARING[1:]))

    async def _do(self, work: Work, organs: tuple[Organ, ...]) -> None:
        async with self._turn:  # half duplex: the loudspeaker is silent before the microphone opens
            await self._try(work, organs)

    async def _try(self, work: Work, organs: tuple[Organ, ...]) -> None:
        try:
            await work()
            self._good(organs)
        except OrganFailed as failed:
            LOG.warning("%s", failed)
            self._failed.add(failed.organ)
            self._tell(failed.event())
        except Exception as error:  # a fault of ours must not end the voice, let alone the kiosk
            LOG.error("%s: %s", organs[0], type(error).__name__)
            self._failed.update(organs)
            self._tell(OrganFailed(organs[0], type(error).__name__).event())

    def _good(self, organs: tuple[Organ, ...]) -> None:
        for organ in organs:
            if organ in self._failed:
                self._failed.discard(organ)
                self._tell(Works(organ))

    def _tell(self, event: Event) -> None:
        try:
            self._report(event)
        except Exception as error:
            LOG.error("nobody took a report: %s", type(error).__name__)

    def _set_enough(self) -> None:
        self._enough.set()

    async def _say(self, text: str, *, slow: bool, loud: bool) -> None:
        await self._mouth.say(text, slow=slow, loud=loud)
        self._tell(Said())

    async def _listen(self, choices: Sequence[str]) -> None:
        self._tell(await self._ears.listen(self._ear.chunks(), self._enough, self._tell, choices))
