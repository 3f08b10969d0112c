"""What was heard, spelt as this subject spells it: what sounds like one of its terms becomes it. Pure but for its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from bot.kiosk.voice.kana import distance, fold
from bot.strict_yaml import YamlFaulty, load_yaml

FILE: Final = Path(__file__).with_name("subject.yml")
MOST_WORDS: Final = 9  # that a term may have been cut into
SAME_FROM: Final = 3  # kana: a shorter term is never put in by sound
LIKE_FROM: Final = 6  # kana: a shorter one must sound the same
KANA_FOR_A_FAULT: Final = 6  # one wrong kana in so many is forgiven


@dataclass(frozen=True)
class Word:
    """A word as the recogniser spelt it, and its reading."""

    spelling: str = field(repr=False)
    kana: str = field(repr=False)


@dataclass(frozen=True)
class Subject:
    """Terms by folded reading, the longest first; and what the recogniser is told to expect."""

    terms: Mapping[str, str]
    prompt: str
    particles: frozenset[str]


def mended(words: Sequence[Word], subject: Subject | None = None) -> str:
    """The words in a row, those that sound like a term spelt like it; everything else as it came."""
    known = subject or load_subject()
    spelt: list[str] = []
    at = 0
    while at < len(words):
        term, length = _term_at(words, at, known)
        spelt.append(term or words[at].spelling)
        at += length
    return "".join(spelt)


def _term_at(words: Sequence[Word], at: int, subject: Subject) -> tuple[str, int]:
    """The term that begins with word `at` and how many words it takes; ("", 1) for none. Fewest faults first, then most words."""
    best: tuple[int, int, str] | None = None
    for length in range(1, min(MOST_WORDS, len(words) - at) + 1):
        window = words[at : at + length]
        if not window[-1].kana:  # a number, a sign: no word goes over it
            break
        if window[0].spelling in subject.particles or window[-1].spelling in subject.particles:
            continue
        if "".join(one.spelling for one in window) in subject.terms.values():
            best = (0, -length, "".join(one.spelling for one in window))
            continue
        sound = fold("".join(one.kana for one in window))
        faults, term = _nearest(sound, subject)
        if term and (best is None or (faults, -length) < best[:2]):
            best = (faults, -length, term)
    return (best[2], -best[1]) if best else ("", 1)


def _nearest(sound: str, subject: Subject) -> tuple[int, str]:
    """How many kana differ from the nearest term that is near enough; (0, "") when none is."""
    if sound in subject.terms:
        return 0, subject.terms[sound] if len(sound) >= SAME_FROM else ""
    best = (1000, "")
    for reading, term in subject.terms.items():
        most = len(reading) // KANA_FOR_A_FAULT if len(reading) >= LIKE_FROM else 0
        if most and sound[:1] == reading[:1] and sound[-1:] == reading[-1:]:  # the ends tell where a word begins
            faults = distance(sound, reading, most)
            if faults <= most:
                best = min(best, (faults, term))
    return best if best[1] else (0, "")


@cache
def load_subject() -> Subject:
    """The words of subject.yml. Raises YamlFaulty for a reading that two terms have or that is none."""
    data = load_yaml(FILE)
    terms: dict[str, str] = {}
    for term, reading in data["terms"].items():
        sound = fold(str(reading))
        if not sound or sound in terms:
            raise YamlFaulty(f"{FILE.name}: {term}: the reading {reading!r} is empty or another term's")
        terms[sound] = str(term)
    return Subject(terms, "、".join(str(one) for one in data["prompt"]) + "。", frozenset(data["particles"]))
