"""The process that hears, without its engines: frames in, answers out."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.kiosk.voice.hearing import HEAD, LARGEST, PIECES, Hearing, frames
from bot.kiosk.voice.utterance import PATIENCE, PAUSE, WINDOW

SPEECH, QUIET = b"\1\0" + bytes(WINDOW * 2 - 2), bytes(WINDOW * 2)


class Heard:
    """In the recogniser's place: speech is what begins with a 1; it notes what it was given."""

    def __init__(self) -> None:
        self.given: list[tuple[int, str]] = []

    def likelihood(self) -> Callable[[bytes], float]:
        return lambda window: 0.9 if window[0] else 0.0

    def kana(self, text: str) -> str:
        return f"kana of {text}"

    def recognise(self, pcm: bytes, prompt: str) -> dict[str, Any]:
        self.given.append((len(pcm) // WINDOW // 2, prompt))
        return {"text": "text"}


def told(*given: tuple[str, bytes]) -> tuple[list[dict[str, Any]], Heard]:
    answers: list[dict[str, Any]] = []
    recogniser = Heard()
    hearing = Hearing(recogniser, answers.append)  # type: ignore[arg-type]
    for kind, content in given:
        hearing.take(kind, content)
    return answers, recogniser


def listen(turn: int, *choices: str) -> tuple[str, bytes]:
    return "L", json.dumps({"turn": turn, "prompt": "words", "choices": choices}).encode()


def test_an_utterance_is_told_step_by_step_with_its_turn() -> None:
    answers, recogniser = told(listen(3, "a"), ("A", QUIET * 3), ("A", SPEECH * 9), ("A", QUIET * PAUSE))
    assert [(one["event"], one["turn"]) for one in answers] == [("hearing", 3), ("over", 3), ("heard", 3)]
    assert answers[-1]["choices"] == ["kana of a"]
    assert recogniser.given[0][1] == "words" and recogniser.given[0][0] >= 12


def test_nobody_speaking_is_never_recognised() -> None:
    answers, recogniser = told(listen(1), ("A", QUIET * PATIENCE))
    assert answers == [{"event": "nothing", "turn": 1, "why": "silence"}] and not recogniser.given


def test_enough_ends_it_and_what_comes_after_is_nobody_s() -> None:
    answers, _ = told(listen(1), ("A", SPEECH * 9), ("E", b""), ("A", SPEECH * 9), ("E", b""))
    assert [one["event"] for one in answers] == ["hearing", "over", "heard"]


def test_what_is_to_be_forgotten_is_told_no_more() -> None:
    answers, recogniser = told(listen(1), ("A", SPEECH * 9), ("X", b""), ("E", b""), listen(2), ("E", b""))
    assert answers[-1] == {"event": "nothing", "turn": 2, "why": "silence"} and not recogniser.given


def test_readings_are_given() -> None:
    answers, _ = told(("R", json.dumps({"turn": 7, "texts": ["a", "b"]}).encode()))
    assert answers == [{"event": "readings", "turn": 7, "kana": ["kana of a", "kana of b"]}]


def test_frames_are_read_and_one_too_large_ends_it() -> None:
    stream = b"".join(HEAD.pack(kind, len(content)) + content for kind, content in ((b"L", b"{}"), (b"A", b"1234"), (b"E", b"")))
    assert list(frames(io.BytesIO(stream + b"\0"))) == [("L", b"{}"), ("A", b"1234"), ("E", b"")]
    with pytest.raises(ValueError, match="too large"):
        list(frames(io.BytesIO(HEAD.pack(b"A", LARGEST + 1))))


def test_numbers_stay_as_they_were_heard() -> None:
    assert PIECES.findall("8月1日、ABCの窓口?") == ["8", "月", "1", "日", "、", "ABC", "の窓口", "?"]
