"""Sound in memory."""

from __future__ import annotations

import io
import math
import wave
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kiosk.voice.sound import Sound, at_rate, peak, read_wav, samples, write_wav

PCM = st.binary(max_size=400).map(lambda data: data[: len(data) // 2 * 2])


@given(PCM, st.sampled_from([8000, 16000, 48000]))
def test_a_wav_file_gives_back_what_was_put_in(pcm: bytes, rate: int) -> None:
    assert read_wav(write_wav(Sound(pcm, rate))) == Sound(pcm, rate)


def test_of_several_channels_the_first_is_taken() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(array("h", [1, -1, 2, -2, 3, -3]).tobytes())
    assert list(samples(read_wav(out.getvalue()).pcm)) == [1, 2, 3]


@pytest.mark.parametrize("data", [b"", b"RIFF", b"x" * 100, b"RIFF\x24\0\0\0WAVEfmt "])
def test_what_is_no_wav_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no wav file"):
        read_wav(data)


def test_other_sizes_of_samples_are_refused() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes(8))
    with pytest.raises(ValueError, match="16 are needed"):
        read_wav(out.getvalue())


def test_the_loudest_sample_counts_on_both_sides() -> None:
    assert peak(array("h", [3, -200, 100]).tobytes()) == 200
    assert (peak(b""), peak(bytes(8)), peak(array("h", [-32768]).tobytes())) == (0, 0, 32768)


def test_a_tone_keeps_its_length_and_loudness_at_another_rate() -> None:
    tone = array("h", (round(10000 * math.sin(2 * math.pi * 440 * t / 48000)) for t in range(48000)))
    other = at_rate(Sound(tone.tobytes(), 48000), 16000)
    assert other.rate == 16000 and abs(other.seconds - 1) < 0.001
    assert 9800 < peak(other.pcm) <= 10000
    assert at_rate(other, 16000) is other
    assert abs(at_rate(other, 22050).seconds - 1) < 0.001
