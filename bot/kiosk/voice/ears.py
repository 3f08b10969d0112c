"""The desk's end of the process that hears: starts it, feeds it, bounds its time, ends it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator, Sequence
from typing import Any, Final

from bot.kiosk.voice.devices import end, start
from bot.kiosk.voice.doubt import invented
from bot.kiosk.voice.faults import OrganFailed
from bot.kiosk.voice.hearing import HEAD
from bot.kiosk.voice.matching import command_of
from bot.kiosk.voice.model import Heard, Hearing, Nothing, Recognising, Report
from bot.kiosk.voice.settings import VoiceSettings
from bot.kiosk.voice.spelling import Word, load_subject, mended

READY: Final = 30.0  # seconds until it must be ready; 2 are usual
LISTENED: Final = 40.0  # seconds of one utterance, waiting included


class Ears:
    """Listens to one utterance at a time."""

    def __init__(self, settings: VoiceSettings) -> None:
        self._settings = settings
        self._process: Process | None = None
        self._starting: asyncio.Future[None] | None = None
        self._turn = 0

    @property
    def pid(self) -> int | None:
        """Of the process, when it runs."""
        return None if self._process is None else self._process.pid

    async def start(self) -> None:
        """Has the process running and ready. Whoever is cancelled while waiting leaves it starting. Raises OrganFailed."""
        if self._starting is None or self._starting.done():
            if self._process is not None and self._process.returncode is None:
                return
            self._starting = asyncio.ensure_future(self._start())
        await asyncio.shield(self._starting)

    async def listen(
        self, sound: AsyncGenerator[bytes, None], enough: asyncio.Event, report: Report, choices: Sequence[str] = ()
    ) -> Heard | Nothing:
        """What was said in `sound`, until a pause, or `enough` is set. Raises OrganFailed. Cancelled, the process forgets it."""
        await self._ask("L", {"prompt": load_subject().prompt, "choices": list(choices)})
        pump = asyncio.ensure_future(self._pump(sound, enough))
        try:
            answer = await self._first(pump)
            if answer["event"] == "hearing":
                report(Hearing())
                answer = await self._first(pump)
        except BaseException:
            self._put("X")
            raise
        finally:
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)
            await sound.aclose()
        if answer["event"] == "over":
            report(Recognising())
            answer = await self._answer(self._settings.patience)
        return _outcome(answer)

    async def readings(self, texts: Sequence[str]) -> list[str]:
        """The reading of each text. Raises OrganFailed."""
        await self._ask("R", {"texts": list(texts)})
        return [str(one) for one in (await self._answer(self._settings.patience))["kana"]]

    async def end(self) -> None:
        """Ends the process, and with it all that it heard."""
        starting, self._starting = self._starting, None
        if starting is not None:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
        await self._kill()

    async def _start(self) -> None:
        await self._kill()
        one = self._settings
        command = (str(one.python), "-E", "-s", "-W", "ignore", "-m", "bot.kiosk.voice.hearing", str(one.folder))
        self._process = await start("recogniser", *command, takes=True)
        try:
            answer = await self._answer(READY)
        except BaseException:
            await self._kill()
            raise
        if answer["event"] != "ready":
            await self._kill()
            raise OrganFailed("recogniser", str(answer.get("why")))

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await end(process)

    async def _ask(self, kind: str, asked: dict[str, object]) -> None:
        await self.start()
        self._turn += 1
        self._put(kind, json.dumps({"turn": self._turn, **asked}).encode())

    async def _first(self, pump: asyncio.Future[None]) -> dict[str, Any]:
        """The next answer while sound is pumped in; raises what the pump raises."""
        answer = asyncio.ensure_future(self._answer(LISTENED))
        waited: set[asyncio.Future[Any]] = {answer, pump}
        try:
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if pump.done() and not answer.done():
                pump.result()
            return await answer
        finally:
            answer.cancel()

    async def _pump(self, sound: AsyncGenerator[bytes, None], enough: asyncio.Event) -> None:
        async for chunk in sound:
            self._put("A", chunk)
            await self._drained()
            if enough.is_set():
                break
        self._put("E")

    def _put(self, kind: str, content: bytes = b"") -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(HEAD.pack(kind.encode(), len(content)) + content)

    async def _drained(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(ConnectionError):  # it has ended: whoever waits for its answer says so
                await self._process.stdin.drain()

    async def _answer(self, seconds: float) -> dict[str, Any]:
        """The next answer of this turn. Raises OrganFailed, and ends the process that gave none."""
        try:
            async with asyncio.timeout(seconds):
                return await self._of_this_turn()
        except (TimeoutError, ValueError):
            await self._kill()
            raise OrganFailed("recogniser", "no answer") from None

    async def _of_this_turn(self) -> dict[str, Any]:
        assert self._process is not None and self._process.stdout is not None
        while True:
            answer: dict[str, Any] = json.loads(await self._process.stdout.readline())
            if answer.get("turn", self._turn) == self._turn:
                return answer


def _outcome(answer: dict[str, Any]) -> Heard | Nothing:
    """What an answer of the process means."""
    if answer["event"] == "nothing":
        return Nothing(answer["why"])
    words = [Word(*one) for one in answer["words"]]
    if not command_of(answer["kana"]) and invented(answer["text"], answer["sure"], answer["dense"]):
        return Nothing("noise")  # one short word is never sure
    return Heard(mended(words), answer["kana"], tuple(answer["choices"]))
