"""Sound in memory: mono, 16 bit. Wav in and out, the loudest sample, another rate. Pure."""

from __future__ import annotations

import io
import sys
import wave
from array import array
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sound:
    """`pcm`: 16-bit little-endian samples of one channel. `rate`: samples a second."""

    pcm: bytes = field(repr=False)
    rate: int

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.pcm) / 2 / self.rate


def samples(pcm: bytes) -> array[int]:
    """The samples as numbers from -32768 to 32767; an odd byte at the end is dropped."""
    found = array("h", pcm[: len(pcm) // 2 * 2])
    if sys.byteorder == "big":
        found.byteswap()
    return found


def peak(pcm: bytes) -> int:
    """The loudest sample, from 0 to 32768."""
    found = samples(pcm)
    return max(max(found), -min(found)) if found else 0


def read_wav(data: bytes) -> Sound:
    """A wav file of 16-bit samples, its first channel. Raises ValueError for anything else."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            pcm = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"no wav file: {error}") from None
    if width != 2:
        raise ValueError(f"{8 * width} bit; 16 are needed")
    found = samples(pcm)[::channels]
    if sys.byteorder == "big":
        found.byteswap()
    return Sound(found.tobytes(), rate)


def write_wav(sound: Sound) -> bytes:
    """The wav file of a sound."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(sound.pcm)
    return out.getvalue()


def at_rate(sound: Sound, rate: int) -> Sound:
    """The same at another rate: each sample the mean of those it stands for (going down), or the nearest (going up)."""
    if sound.rate == rate:
        return sound
    found, step = samples(sound.pcm), sound.rate / rate
    edges = [int(number * step) for number in range(int(len(found) / step) + 1)]
    means = array("h", (sum(found[a:b]) // (b - a) if b > a else found[a] for a, b in zip(edges, edges[1:])))
    if sys.byteorder == "big":
        means.byteswap()
    return Sound(means.tobytes(), rate)
