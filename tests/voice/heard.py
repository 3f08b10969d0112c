"""Speech made and heard again: the machine's own voice, noise over it, and how much of it came through."""

from __future__ import annotations

import asyncio
import math
import random
from array import array
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.kiosk.voice.devices import CHUNK, RATE
from bot.kiosk.voice.ears import Ears
from bot.kiosk.voice.kana import distance, fold
from bot.kiosk.voice.model import Event, Heard, Nothing
from bot.kiosk.voice.mouth import Mouth
from bot.kiosk.voice.sound import at_rate, read_wav, samples
from bot.strict_yaml import parse_yaml

HERE = Path(__file__).parent
BEFORE, AFTER = 0.5, 1.5  # seconds of quiet around what is said


@dataclass(frozen=True)
class Sentence:
    """What is said, and the needs of which one is right."""

    say: str
    needs: tuple[str, ...]


def sentences() -> list[Sentence]:
    listed = parse_yaml("all:\n" + (HERE / "spoken.yml").read_text(encoding="utf-8"), "spoken.yml")["all"]
    return [Sentence(one["say"], tuple(one["need"])) for one in listed]


async def spoken(mouth: Mouth, text: str, speed: float) -> bytes:
    """16 kHz samples of a text with quiet around it; as it stands, without the table of readings."""
    sound = at_rate(read_wav(await mouth.sound(text, speed)), RATE)
    return quiet(BEFORE) + sound.pcm + quiet(AFTER)


def quiet(seconds: float) -> bytes:
    return bytes(int(seconds * RATE) * 2)


def pink(count: int, seed: int) -> list[float]:
    """Pink noise by Kellet's filter: hum of a hall, wind, a hand dryer far away."""
    rng, b = random.Random(seed), [0.0] * 3
    found = []
    for _ in range(count):
        white = rng.uniform(-1, 1)
        b[0] = 0.99765 * b[0] + white * 0.0990460
        b[1] = 0.96300 * b[1] + white * 0.2965164
        b[2] = 0.57000 * b[2] + white * 1.0526913
        found.append(sum(b) + white * 0.1848)
    return found


def with_noise(pcm: bytes, decibels: float, seed: int = 1) -> bytes:
    """The samples with pink noise so many dB below the speech (the quiet around it not counted)."""
    clean = samples(pcm)
    loud = [one for one in clean if abs(one) > 100]
    speech = math.sqrt(sum(one * one for one in loud) / len(loud))
    noise = pink(len(clean), seed)
    power = math.sqrt(sum(one * one for one in noise) / len(noise))
    gain = speech / 10 ** (decibels / 20) / power
    return array("h", (clipped(one + gain * other) for one, other in zip(clean, noise))).tobytes()


def clipped(value: float) -> int:
    return max(-32768, min(32767, round(value)))


def tones(seconds: float, *frequencies: float, level: float = 0.2, beat: float = 0.0) -> bytes:
    """Sine tones together; with `beat` they swell so many times a second: music, a hum."""
    count = int(seconds * RATE)

    def at(number: int) -> int:
        t = number / RATE
        swell = 0.5 + 0.5 * math.sin(2 * math.pi * beat * t) if beat else 1.0
        return clipped(32767 * level * swell * sum(math.sin(2 * math.pi * f * t) for f in frequencies) / len(frequencies))

    return array("h", map(at, range(count))).tobytes()


def knocks(seconds: float, every: float = 1.3) -> bytes:
    """Short bangs: doors, stamps."""
    rng, found = random.Random(7), array("h", bytes(int(seconds * RATE) * 2))
    for start in range(int(0.4 * RATE), len(found) - 2000, int(every * RATE)):
        for number in range(1600):
            found[start + number] = clipped(rng.uniform(-1, 1) * 26000 * math.exp(-number / 220))
    return found.tobytes()


async def pieces(pcm: bytes, *, then_quiet: bool = True) -> AsyncGenerator[bytes, None]:
    """As a microphone gives them, in no time."""
    for at in range(0, len(pcm), CHUNK):
        yield pcm[at : at + CHUNK].ljust(CHUNK, b"\0")
    while then_quiet:
        await asyncio.sleep(0)
        yield bytes(CHUNK)


async def heard(ears: Ears, pcm: bytes, choices: Sequence[str] = (), events: list[Event] | None = None) -> Heard | Nothing:
    """What the ears make of it."""
    report = [].append if events is None else events.append
    return await ears.listen(pieces(pcm), asyncio.Event(), report, choices)


def kana_error(wanted: str, got: str) -> float:
    """How many of the kana of a reading are wrong, as a share."""
    return distance(fold(wanted), fold(got)) / max(1, len(fold(wanted)))
