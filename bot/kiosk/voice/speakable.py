"""Text as it is written -> text that the voice reads right, by the one table of readings (readings.yml). Pure but for its file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from bot.rulebook.statements.spoken import spoken_phone
from bot.strict_yaml import YamlFaulty, load_yaml
from bot.words import Words

SAY: Final = Words(__file__)
FILE: Final = Path(__file__).with_name("readings.yml")
TABLES: Final = ("signs", "numbers", "words")
LONGEST: Final = 100  # letters in one breath; open_jtalk stops without a word at about 340
SHORTEST: Final = 12  # letters; a piece shorter than this goes on with the next
_NO_TELEPHONE: Final = re.compile(r"[^0-9#-]+")
_NOT_SAID: Final = re.compile(r"[^\w、。！？!?・ー.%&+,/:\s-]")
_DASH: Final = re.compile(r"(?<=[0-9])[‐‑‒–−ー](?=[0-9])")
_SOUND: Final = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Reading:
    """An entry of the table: what it finds, and what stands there instead."""

    find: re.Pattern[str]
    put: Callable[[re.Match[str]], str]
    tests: Mapping[str, str]


def speakable(text: str) -> str:
    """`text` in words that are read right; signs that nobody says are gone. One line; "" when there is nothing to say."""
    lines = []
    for line in _plain(text).splitlines():
        for one in load_readings():
            line = one.find.sub(one.put, line)
        line = _NOT_SAID.sub(" ", line).strip()
        if _SOUND.search(line):
            lines.append(line)
    return "。".join(line.rstrip("。") for line in lines)


def breaths(text: str) -> list[str]:
    """A speakable text in pieces of at most LONGEST letters, cut behind sentences, else behind commas, else anywhere."""
    pieces: list[str] = []
    for sentence in re.split(r"(?<=[。！？!?])", text):
        for piece in _short(sentence):
            if not _SOUND.search(piece):
                continue
            if pieces and len(pieces[-1]) < SHORTEST and len(pieces[-1]) + len(piece) <= LONGEST:
                pieces[-1] += piece
            else:
                pieces.append(piece)
    return pieces


def _short(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST:
        cut = sentence.rfind("、", SHORTEST, LONGEST) + 1 or LONGEST
        yield sentence[:cut]
        sentence = sentence[cut:]
    yield sentence


def _plain(text: str) -> str:
    narrow = unicodedata.normalize("NFKC", text).replace("~", "〜")
    return _DASH.sub("-", narrow)


@cache
def load_readings() -> tuple[Reading, ...]:
    """The entries in their order. Raises YamlFaulty for one that cannot be used or whose tests do not come out."""
    data = load_yaml(FILE)
    if set(data) != {*TABLES, "heard"}:
        raise YamlFaulty(f"{FILE.name}: has {sorted(data)}, must have {sorted((*TABLES, 'heard'))}")
    entries = [_entry(one) for table in TABLES for one in data[table]]
    for entry in entries:
        for text, wanted in entry.tests.items():
            found = entry.find.sub(entry.put, _plain(text))
            if found != wanted:
                raise YamlFaulty(f"{FILE.name}: {entry.find.pattern}: {text!r} gives {found!r}, not {wanted!r}")
    return tuple(entries)


@cache
def load_heard() -> Mapping[str, str]:
    """The sound, in katakana, that the voice must make of a text."""
    return {str(text): str(sound) for text, sound in load_yaml(FILE)["heard"].items()}


def _entry(one: Mapping[str, object]) -> Reading:
    put, tests = (one.get("as"), one.get("tests"))
    if not isinstance(tests, Mapping) or not tests or set(one) - {"find", "say", "as", "tests"}:
        raise YamlFaulty(f"{FILE.name}: {one.get('find')!r}: needs find, say or as, and tests")
    try:
        find = re.compile(str(one["find"]))
        making = _AS[str(put)] if put else _template(str(one["say"]))
    except (KeyError, re.error) as error:
        raise YamlFaulty(f"{FILE.name}: {one.get('find')!r}: {error}") from None
    return Reading(find, making, {_plain(str(text)): str(wanted) for text, wanted in tests.items()})


def _template(say: str) -> Callable[[re.Match[str]], str]:
    return lambda match: re.sub(r"\{(\d)\}", lambda group: match[int(group[1])] or "", say)


def _digits(match: re.Match[str]) -> str:
    """Groups of digits, one digit after the other; behind 〒 with its name in front."""
    number = "-".join(_NO_TELEPHONE.sub("", group) for group in match.groups())
    said = spoken_phone(match[0] if match[0].startswith("#") else number)
    return SAY("postcode", number=said) if match[0].startswith("〒") else said


def _era(match: re.Match[str]) -> str:
    letter, year, *rest = match.groups()
    first = SAY("first_year") if year.lstrip("0") == "1" else year.lstrip("0")
    day = SAY("month_day", month=rest[0].lstrip("0"), day=rest[1].lstrip("0")) if rest else ""
    return SAY("year", era=SAY.table("eras")[letter], year=first) + day


def _hour(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    return SAY("hour_minute", hour=hour, minute=minute) if minute else SAY("hour", hour=hour)


_AS: Final[Mapping[str, Callable[[re.Match[str]], str]]] = {"digits": _digits, "era": _era, "hour": _hour}
