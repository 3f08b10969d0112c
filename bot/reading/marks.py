"""Closed lists of words with a name each (`words/*.yml`): one list for one question, one form for all lists.

An entry's patterns are regular expressions, tried without regard to case: `words` anywhere in the message; `yomi` anywhere in
its hiragana reading, so that one spelling serves for kanji and kana; `loose` inside a short message; `whole` for one that
says little else. What people write in every way is looked for in one form of all writings: `ja` in `compact` text, `en` in
lower-case text with its spaces; `blank` is taken out of both before. `unless` rules out, `longest` bounds the message. `kind`
and `topics` are what the entry means. `must` and `must_not` are sentences that it must and must not find: tried when the file
is read. Of a whole file: `parts` (written `<name>` in patterns; parts.yml has those of all files), `kinds` (all that may be
named), `unless`, `blank` and `must_not`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, NoReturn

from bot.patterns import Patterns, letters, needed
from bot.strict_yaml import YamlFaulty, load_yaml
from bot.text import RAW_CHARS, normalise

FOLDER: Final = Path(__file__).parent / "words"
ANYWHERE: Final = ("words", "yomi", "ja", "en")
# characters of a message without a subject of its own, and of a bare act
AT_MOST: Final = {"loose": 32, "whole": 26}
FORMS: Final = (*ANYWHERE, *AT_MOST)
NEVER: Final = ("unless", "blank")
KEYS: Final = frozenset({*FORMS, *NEVER, "longest", "kind", "topics", "must", "must_not"})
OF_FILE: Final = frozenset({*NEVER, "parts", "kinds", "must_not"})
_KATAKANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_SMALL: Final = str.maketrans("ぁぃぅぇぉ", "あいうえお")
# learners put spaces between words; those between the words of a search stay
_GAP: Final = re.compile(r"(?<=[はがをにのでともへや、。])\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+(?=[ぁ-ん、。])")
_ENDS: Final = re.compile(r"[。!?]+")
_DROPPED: Final = re.compile(r"[^\w。]|[_ー・]")
# 燃えとる, 生きとっても: how the west says ている; one form serves for all patterns
_DIALECT: Final = (
    (re.compile(r"(?<=[っきしちりえけせてねめれげべいみ])とる"), "ている"),
    (re.compile(r"(?<=[きしちりえけせてねめれげべ])とっても"), "ていても"),
)
_PART: Final = re.compile(r"<([a-z_]+)>")
_CAPITAL: Final = re.compile(r"(?<!\\)[A-Z]")
_BLANK: Final = "＿"  # never part of compact text, so nothing is found across it by accident


def hiragana(text: str) -> str:
    """`text` with katakana and small vowels as plain hiragana (しにたぃ, シニタイ -> しにたい)."""
    return text.translate(_KATAKANA).translate(_SMALL)


def compact(text: str) -> str:
    """The one form of all writings: hiragana instead of katakana, no spaces, marks or long marks, sentence ends (new lines
    too) as 。."""
    lines = "。".join(normalise(line) for line in text[:RAW_CHARS].splitlines())
    plain = _DROPPED.sub("", _ENDS.sub("。", hiragana(lines.casefold())))
    for spoken, written in _DIALECT:
        plain = spoken.sub(written, plain)
    return plain


def spaced(text: str) -> str:
    """The form for English: lower case, one kind of apostrophe, single spaces."""
    return normalise(text).casefold().replace("’", "'").replace("`", "'")


class Said:
    """A message in the forms that patterns are tried on; each is made once, when it is needed. Without a `yomi` its own kana
    are its reading."""

    def __init__(self, text: str, yomi: str = "") -> None:
        self.text, self._yomi = text, yomi
        self._letters: dict[str, set[str]] = {}
        self._cleared: dict[tuple[str, tuple[re.Pattern[str], ...]], str] = {}

    @cached_property
    def words(self) -> str:
        """Lower case, without spaces between Japanese words."""
        return _GAP.sub("", self.text).lower()

    def _form(self, name: str) -> str:
        if name in ("ja", "en"):
            return compact(self.text) if name == "ja" else spaced(self.text)
        return self.words if name != "yomi" else self._yomi or self.words.translate(_KATAKANA)

    def letters(self, form: str) -> set[str]:
        """The letters and pairs of letters of a form."""
        if form not in self._letters:
            self._letters[form] = letters(self.form(form))
        return self._letters[form]

    def form(self, name: str, blanks: tuple[re.Pattern[str], ...] = ()) -> str:
        """A form without what the patterns `blanks` find, one after the other."""
        if (name, blanks) not in self._cleared:
            text = self.form(name, blanks[:-1]) if blanks else self._form(name)
            for blank in blanks[-1:]:
                need = needed(blank.pattern)
                text = text if need and need.isdisjoint(self.letters(name)) else blank.sub(_BLANK, text)
            self._cleared[name, blanks] = text
        return self._cleared[name, blanks]


@dataclass(frozen=True, eq=False)
class Mark:
    """One named list."""

    patterns: Mapping[str, tuple[re.Pattern[str], ...]]
    unless: tuple[re.Pattern[str], ...]
    blanks: tuple[re.Pattern[str], ...]
    kind: str
    topics: tuple[str, ...]
    longest: int

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All `words` in one, for what is looked for at a certain place of a text."""
        return re.compile("|".join(f"(?:{one.pattern})" for one in self.patterns["words"]), re.IGNORECASE)

    def place(self, said: Said, form: str, tried: Iterable[re.Pattern[str]]) -> int | None:
        """Where the first of its patterns `tried` is found in a form, None for nowhere."""
        if len(said.text) > min(self.longest, AT_MOST.get(form, RAW_CHARS)):
            return None
        text = said.form(form, self.blanks if form in ("ja", "en") else ())
        places = [found.start() for one in tried if (found := one.search(text))]
        return min(places) if places and not any(one.search(said.words) for one in self.unless) else None

    def said_in(self, said: Said) -> bool:
        """True when it is found in any form."""
        return any(self.place(said, form, tried) is not None for form, tried in self.patterns.items())


