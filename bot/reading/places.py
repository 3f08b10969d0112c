"""Which other town a text names: an office there is never ours, and what is asked about it is asked there.

The names are data (words/municipalities.yml). A name with its 市, 区, 町 or 村 counts wherever it stands; a shorter one
(「横浜の国保」), a reading (「いたばしくの こくほ」, "Itabashi ward office") and a prefecture only beside words of insurance,
office or residence (words/places.yml) or alone (「板橋です」), because 町田 and 石川 are people's names too. Pure; read at the
first use.
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
_PAIR: Final = re.compile(rf".*[{_END}]/.+")
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
        text = text[:LOOKED_AT].replace("ヶ", "ケ").replace("東京都", "東＿都")  # 京都 is no part of it
        found = next(self._full_names(text), None) or next(self._latin_names(text), None)
        alone = found or self._alone(text)
        if alone or not _words("worth_looking").search(text):
            return alone
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

    def _alone(self, text: str) -> tuple[int, int] | None:
        """「板橋です」 and nothing else, where a town was asked for or is told."""
        said = _words("alone").match(text)
        return said.span(1) if said and said[1] in self.short else None

    def _full_names(self, text: str) -> Iterator[tuple[int, int]]:
        for end in (end for end, char in enumerate(text, 1) if char in _END):
            for start in range(max(end - _LONGEST, 0), end - 1):  # the longest first
                if text[start:end] in self.full:
                    ward = _words("any_ward").match(text, end) if text[end - 1] == "市" else None
                    yield start, ward.end() if ward else end

    def _latin_names(self, text: str) -> Iterator[tuple[int, int]]:
        for word in _LATIN.finditer(text):
            behind, before = text[word.end(1) :], text[: word.start()]
            beside = _words("latin_beside").match(behind) or _words("latin_before").search(before)
            if beside and plain_latin(word[1]) in self.latin:
                yield word.span()

    def _short_names(self, text: str) -> Iterator[tuple[int, int]]:
        beside = [one.start() for one in _words("beside").finditer(text)]
        wards = {one.start(): one.end(1) for one in _words("its_ward").finditer(text)}
        spans = [(start, end) for end in {*beside, *wards} for start in range(max(end - _LONGEST, 0), end - 1)]
        yield from ((start, wards.get(end, end)) for start, end in spans if text[start:end] in self.short)
        said = [(start, end) for start, end in spans if end not in wards]
        for start in (one.end() for one in _words("before").finditer(text)):
            said += [(start, end) for end in range(start + 1, min(start + _LONGEST, len(text)) + 1)]
        yield from (one for one in said if one[1] - one[0] >= SHORTEST_READING and text[slice(*one)] in self.readings)


def _words(name: str) -> re.Pattern[str]:
    return load_marks("places")[name].pattern


def read_places(content: Mapping[str, Any], name: str = "municipalities.yml") -> Places:
    """The places of a parsed list. Raises YamlFaulty when a part is missing or a `must` / `must_not` sentence fails."""
    for key in ("prefectures", "wards", "must", "must_not"):
        if not content.get(key):
            raise YamlFaulty(f"{name}: {key}: missing or empty")
    prefectures = content["prefectures"].keys() - {"東京都"}
    pairs = [pair for names in content["prefectures"].values() for pair in names.replace("ヶ", "ケ").split()]
    if faulty := [pair for pair in pairs if not _PAIR.fullmatch(pair)]:
        raise YamlFaulty(f"{name}: prefectures: {faulty[0]!r} must be 名前市/reading")
    towns, said = zip(*(pair.split("/") for pair in pairs if not pair.startswith(f"{OURS}/")))
    wards = [(city, ward) for city, each in content["wards"].items() for ward in each.replace("ヶ", "ケ").split()]
    # a ward counts behind its city, and alone unless it is named like ours
    full = {*prefectures, *towns, *(city + ward for city, ward in wards), *(ward for _city, ward in wards)} - {OURS}
    short = {*prefectures, *(town[:-1] for town in (*prefectures, *towns) if len(town) >= 3)} - {"東京", "北海"}
    readings = {*said, *(_ENDING_READ.sub("", reading) for reading in said)}
    latin = frozenset(map(romaji, readings)) - {"kita", "kitaku", "tokyo"}
    places = Places(frozenset(full), frozenset(short), frozenset(readings), latin)
    for key, sentence in [(name, one) for name in ("must", "must_not") for one in content[name]]:
        if bool(places.find(sentence)) is not (key == "must"):
            raise YamlFaulty(f"{name}: {key}: {sentence!r}: found {places.without(sentence)[0]!r}")
    return places


@cache
def shipped_places() -> Places:
    """The list that comes with the desk, read once."""
    path = FOLDER / "municipalities.yml"
    return read_words(path.read_text(encoding="utf-8"), path.name, read_places)
