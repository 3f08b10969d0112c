"""Closed lists of words with a name each (`words/*.yml`): one list for one question, one form for all lists.

An entry's patterns are regular expressions, tried without regard to case: `words` anywhere in the message, which is without
spaces between Japanese words; `yomi` anywhere in its hiragana reading, so that one spelling serves for kanji and kana;
`loose` inside a short message, `whole` for a message that says little else. What people write in every way is looked for in
one form of all writings: `ja` in `compact` text (hiragana instead of katakana, no spaces, marks or long marks, sentence ends
as 。), `en` in lower-case text with its spaces; `blank` is taken out of both before. `unless` rules out, `longest` bounds the
message. `kind` and `topics` are what the entry means. `must` and `must_not` are sentences that it must and must not find:
tried when the file is read. Of a whole file: `parts` (written `<name>` in patterns; parts.yml has those of all files),
`kinds` (all that may be named), `unless`, `blank` and `must_not`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, NoReturn

from bot.patterns import Patterns, letters, needed
from bot.strict_yaml import YamlFaulty, load_yaml
from bot.text import RAW_CHARS, normalise

FOLDER: Final = Path(__file__).parent / "words"
ANYWHERE: Final = ("words", "yomi", "ja", "en")
FORMS: Final = (*ANYWHERE, "loose", "whole")
SHORTENS: Final = ("unless", "blank")
KEYS: Final = frozenset({*FORMS, *SHORTENS, "longest", "kind", "topics", "must", "must_not"})
OF_FILE: Final = frozenset({"parts", "kinds", "unless", "blank", "must_not"})
LOOSE_AT_MOST: Final = 32  # characters of a message without a subject of its own
WHOLE_AT_MOST: Final = 26  # characters; a longer message is never a bare act
AT_MOST: Final = {"loose": LOOSE_AT_MOST, "whole": WHOLE_AT_MOST}
_KATAKANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_SMALL: Final = str.maketrans("ぁぃぅぇぉ", "あいうえお")
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


def packed(text: str) -> str:
    """The text without the spaces that learners put between words; those between the words of a search stay."""
    return _GAP.sub("", text)


def hiragana(text: str) -> str:
    """`text` with katakana and small vowels as plain hiragana (しにたぃ, シニタイ -> しにたい)."""
    return text.translate(_KATAKANA).translate(_SMALL)


def compact(text: str) -> str:
    """The one form of all writings. A new line ends a sentence."""
    lines = "。".join(normalise(line) for line in text[:RAW_CHARS].splitlines())
    plain = _DROPPED.sub("", _ENDS.sub("。", hiragana(lines.casefold())))
    for spoken, written in _DIALECT:
        plain = spoken.sub(written, plain)
    return plain


def spaced(text: str) -> str:
    """The form for English: lower case, one kind of apostrophe, single spaces."""
    return normalise(text).casefold().replace("’", "'").replace("`", "'")


class Said:
    """A message in the forms that patterns are tried on; each is made once, when it is needed."""

    def __init__(self, text: str, yomi: str = "") -> None:
        self.text = text
        self._yomi = yomi
        self._letters: dict[str, set[str]] = {}
        self._cleared: dict[tuple[str, tuple[re.Pattern[str], ...]], str] = {}

    @cached_property
    def words(self) -> str:
        """Lower case, without spaces between Japanese words."""
        return packed(self.text).lower()

    @cached_property
    def yomi(self) -> str:
        """The reading; of a text that nobody has read its own kana."""
        return self._yomi or self.words.translate(_KATAKANA)

    @cached_property
    def ja(self) -> str:
        """See `compact`."""
        return compact(self.text)

    @cached_property
    def en(self) -> str:
        """See `spaced`."""
        return spaced(self.text)

    def form(self, name: str) -> str:
        """The form for the patterns `name`."""
        made: str = getattr(self, name if name in ANYWHERE else "words")
        return made

    def letters(self, name: str) -> set[str]:
        """The letters and pairs of letters of a form."""
        if name not in self._letters:
            self._letters[name] = letters(self.form(name))
        return self._letters[name]

    def cleared(self, name: str, blanks: tuple[re.Pattern[str], ...]) -> str:
        """A form without what the patterns find, one after the other; made once a message."""
        if not blanks:
            return self.form(name)
        if (name, blanks) not in self._cleared:
            text, need = self.cleared(name, blanks[:-1]), needed(blanks[-1].pattern)
            there = not need or not need.isdisjoint(self.letters(name))
            self._cleared[name, blanks] = blanks[-1].sub(_BLANK, text) if there else text
        return self._cleared[name, blanks]


@dataclass(frozen=True, eq=False)
class Mark:
    """One named list."""

    name: str
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

    def place(self, said: Said, form: str, tried: tuple[re.Pattern[str], ...] | list[re.Pattern[str]]) -> int | None:
        """Where the first of its patterns `tried` is found in a form, None for nowhere."""
        if len(said.text) > min(self.longest, AT_MOST.get(form, RAW_CHARS)):
            return None
        text = said.cleared(form, self.blanks if form in ("ja", "en") else ())
        places = [found.start() for one in tried if (found := one.search(text))]
        return min(places) if places and not any(one.search(said.words) for one in self.unless) else None

    def said_in(self, said: Said) -> bool:
        """True when it is found in any form."""
        return any(self.place(said, form, tried) is not None for form, tried in self.patterns.items())


class Marks:
    """The entries of one file by name, in its order."""

    def __init__(self, marks: Mapping[str, Mark]) -> None:
        self.marks = marks
        self._tried = {form: Patterns(self._named(form)) for form in FORMS}

    def _named(self, form: str) -> Iterator[tuple[str, re.Pattern[str]]]:
        return ((name, tried) for name, mark in self.marks.items() for tried in mark.patterns.get(form, ()))

    def __getitem__(self, name: str) -> re.Pattern[str]:
        """The `words` of an entry as one pattern."""
        return self.marks[name].pattern

    def _places(self, said: Said, form: str) -> Iterator[tuple[str, int]]:
        """Name and place of all that are found in a form; only what may be found there is tried."""
        for name, tried in self._tried[form].likely(said.letters(form)).items():
            place = self.marks[name].place(said, form, tried)
            if place is not None:
                yield name, place

    def found(self, said: Said) -> dict[str, int]:
        """Name -> where it is said, of all that are said anywhere (in the reading only: where in the reading)."""
        places: dict[str, int] = {}
        for form in ANYWHERE:
            for name, place in self._places(said, form):
                places.setdefault(name, place)
        return places

    def first(self, said: Said) -> Mark | None:
        """The first entry of the file that is said anywhere."""
        found = self.found(said)
        return next((mark for name, mark in self.marks.items() if name in found), None)

    def hint(self, said: Said) -> str:
        """The first that a short message holds, "" for none."""
        return next((name for name, _place in self._places(said, "loose")), "")

    def whole(self, said: Said) -> str:
        """The first that the message is, "" for none."""
        return next((name for name, _place in self._places(said, "whole")), "")


@cache
def load_marks(name: str, folder: Path = FOLDER) -> Marks:
    """The list `name`.yml. Raises YamlFaulty naming file, entry, key and sentence."""
    return _File(folder / f"{name}.yml").marks()


@cache
def _shared_parts() -> dict[str, Any]:
    return load_yaml(FOLDER / "parts.yml")


class _File:
    def __init__(self, path: Path) -> None:
        self.name, self.data = path.name, load_yaml(path)
        self.own = {key: self.data.pop(key, None) or {} for key in OF_FILE}
        self.parts = {**_shared_parts(), **self._checked("parts", dict, self.own["parts"] or {})}

    def marks(self) -> Marks:
        """All entries, tried."""
        marks = Marks({name: self._mark(name, plain) for name, plain in self.data.items()})
        for sentence in self._texts("must_not", self.own["must_not"]):
            if found := marks.found(Said(sentence)):
                self._fault(f"must_not: {sentence!r} is found by {', '.join(found)}")
        return marks

    def _mark(self, name: str, plain: Any) -> Mark:
        plain = self._checked(name, dict, plain)
        if unknown := plain.keys() - KEYS:
            self._fault(f"{name}: {sorted(unknown)}: unknown; allowed: {', '.join(sorted(KEYS))}")
        tried = {form: self._patterns(name, form, plain[form]) for form in FORMS if plain.get(form)}
        kind, kinds = plain.get("kind", ""), self._texts("kinds", self.own["kinds"])
        if not tried or (kinds or kind) and kind not in kinds:
            self._fault(f"{name}: kind: {kind!r}; allowed: {', '.join(kinds)}" if tried else f"{name}: no patterns")
        never = {
            key: (*self._patterns("", key, self.own[key]), *self._patterns(name, key, plain.get(key)))
            for key in SHORTENS
        }
        longest = self._checked(f"{name}: longest", int, plain.get("longest", RAW_CHARS))
        topics = tuple(self._texts(f"{name}: topics", plain.get("topics")))
        mark = Mark(str(name), tried, never["unless"], never["blank"], kind, topics, longest)
        for key, wanted in (("must", True), ("must_not", False)):
            if not plain.get(key):
                self._fault(f"{name}: {key}: missing")
            for sentence in self._texts(f"{name}: {key}", plain[key]):
                if mark.said_in(Said(sentence)) is not wanted:
                    self._fault(f"{name}: {key}: {sentence!r} is {'not ' if wanted else ''}found")
        return mark

    def _patterns(self, name: str, key: str, plain: Any) -> tuple[re.Pattern[str], ...]:
        """One pattern each; what is never meant all in one."""
        each = [self._filled(f"{name}: {key}", one) for one in self._texts(f"{name}: {key}", plain)]
        if key in SHORTENS and each:
            each = ["|".join(f"(?:{one})" for one in each)]
        if key == "whole":
            each = [self._filled(name, f"^(?:<head>)*(?:{one})(?:<tail>)*$") for one in each]
        if key in ("ja", "blank"):
            each = [hiragana(one).replace("ー", "") for one in each]
        try:
            return tuple(re.compile(one) for one in each)
        except re.error as error:
            self._fault(f"{name}: {key}: not a pattern: {error}")

    def _filled(self, where: str, pattern: str) -> str:
        def part(match: re.Match[str]) -> str:
            if match[1] not in self.parts:
                self._fault(f"{where}: <{match[1]}> is not among the parts")
            each = self._texts(f"parts: {match[1]}", self.parts[match[1]])
            return f"(?:{self._filled(where, '|'.join(each))})"

        return _CAPITAL.sub(lambda capital: capital[0].lower(), _PART.sub(part, pattern))

    def _texts(self, where: str, plain: Any) -> list[str]:
        """The texts of a list, or the one that stands without a list."""
        each = [plain] if isinstance(plain, str) else plain or []
        if not isinstance(each, list) or not all(isinstance(one, str) and one for one in each):
            self._fault(f"{where}: must be a text or a list of texts")
        return each

    def _checked(self, where: str, kind: type, plain: Any) -> Any:
        if not isinstance(plain, kind):
            self._fault(f"{where}: must be a {kind.__name__}")
        return plain

    def _fault(self, says: str) -> NoReturn:
        raise YamlFaulty(f"{self.name}: {says}")