class Marks(dict[str, Mark]):
    """The entries of one file by name, in its order."""

    @cached_property
    def _tried(self) -> dict[str, Patterns[str]]:
        named = [(form, name, each) for name, mark in self.items() for form, each in mark.patterns.items()]
        return {
            form: Patterns((name, one) for of, name, each in named if of == form for one in each) for form, *_ in named
        }

    def _places(self, said: Said, form: str) -> Iterator[tuple[str, int]]:
        """Name and place of all that are found in a form; only what may be found there is tried."""
        likely = self._tried[form].likely(said.letters(form)) if form in self._tried else {}
        for name, tried in likely.items():
            place = self[name].place(said, form, tried)
            if place is not None:
                yield name, place

    def found(self, said: Said) -> dict[str, int]:
        """Name -> where it is said, of all that are said anywhere (in the reading only: where in the reading)."""
        return dict(place for form in reversed(ANYWHERE) for place in self._places(said, form))

    def first(self, said: Said, form: str = "words") -> str:
        """The first entry that is found in a form, "" for none."""
        return next((name for name, _place in self._places(said, form)), "")


@cache
def load_marks(name: str, folder: Path = FOLDER) -> Marks:
    """The list `name`.yml. Raises YamlFaulty naming file, entry, key and sentence."""
    return _File(folder / f"{name}.yml").marks()


class _File:
    def __init__(self, path: Path) -> None:
        self.name, self.data = path.name, load_yaml(path)
        self.own = {key: self.data.pop(key, None) for key in OF_FILE}
        shared = load_yaml(FOLDER / "parts.yml")
        self.parts = {**shared, **self._checked("parts", dict, self.own["parts"] or {})}

    def marks(self) -> Marks:
        marks = Marks({name: self._mark(name, plain) for name, plain in self.data.items()})
        for sentence in self._texts("must_not", self.own["must_not"]):
            if found := marks.found(Said(sentence)):
                self._fault(f"must_not: {sentence!r} is found by {', '.join(found)}")
        return marks

    def _mark(self, name: str, plain: Any) -> Mark:
        unknown = self._checked(name, dict, plain).keys() - KEYS
        kind, kinds = plain.get("kind", ""), self._texts("kinds", self.own["kinds"]) or [""]
        if unknown or kind not in kinds or not plain.keys() & set(FORMS):
            what = (
                f"{sorted(unknown)}: unknown" if unknown else f"kind: {kind!r}" if kind not in kinds else "no patterns"
            )
            self._fault(f"{name}: {what}; allowed: {', '.join(sorted(KEYS) if unknown else kinds)}")
        tried = {form: self._patterns(name, form, plain[form]) for form in FORMS if form in plain}
        unless, blanks = (
            self._patterns("", key, self.own[key]) + self._patterns(name, key, plain.get(key)) for key in NEVER
        )
        longest = self._checked(f"{name}: longest", int, plain.get("longest", RAW_CHARS))
        mark = Mark(tried, unless, blanks, kind, tuple(self._texts(f"{name}: topics", plain.get("topics"))), longest)
        for key, wanted in (("must", True), ("must_not", False)):
            for sentence in self._texts(f"{name}: {key}", plain.get(key), at_least=1):
                if mark.said_in(Said(sentence)) is not wanted:
                    self._fault(f"{name}: {key}: {sentence!r} is {'not ' if wanted else ''}found")
        return mark

    def _patterns(self, name: str, key: str, plain: Any) -> tuple[re.Pattern[str], ...]:
        """One pattern each; what is never meant all in one."""
        where = f"{name}: {key}" if name else key
        each = self._texts(where, plain)
        if key == "whole":
            each = [f"^(?:<head>)*(?:{one})(?:<tail>)*$" for one in each]
        if key in NEVER and each:
            each = ["|".join(f"(?:{one})" for one in each)]
        each = [self._filled(where, one) for one in each]
        try:
            return tuple(re.compile(hiragana(one).replace("ー", "") if key in ("ja", "blank") else one) for one in each)
        except re.error as error:
            self._fault(f"{where}: not a pattern: {error}")

    def _filled(self, where: str, pattern: str) -> str:
        def part(match: re.Match[str]) -> str:
            each = self._texts(f"{where}: {match[0]}", self.parts.get(match[1]), at_least=1)
            return f"(?:{self._filled(where, '|'.join(each))})"

        return _CAPITAL.sub(lambda capital: capital[0].lower(), _PART.sub(part, pattern))

    def _texts(self, where: str, plain: Any, at_least: int = 0) -> list[str]:
        """The texts of a list, or the one that stands without a list."""
        each = [plain] if isinstance(plain, str) else plain or []
        if not isinstance(each, list) or len(each) < at_least or not all(isinstance(one, str) and one for one in each):
            self._fault(f"{where}: {'must be a text or a list of texts' if plain else 'missing'}")
        return each

    def _checked(self, where: str, kind: type, plain: Any) -> Any:
        if not isinstance(plain, kind):
            self._fault(f"{where}: must be a {kind.__name__}")
        return plain

    def _fault(self, says: str) -> NoReturn:
        raise YamlFaulty(f"{self.name}: {says}")
