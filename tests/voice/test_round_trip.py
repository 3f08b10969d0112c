"""Text to sound to text with the real engines. The long form with its figures: make voice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import pytest
from conftest import run
from heard import heard, kana_error, knocks, pink, quiet, sentences, spoken, tones, with_noise

from bot.kiosk.voice.devices import RATE, FolderLoudspeaker
from bot.kiosk.voice.ears import Ears
from bot.kiosk.voice.faults import OrganFailed
from bot.kiosk.voice.kana import fold
from bot.kiosk.voice.matching import choice_of, command_of
from bot.kiosk.voice.model import Event, Heard, Hearing, Nothing, Recognising
from bot.kiosk.voice.mouth import Mouth
from bot.kiosk.voice.settings import VoiceSettings
from bot.kiosk.voice.sound import Sound, read_wav, samples
from bot.kiosk.voice.speakable import load_heard, speakable


def mouth_of(settings: VoiceSettings) -> Mouth:
    return Mouth(settings, FolderLoudspeaker(Path("/nowhere")))


def test_what_was_misread_is_read_right(settings: VoiceSettings) -> None:
    async def readings() -> list[str]:
        ears = Ears(settings)
        try:
            return await ears.readings([speakable(text) for text in load_heard()])
        finally:
            await ears.end()

    got = run(readings())
    assert {text: fold(sound) for text, sound in load_heard().items()} == dict(zip(load_heard(), map(fold, got)))


def sound(settings: VoiceSettings, text: str, speed: float = 1.0, gain: float = 0.0) -> Sound:
    return read_wav(run(mouth_of(settings).sound(text, speed, gain)))


def loudness(one: Sound) -> float:
    found = samples(one.pcm)
    return 10 * math.log10(sum(s * s for s in found) / len(found) / 32768**2)


def test_a_sentence_becomes_sound_that_can_be_heard_slower_and_louder(settings: VoiceSettings) -> None:
    usual = sound(settings, "電子証明書の有効期限を確認します。")
    assert usual.rate == 48000 and 2 < usual.seconds < 5 and -35 < loudness(usual) < -10
    slow = sound(settings, "電子証明書の有効期限を確認します。", 0.78)
    assert 1.15 < slow.seconds / usual.seconds < 1.5
    assert loudness(sound(settings, "電子証明書の有効期限を確認します。", 1.0, 6.0)) > loudness(usual) + 4


@pytest.mark.parametrize("text", ["、", "…", ""])
def test_a_text_without_a_sound_fails_and_does_not_hang(settings: VoiceSettings, text: str) -> None:
    with pytest.raises(OrganFailed, match="voice"):
        sound(settings, text)


async def each(settings: VoiceSettings, clips: Sequence[bytes], choices: Sequence[str] = ()) -> list[Heard | Nothing]:
    ears = Ears(settings)
    try:
        return [await heard(ears, one, choices) for one in clips]
    finally:
        await ears.end()


def test_what_visitors_say_comes_through_noise(settings: VoiceSettings) -> None:
    """Every seventh sentence at 20 dB; the bound is the long form's."""

    async def errors() -> list[float]:
        mouth, ears, some = mouth_of(settings), Ears(settings), [one.say for one in sentences()[::7]]
        try:
            readings = await ears.readings(some)
            got = [await heard(ears, with_noise(await spoken(mouth, one, 1.0), 20.0)) for one in some]
        finally:
            await ears.end()
        return [kana_error(wanted, one.kana) if isinstance(one, Heard) else 1.0 for wanted, one in zip(readings, got)]

    assert mean(run(errors())) <= 0.15


def test_commands_and_choices_come_through(settings: VoiceSettings) -> None:
    said = {"はい、そうです": "yes", "いいえ": "no", "もう一度お願いします": "again", "もっとゆっくり": "slower", "戻る": "back", "終わります": "end"}
    choices = ("引っ越し", "カードをなくした", "電子証明書の更新")
    asked = {"三番でお願いします": 2, "引っ越しです": 0, "カードをなくしました": 1}

    async def clips() -> list[bytes]:
        return [await spoken(mouth_of(settings), one, 1.0) for one in (*said, *asked)]

    got = run(each(settings, run(clips()), choices))
    assert all(isinstance(one, Heard) for one in got)
    found = [one for one in got if isinstance(one, Heard)]
    commands = {text: command_of(one.kana) for text, one in zip(said, found)}
    assert sum(commands[text] == name for text, name in said.items()) >= 5, commands
    assert [choice_of(one.kana, one.choices) for one in found[len(said) :]] == list(asked.values())


def test_what_is_no_speech_is_nothing(settings: VoiceSettings) -> None:
    wind = b"".join(max(-32768, min(32767, round(one * 2500))).to_bytes(2, "little", signed=True) for one in pink(10 * RATE, 3))
    clips = {
        "silence": quiet(20),
        "hum": tones(10, 50, 100, 150),
        "wind": wind,
        "doors": knocks(10),
        "music": tones(10, 262, 330, 392, 523, beat=2),
    }
    got = dict(zip(clips, run(each(settings, list(clips.values())))))
    assert {name: type(one) for name, one in got.items()} == dict.fromkeys(clips, Nothing)
    assert got["silence"] == Nothing("silence")


def test_what_happens_is_told_in_order_and_never_in_a_repr(settings: VoiceSettings) -> None:
    async def events() -> list[Event]:
        told: list[Event] = []
        ears = Ears(settings)
        try:
            told.append(await heard(ears, await spoken(mouth_of(settings), "暗証番号を忘れました", 1.0), events=told))
        finally:
            await ears.end()
        return told

    told = run(events())
    assert [type(one) for one in told] == [Hearing, Recognising, Heard]
    assert isinstance(told[-1], Heard) and "暗証番号" in told[-1].text
    assert "暗証" not in repr(told) and "アンショ" not in repr(told)
