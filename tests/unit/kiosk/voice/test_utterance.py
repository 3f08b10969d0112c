"""One utterance out of a stream, by made likelihoods: each window's first sample says whether it is speech."""

from __future__ import annotations

from itertools import chain, repeat

import pytest

from bot.kiosk.voice.utterance import LEAD, LONGEST, PATIENCE, PAUSE, SHORTEST, TAIL, WINDOW, Utterance

SPEECH, QUIET = b"\1\0" + bytes(WINDOW * 2 - 2), bytes(WINDOW * 2)


def utterance() -> Utterance:
    return Utterance(lambda window: 0.9 if window[0] else 0.1)


def after(*stretches: tuple[bytes, int], in_pieces_of: int = WINDOW * 2) -> Utterance:
    one = utterance()
    stream = b"".join(chain.from_iterable(repeat(*stretch) for stretch in stretches))
    for at in range(0, len(stream), in_pieces_of):
        one.feed(stream[at : at + in_pieces_of])
    return one


def test_speech_and_then_a_pause_is_an_utterance_with_a_little_around_it() -> None:
    one = after((QUIET, 30), (SPEECH, 20), (QUIET, 40))
    assert one.state == "over"
    assert len(one.pcm) == (LEAD + 20 + TAIL) * WINDOW * 2


@pytest.mark.parametrize("size", [1, 333, 1024, 2048, 9999])
def test_the_pieces_it_comes_in_change_nothing(size: int) -> None:
    stretches = (QUIET, 30), (SPEECH, 20), (QUIET, 40)
    assert after(*stretches, in_pieces_of=size).pcm == after(*stretches).pcm


def test_short_pauses_belong_to_it() -> None:
    one = after((SPEECH, 10), (QUIET, PAUSE - 1), (SPEECH, 10))
    assert one.state == "hearing"
    one.feed(QUIET * PAUSE)
    assert one.state == "over" and len(one.pcm) == (10 + PAUSE - 1 + 10 + TAIL) * WINDOW * 2


def test_nobody_speaking_is_silence_and_bangs_are_noise() -> None:
    assert after((QUIET, PATIENCE - 1)).state == "waiting"
    assert after((QUIET, PATIENCE)).state == "silence"
    bangs = ((SPEECH, SHORTEST - 1), (QUIET, PAUSE)) * 12
    assert after(*bangs).state == "noise"


def test_somebody_may_speak_after_a_bang() -> None:
    one = after((SPEECH, 3), (QUIET, 40), (SPEECH, 15), (QUIET, PAUSE))
    assert one.state == "over" and len(one.pcm) == (LEAD + 15 + TAIL) * WINDOW * 2


def test_an_endless_talk_ends() -> None:
    assert after((SPEECH, LONGEST)).state == "over"
    assert len(after((SPEECH, LONGEST * 3)).pcm) == LONGEST * WINDOW * 2


@pytest.mark.parametrize(("heard", "state"), [(0, "silence"), (SHORTEST - 1, "noise"), (SHORTEST, "over")])
def test_the_key_let_go_ends_it(heard: int, state: str) -> None:
    one = after((QUIET, 5), (SPEECH, heard))
    assert one.enough() == state
    assert one.feed(SPEECH * 20) == state
