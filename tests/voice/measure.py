"""The voice measured at length: every sentence of spoken.yml at two speeds, clean and with noise, through a running engine.

    .venv/bin/python tests/voice/measure.py [--sentences N] [--port PORT] [--show]

`--port`: of a desk that runs already; without it one is started with the model of `mynadesk train`. Prints a table for
docs/kiosk-voice.md; exit code 1 when a bound does not hold."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean, quantiles
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "engine"), str(ROOT / "tests" / "voice")]

from heard import Sentence, heard, kana_error, knocks, pink, quiet, sentences, spoken, tones, with_noise  # noqa: E402
from running import Running  # noqa: E402

from bot.kiosk.voice.devices import RATE, FolderLoudspeaker  # noqa: E402
from bot.kiosk.voice.ears import Ears  # noqa: E402
from bot.kiosk.voice.model import Event, Heard, Recognising  # noqa: E402
from bot.kiosk.voice.mouth import Mouth  # noqa: E402
from bot.kiosk.voice.settings import load_voice_settings  # noqa: E402
from bot.kiosk.voice.speakable import breaths, speakable  # noqa: E402
from bot.kiosk.voice.utterance import PAUSE, WINDOW  # noqa: E402

SPEEDS: Final = {"usual speed": 1.0, "fast (1.25)": 1.25}
NOISES: Final = {"20 dB": 20.0, "10 dB": 10.0, "clean": None}
WAITS: Final = PAUSE * WINDOW / RATE  # seconds of pause until an utterance counts as over
MOST_KANA, LEAST_NEED, MOST_SECONDS, MOST_START = 0.15, 0.9, 2.5, 0.7  # the bounds; the first two at 20 dB


class Clock(list[Event]):
    """Notes when recognising began."""

    def append(self, event: Event) -> None:
        if isinstance(event, Recognising):
            self.began = time.monotonic()
        super().append(event)


@dataclass
class Row:
    """One condition."""

    errors: list[float] = field(default_factory=list)
    same: list[bool] = field(default_factory=list)  # as typed, of the sentences that the desk has an answer to
    right: list[bool] = field(default_factory=list)  # of the sentences that are right when they are typed
    seconds: list[float] = field(default_factory=list)


@contextlib.contextmanager
def desk(port: int) -> Iterator[int]:
    if port:
        yield port
        return
    with tempfile.TemporaryDirectory() as folder:
        running = Running(Path(folder) / "data")
        try:
            running.wait()
            yield running.port
        finally:
            running.process.send_signal(signal.SIGINT)
            running.process.wait(60)


@dataclass(frozen=True)
class Answer:
    """What the desk took a text for: its topic, and the need where the engine tells one."""

    topic: str
    need: str

    @property
    def answered(self) -> bool:
        return self.topic not in ("", "out_of_scope")

    def right(self, sentence: Sentence) -> bool:
        if self.need:
            return self.need in sentence.needs
        return self.topic in {one.split(".")[0] for one in sentence.needs}


def ask(port: int, text: str) -> Answer:
    body = json.dumps({"session": None, "text": text}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/chat", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        message = json.load(answer)["messages"][0]
    return Answer(message["topic"], message.get("need", ""))


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def share(values: list[bool]) -> float:
    return sum(values) / max(1, len(values))


def memory(pid: int) -> int:
    """The most a process has had resident, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


@dataclass(frozen=True)
class Given:
    """A sentence, its reading, and what the desk takes it for when it is typed."""

    sentence: Sentence
    reading: str
    typed: Answer


async def one_row(ears: Ears, mouth: Mouth, listed: list[Given], speed: float, noise: float | None, port: int, show: bool) -> Row:
    row = Row()
    for number, given in enumerate(listed):
        pcm = await spoken(mouth, given.sentence.say, speed)
        clock = Clock()
        found = await heard(ears, with_noise(pcm, noise, number) if noise is not None else pcm, events=clock)
        text = found.text if isinstance(found, Heard) else ""
        if isinstance(found, Heard):
            row.seconds.append(time.monotonic() - clock.began + WAITS)
        row.errors.append(kana_error(given.reading, found.kana) if isinstance(found, Heard) else 1.0)
        answer = ask(port, text) if text else Answer("", "")
        row.same += [answer == given.typed] if given.typed.answered else []
        row.right += [answer.right(given.sentence)] if given.typed.right(given.sentence) else []
        if show and (answer != given.typed or row.errors[-1] > 0.1):
            print(f"   {row.errors[-1]:.2f} {given.typed.topic} {answer.topic}: {given.sentence.say} -> {text or found}")
    return row


