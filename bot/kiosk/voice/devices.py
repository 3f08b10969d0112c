"""Where sound comes from and goes to: ALSA by arecord and aplay, or files (`file:`). Nothing is kept on the way."""

from __future__ import annotations

import asyncio
import contextlib
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final, Protocol

from bot.kiosk.voice.faults import OrganFailed
from bot.kiosk.voice.model import Organ
from bot.kiosk.voice.sound import at_rate, peak, read_wav

RATE: Final = 16000  # samples a second of the microphone
CHUNK: Final = 2048  # bytes: 64 ms
STALLED: Final = 3.0  # seconds without a sample until the microphone counts as failed
MUTED_FOR: Final = 4.0  # seconds of digital silence until it counts as muted
MUTED: Final = 1  # the loudest sample of digital silence
GRACE: Final = 5.0  # seconds that playing may take longer than the sound lasts
FILE: Final = "file:"


class Loudspeaker(Protocol):
    """Plays wav files, one at a time."""

    async def play(self, wav: bytes) -> None:
        """Returns when it has been heard. Raises OrganFailed; cancelled, it is silent at once."""


class Microphone(Protocol):
    """Gives sound while it is open."""

    def chunks(self) -> AsyncGenerator[bytes, None]:
        """Samples of 16 bit at RATE in pieces of CHUNK bytes, until it is closed (aclose). Raises OrganFailed."""


async def end(process: Process) -> None:
    """Kills a process that has not ended, and waits until it is gone."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    if process.stdout is not None:
        await process.stdout.read()  # wait() waits for a pipe that nobody empties
    await process.wait()
    await _shut(process)


async def _shut(process: Process) -> None:
    """Takes note of how the input of an ended process was closed; else asyncio logs a broken pipe as a fault."""
    if process.stdin is not None:
        process.stdin.close()
        with contextlib.suppress(OSError):
            await process.stdin.wait_closed()


async def start(organ: Organ, *command: str, takes: bool = False) -> Process:
    """A child with its output (and with `takes` its input) in pipes. Raises OrganFailed when it cannot be started."""
    try:
        return await asyncio.create_subprocess_exec(
            *command, stdin=PIPE if takes else DEVNULL, stdout=PIPE, stderr=DEVNULL
        )
    except OSError as error:
        raise OrganFailed(organ, f"{command[0]}: {type(error).__name__}") from None


async def fed(organ: Organ, process: Process, data: bytes, seconds: float) -> bytes:
    """What a process gives back that is fed `data`. Raises OrganFailed when it ends badly or takes longer; then, or cancelled,
    it is gone."""
    try:
        async with asyncio.timeout(seconds):
            given, _nothing = await process.communicate(data)
    except TimeoutError:
        raise OrganFailed(organ, f"no end after {seconds:.0f} s") from None
    finally:
        await end(process)
    if process.returncode:
        raise OrganFailed(organ, f"exit code {process.returncode}")
    return given


class AlsaLoudspeaker:
    """aplay on an ALSA device."""

    def __init__(self, device: str) -> None:
        self._command = ("aplay", "-q", "-D", device, "-t", "wav", "-")

    async def play(self, wav: bytes) -> None:
        """As the protocol says."""
        process = await start("loudspeaker", *self._command, takes=True)
        await fed("loudspeaker", process, wav, read_wav(wav).seconds + GRACE)


class FolderLoudspeaker:
    """Writes what would be heard into a folder, numbered; for tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def play(self, wav: bytes) -> None:
        """As the protocol says, but in no time."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder.joinpath(f"{time.monotonic_ns():020d}.wav").write_bytes(wav)
        except OSError as error:
            raise OrganFailed("loudspeaker", type(error).__name__) from None


class AlsaMicrophone:
    """arecord on an ALSA device."""

    def __init__(self, device: str) -> None:
        self._command = ("arecord", "-q", "-D", device, "-t", "raw", "-f", "S16_LE", "-r", str(RATE), "-c", "1", "-")

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """As the protocol says."""
        process = await start("microphone", *self._command)
        assert process.stdout is not None
        silent = 0
        try:
            while True:
                try:
                    async with asyncio.timeout(STALLED):
                        chunk = await process.stdout.readexactly(CHUNK)
                except (TimeoutError, asyncio.IncompleteReadError):
                    raise OrganFailed("microphone", "gives nothing") from None
                silent = 0 if peak(chunk) > MUTED else silent + CHUNK
                if silent >= MUTED_FOR * RATE * 2:
                    raise OrganFailed("microphone", "gives only silence", muted=True)
                yield chunk
        finally:
            await end(process)


class FileMicrophone:
    """A wav file, then silence; `pace`: as quick as it would be heard."""

    def __init__(self, file: Path, *, pace: bool = True) -> None:
        self._file, self._pace = file, pace

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """As the protocol says."""
        try:
            sound = at_rate(read_wav(self._file.read_bytes()), RATE)
        except (OSError, ValueError) as error:
            raise OrganFailed("microphone", type(error).__name__) from None
        at = 0
        while True:
            yield sound.pcm[at : at + CHUNK].ljust(CHUNK, b"\0")
            at += CHUNK
            await asyncio.sleep(CHUNK / 2 / RATE if self._pace else 0)


def loudspeaker(device: str) -> Loudspeaker:
    """The loudspeaker that a setting names."""
    return FolderLoudspeaker(Path(device.removeprefix(FILE))) if device.startswith(FILE) else AlsaLoudspeaker(device)


def microphone(device: str) -> Microphone:
    """The microphone that a setting names."""
    return FileMicrophone(Path(device.removeprefix(FILE))) if device.startswith(FILE) else AlsaMicrophone(device)
