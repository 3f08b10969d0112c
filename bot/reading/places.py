"""Which other town a text names: an office there is never ours, and what is asked about it is asked there.

The names are data (words/municipalities.yml). A name with its 市, 区, 町 or 村 counts wherever it stands; a shorter one
(「横浜の国保」), a reading (「いたばしくの こくほ」, "Itabashi ward office") and a prefecture only beside words of insurance,
office or residence (words/places.yml), because 町田 and 石川 are people's names too. Pure; read at the first use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from bot.reading.marks import FOLDER, load_marks
from bot.reading.romaji import plain_latin, romaji
from bot.strict_yaml import YamlFaulty, read_words

OURS: Final = "北区"
LOOKED_AT: Final = 300  # characters: a name that comes later decides nothing
_LONGEST: Final = 9  # characters of a name
SHORTEST_READING: Final = 4
_END: Final = "市区町村"
_ENDING_READ: Final = re.compile(r"(?:し|く|ちょう|まち|むら|そん)$")
_LATIN: Final = re.compile(r"(?<![A-Za-z])([A-Za-z]{4,})(?:-[A-Za-z]+)?(?![A-Za-z])")


@dataclass(frozen=True)
class Places:
    """full: names with their ending, wards alone and behind their city among them; short: names without it, and
    prefectures; readings: hiragana, of full names and without their ending; latin: the same in Latin letters."""

    full: frozenset[str]
    short: frozenset[str]
    readings: frozenset[str]
    latin: frozenset[str]

    def find(self, text: str) -> tuple[int, int] | None:
        """Where the first other town stands in `text` (start, end), its ward with it; None for none."""
        text = text[:LOOKED_AT].replace("ヶ", "ケ")
        found = next(self._full_names(text), None) or next(self._latin_names(text), None)
        if found or not load_marks("places")["worth_looking"].search(text):
            return found
        return min(self._short_names(text), key=lambda one: (one[0], -one[1]), default=None)

    def without(self, text: str) -> tuple[str, str]:
        """The first other town as written, "" for none, and the text with each of them as 〇, so that what is left may
        still name ours. 東京都北区 is ours; 札幌市北区 is not, and is taken whole."""
        first, found = "", self.find(text)
        while found:
            first = first or text[slice(*found)]
            text = f"{text[: found[0]]}〇{text[found[1] :]}"
            found = self.find(text)
        return first, text

    def _full_names(self, text: str) -> Iterator[tuple[int, int]]:
        for end in (end for end, char in enumerate(text, 1) if char in _END):
            for start in range(max(end - _LONGEST, 0), end - 1):  # the longest first
                if text[start:end] in self.full and not _inside_tokyo(text, start):
                    ward = load_marks("places")["any_ward"].match(text, end) if text[end - 1] == "市" else None
                    yield start, ward.end() if ward else end

    def _latin_names(self, text: str) -> Iterator[tuple[int, int]]:
        words = load_marks("places")
        for word in _LATIN.finditer(text):
            beside = words["latin_beside"].match(text, word.end(1)) or words["latin_before"].search(
                text[: word.start()]
            )
            if beside and plain_latin(word[1]) in self.latin:
                yield word.span()

    def _short_names(self, text: str) -> Iterator[tuple[int, int]]:
        words = load_marks("places")
        beside = [one.start() for one in words["beside"].finditer(text)]
        wards = {one.start(): one.end(1) for one in words["its_ward"].finditer(text)}
        for end in {*beside, *wards}:
            for start in range(max(end - _LONGEST, 0), end - 1):
                if text[start:end] in self.short and not _inside_tokyo(text, start):
                    yield start, wards.get(end, end)
        starts = [one.end() for one in words["before"].finditer(text)]
        spans = [(start, end) for end in beside for start in range(max(end - _LONGEST, 0), end)]
        spans += [(start, end) for start in starts for end in range(min(start + _LONGEST, len(text)), start, -1)]
        yield from (one for one in spans if text[slice(*one)] in self.readings and one[1] - one[0] >= SHORTEST_READING)


def _inside_tokyo(text: str, start: int) -> bool:
    """True for 京都 in 東京都."""
    return text[max(start - 1, 0) : start + 1] == "東京"


def read_places(content: Mapping[str, Any], name: str = "municipalities.yml") -> Places:
    """The places of a parsed list. Raises YamlFaulty when a part is missing or a `must` / `must_not` sentence fails."""
    for key in ("prefectures", "wards", "must", "must_not"):
        if not content.get(key):
            raise YamlFaulty(f"{name}: {key}: missing or empty")
    full, short, readings = _towns(content["prefectures"], name)
    for city, wards in content["wards"].items():  # behind the city, and alone unless it is named like ours
        for ward in wards.replace("ヶ", "ケ").split():
            full |= {city + ward, ward} - {OURS}
    latin = frozenset(map(romaji, readings)) - {"kita", "kitaku", "tokyo"}
    places = Places(frozenset(full), frozenset(short - {"東京"}), frozenset(readings), latin)
    for key in ("must", "must_not"):
        for sentence in content[key]:
            if bool(places.find(sentence)) is not (key == "must"):
                raise YamlFaulty(f"{name}: {key}: {sentence!r}: found {places.without(sentence)[0]!r}")
    return places


def _towns(prefectures: Mapping[str, str], name: str) -> tuple[set[str], set[str], set[str]]:
    """Of prefectures and their towns: full names, names without their ending, readings. Raises YamlFaulty."""
    full: set[str] = set()
    short: set[str] = set()
    readings: set[str] = set()
    for prefecture, names in prefectures.items():
        if prefecture != "東京都":
            full.add(prefecture)
            short |= {prefecture, prefecture if prefecture == "北海道" else prefecture[:-1]}
        for pair in names.replace("ヶ", "ケ").split():
            town, slash, reading = pair.partition("/")
            if not slash or town[-1:] not in _END or not reading:
                raise YamlFaulty(f"{name}: prefectures: {prefecture}: {pair!r} must be 名前市/reading")
            if town != OURS:
                full.add(town)
                readings |= {reading, _ENDING_READ.sub("", reading)}
                short |= {town[:-1]} if len(town) >= 3 else set()
    return full, short, readings


@cache
def shipped_places() -> Places:
    """The list that comes with the desk, read once."""
    path = FOLDER / "municipalities.yml"
    return read_words(path.read_text(encoding="utf-8"), path.name, read_places)
