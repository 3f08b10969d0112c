"""Which other town a text names: an office there is never ours, and what is asked about it is asked there.

The names are data (words/municipalities.yml). A name with its 市, 区, 町 or 村 counts wherever it stands; a shorter one
(「横浜の国保」), a reading (「いたばしくの こくほ」, "Itabashi ward office") and a prefecture only beside words of insurance,
office or residence, because 町田 and 石川 are people's names too. Pure; the list is read at the first use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from bot import strict_yaml
from bot.reading.romaji import plain_latin, romaji

OURS: Final = "北区"
LOOKED_AT: Final = 300  # characters: a name that comes later decides nothing
_LONGEST: Final = 9  # characters of a name
SHORTEST_READING: Final = 4
_END: Final = "市区町村"
_ENDING_READ: Final = re.compile(r"(?:し|く|ちょう|まち|むら|そん)$")
_BESIDE: Final = re.compile(
    r"(?:の|ノ|\s|、|は|・|(?:に|で)(?:入って|加入して|住んで)(?:い)?(?:て|る|ます)?|(?:に)?(?:お)?住(?:まい|み)(?:で|の)?)*"
    r"(?:国保|国民健康保険|国民保険|健康保険|健保|保険|こくほ|こくみん|ほけん|市役所|区役所|町役場|村役場|役所|役場|やくしょ|"
    r"市民|区民|町民|村民|在住|に(?:お)?住|にすん|に すん|(?:ほう|方)(?:です|でし|だ|なん|の(?:国保|北区|きたく)))"
)
# 「まちは はままつです」: what stands before says that a town follows
_BEFORE: Final = re.compile(r"(?:まち|むら|すまい|じゅうしょ|すんでいる ?ところ)(?:は|が)[\s、]*$")
_LATIN: Final = re.compile(r"(?<![A-Za-z])[A-Za-z]{4,}(?:-[A-Za-z]+)?(?![A-Za-z])")
_LATIN_BESIDE: Final = re.compile(
    r"\s?-?(?:city|town|village|ward|prefecture|shi|cho|machi|mura|ku|(?:city |town )?(?:office|hall))(?![a-z])",
    re.IGNORECASE,
)
_LATIN_BEFORE: Final = re.compile(
    r"(?:liv(?:e|es|ing) in|resid(?:e|es|ing|ent of) ?(?:in)?|(?:city|town|village) of|insured (?:in|by|with))\s+$",
    re.IGNORECASE,
)
# 「大阪の北区」: a ward of the same name as ours, in another city
_ITS_WARD: Final = re.compile(r"市?の?\s*北区")
_ANY_WARD: Final = re.compile(r"の?(?!から|より|または|とか|へ|に|で)[^の、。\s市]{1,4}区(?!民|役|分)")
_WORTH_LOOKING: Final = re.compile(
    r"国保|保険|健保|こくほ|ほけん|役|やくしょ|民|住|すん|北区|まち|むら|すまい|じゅうしょ|ほう|方"
)


class PlacesFaulty(Exception):
    """municipalities.yml cannot be used; the message names the key and the word."""


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
        found = self._full_name(text) or self._latin_name(text)
        if found or not _WORTH_LOOKING.search(text):
            return found
        return self._short_name(text)

    def _full_name(self, text: str) -> tuple[int, int] | None:
        for end, char in enumerate(text, 1):
            if char not in _END:
                continue
            for start in range(max(0, end - _LONGEST), end - 1):  # the longest first
                name = text[start:end]
                if name in self.full and not _inside_tokyo(text, start):
                    return start, end + len(_ward_behind(text[end:]) if char in "市府県" else "")
        return None

    def _latin_name(self, text: str) -> tuple[int, int] | None:
        for word in _LATIN.finditer(text):
            name = plain_latin(word[0].partition("-")[0])
            end = word.start() + len(word[0].partition("-")[0])
            if name in self.latin and (_LATIN_BESIDE.match(text, end) or _LATIN_BEFORE.search(text[: word.start()])):
                return word.span()
        return None

    def _short_name(self, text: str) -> tuple[int, int] | None:
        for start in range(len(text)):
            for size in range(_LONGEST, 1, -1):
                name, behind = text[start : start + size], text[start + size :]
                if len(name) < size or _inside_tokyo(text, start):
                    continue
                ward = _ITS_WARD.match(behind)
                if name in self.short and (ward or _BESIDE.match(behind)):
                    return start, start + size + (ward.end() if ward else 0)
                said = size >= SHORTEST_READING and name in self.readings
                if said and (_BESIDE.match(behind) or _BEFORE.search(text[:start])):
                    return start, start + size
        return None


def _inside_tokyo(text: str, start: int) -> bool:
    """True for 京都 in 東京都."""
    return start > 0 and text[start] == "京" and text[start - 1] == "東"


def _ward_behind(text: str) -> str:
    """「北区」 of 「の北区です」: the ward that stands behind its city."""
    ward = _ANY_WARD.match(text)
    return ward[0] if ward else ""


def read_places(content: dict[str, Any]) -> Places:
    """The places of a parsed list. Raises PlacesFaulty when a part is missing or a `must` / `must_not` sentence fails."""
    for key in ("prefectures", "wards", "must", "must_not"):
        if not content.get(key):
            raise PlacesFaulty(f"municipalities.yml: {key}: missing or empty")
    full: set[str] = set()
    short: set[str] = set()
    readings: set[str] = set()
    for prefecture, names in content["prefectures"].items():
        if prefecture != "東京都":
            full |= {prefecture}
            short |= {prefecture, prefecture[:-1] if prefecture != "北海道" else prefecture}
        for pair in names.replace("ヶ", "ケ").split():
            name, slash, reading = pair.partition("/")
            if not slash or name[-1:] not in _END or not reading:
                raise PlacesFaulty(f"municipalities.yml: prefectures: {prefecture}: {pair!r} must be 名前市/reading")
            if name == OURS:
                continue
            full.add(name)
            readings |= {reading, _ENDING_READ.sub("", reading)}
            short |= {name[:-1]} if len(name) >= 3 else set()
    for city, wards in content["wards"].items():
        full |= set(_wards(city, wards.replace("ヶ", "ケ").split()))
    latin = frozenset(romaji(reading) for reading in readings) - {"kita", "kitaku", "tokyo"}
    places = Places(frozenset(full), frozenset(short - {"東京"}), frozenset(readings), latin)
    _try(places, content)
    return places


def _wards(city: str, wards: Iterable[str]) -> Iterable[str]:
    """A ward behind its city, and alone unless it is named like ours."""
    for ward in wards:
        yield city + ward
        if ward != OURS:
            yield ward


def _try(places: Places, content: dict[str, Any]) -> None:
    for sentence in content["must"]:
        if not places.find(sentence):
            raise PlacesFaulty(f"municipalities.yml: must: {sentence!r} names another town, but none was found")
    for sentence in content["must_not"]:
        found = places.find(sentence)
        if found:
            name = sentence[slice(*found)]
            raise PlacesFaulty(
                f"municipalities.yml: must_not: {sentence!r} names no other town, but {name!r} was found"
            )


@cache
def shipped_places() -> Places:
    """The list that comes with the desk, read once."""
    content = (files("bot.reading") / "words" / "municipalities.yml").read_text(encoding="utf-8")
    return strict_yaml.read_words(content, "municipalities.yml", read_places)


def other_place(text: str) -> str:
    """The first other municipality (or prefecture) that the normalised text names, as written; "" for none.

    東京都北区 is ours and never given back; 札幌市北区 is not ours and is given back whole.
    """
    found = shipped_places().find(text)
    return text[slice(*found)] if found else ""


def without_other_places(text: str) -> str:
    """`text` with each other town's name taken out, so that what is left may still name ours."""
    while found := shipped_places().find(text):
        text = f"{text[: found[0]]}〇{text[found[1] :]}"
    return text