async def starts(mouth: Mouth, texts: list[str]) -> list[float]:
    """Seconds until the first sound of each text is there."""
    found = []
    for text in texts:
        began = time.monotonic()
        await mouth.sound(breaths(speakable(text))[0])
        found.append(time.monotonic() - began)
    return found


def no_speech() -> dict[str, bytes]:
    wind = (max(-32768, min(32767, round(one * 2500))) for one in pink(30 * RATE, 3))
    return {
        "60 s of silence": quiet(60),
        "hum of 50 Hz": tones(20, 50, 100, 150),
        "hand dryer (pink noise)": b"".join(one.to_bytes(2, "little", signed=True) for one in wind),
        "doors and stamps": knocks(20),
        "music (chords)": tones(20, 262, 330, 392, 523, beat=2),
        "music (melody)": b"".join(tones(0.4, one, 2 * one, beat=1.25) for one in (262, 294, 330, 349, 392, 440, 494, 523) * 5),
    }


async def all_of(options: argparse.Namespace, port: int) -> bool:
    settings = replace(load_voice_settings(), patience=90.0)  # how long it took is told, not cut off
    with tempfile.TemporaryDirectory() as folder:
        mouth, ears = Mouth(settings, FolderLoudspeaker(Path(folder))), Ears(settings)
        began = time.monotonic()
        await ears.start()
        print(f"recogniser ready after {time.monotonic() - began:.1f} s")
        listed = sentences()[: options.sentences]
        readings = await ears.readings([one.say for one in listed])
        all_given = [Given(one, kana, ask(port, one.say)) for one, kana in zip(listed, readings)]
        answered, right = ([one for one in all_given if test(one)] for test in (lambda one: one.typed.answered, lambda one: one.typed.right(one.sentence)))
        print(f"{len(listed)} sentences; typed, {len(answered)} have an answer and {len(right)} the right one")
        held = True
        print("| speed | noise | kana error | without error | answer as typed | right of those right when typed | recognised p50 | p95 |")
        print("|---|---|---|---|---|---|---|---|")
        for noise_name, noise in NOISES.items():
            for speed_name, speed in SPEEDS.items():
                row = await one_row(ears, mouth, all_given, speed, noise, port, options.show)
                cells = (
                    speed_name,
                    noise_name,
                    f"{mean(row.errors):.3f}",
                    f"{row.errors.count(0.0)} of {len(listed)}",
                    f"{sum(row.same)} of {len(row.same)} ({share(row.same):.1%})",
                    f"{sum(row.right)} of {len(row.right)} ({share(row.right):.1%})",
                    f"{quantiles(row.seconds, n=2)[0]:.2f} s",
                    f"{p95(row.seconds):.2f} s",
                )
                print(f"| {' | '.join(cells)} |", flush=True)
                if noise != 10.0:
                    held &= mean(row.errors) <= MOST_KANA and share(row.right) >= LEAST_NEED
                held &= p95(row.seconds) <= MOST_SECONDS
        for name, pcm in no_speech().items():
            found = await heard(ears, pcm)
            print(f"{name}: {found}")
            held &= not isinstance(found, Heard)
        first = await starts(mouth, [one.say for one in listed])
        print(f"first sound after p50 {quantiles(first, n=2)[0]:.2f} s, p95 {p95(first):.2f} s")
        held &= p95(first) <= MOST_START
        assert ears.pid is not None
        print(f"recogniser: {memory(ears.pid)} MB resident at most")
        await ears.end()
    return held


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=None)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="each sentence that came out otherwise")
    options = parser.parse_args()
    with desk(options.port) as port:
        held = asyncio.run(all_of(options, port))
    print("all bounds hold" if held else "A BOUND DOES NOT HOLD")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
