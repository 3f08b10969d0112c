"""Lists of words with a kind each (`words/*.yml`), tried on their own sentences when they are read. Pure but for reading.

A file holds `words` (named parts of patterns, written `<name>` in them), `unless` (what is never meant, for the whole
file), `must_not` (sentences in which nothing of the file may be found) and `entries`. An entry has `key`, `kind`,
`ja` and/or `en` (regular expressions), `unless` (what is blanked before its patterns are tried), `must` and `must_not`.

`ja` is tried on `compact` text: hiragana instead of katakana, no spaces, marks or long marks, sentence ends as 。, so one
writing of a pattern serves for all. `en` is tried on lower-case text with its spaces.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.patterns import Patterns, letters
from bot.strict_yaml import YamlFaulty, load_yaml, no_texts
from bot.text import RAW_CHARS, normalise

FOLDER: Final = Path(__file__).parent / "words"
KEYS: Final = frozenset({"key", "kind", "ja", "en", "unless", "must", "must_not"})
_SMALL: Final = str.maketrans("ぁぃぅぇぉ", "あいうえお")
_KATAKANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_ENDS: Final = re.compile(r"[。!?]+")
_DROPPED: Final = re.compile(r"[^\w。]|[_ー・]")
# 燃えとる, 生きとっても: how the west says ている; one form serves for all patterns
_DIALECT: Final = (
    (re.compile(r"(?<=[っきしちりえけせてねめれげべいみ])とる"), "ている"),
    (re.compile(r"(?<=[きしちりえけせてねめれげべ])とっても"), "ていても"),
)
_NAME: Final = re.compile(r"<([a-z_]+)>")
_BLANK: Final = "＿"  # never part of compact text, so nothing is found across it by accident


class LexiconError(Exception):
    """A list of words cannot be used. `problems` names file, key and sentence of every fault."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def hiragana(text: str) -> str:
    """`text` with katakana and small vowels as plain hiragana (しにたぃ, シニタイ -> しにたい)."""
    return text.translate(_KATAKANA).translate(_SMALL)


def compact(text: str) -> str:
    """The one form that Japanese patterns are tried on. A new line ends a sentence."""
    lines = "。".join(normalise(line) for line in text[:RAW_CHARS].splitlines())
    plain = _DROPPED.sub("", _ENDS.sub("。", hiragana(lines.casefold())))
    for spoken, written in _DIALECT:
        plain = spoken.sub(written, plain)
    return plain


def spaced(text: str) -> str:
    """The form that English patterns are tried on: lower case, one kind of apostrophe, single spaces."""
    return normalise(text).casefold().replace("’", "'").replace("`", "'")


@dataclass(frozen=True)
class Entry:
    """Patterns of one kind. `common` (of the whole file) and `unless` are blanked first, in the Japanese and the English form
    alike."""

    file: str
    key: str
    kind: str
    ja: tuple[re.Pattern[str], ...]
    en: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    common: re.Pattern[str] | None = None

    def found_in(self, japanese: str, english: str) -> bool:
        """True when the entry is found in the text whose two forms are given."""
        for never in (self.common, self.unless):
            japanese, english = _blanked(never, japanese, english)
        return any(one.search(japanese) for one in self.ja) or any(one.search(english) for one in self.en)


class Lexicon:
    """The entries of one or more files."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._ja = Patterns((place, one) for place, entry in enumerate(self.entries) for one in entry.ja)
        self._en = Patterns((place, one) for place, entry in enumerate(self.entries) for one in entry.en)
        blanked = dict.fromkeys(one for entry in self.entries for one in (entry.common, entry.unless) if one)
        self._blanked = Patterns((one, one) for one in blanked)

    def kinds(self, text: str) -> frozenset[str]:
        """The kinds found in `text`, as a person wrote it. Work grows with the length, which normalising bounds."""
        return frozenset(entry.kind for entry in self._found(text))

    def keys(self, text: str) -> tuple[str, ...]:
        """The keys of the entries found, in the files' order; for people who mend a list."""
        return tuple(entry.key for entry in self._found(text))

    def _found(self, text: str) -> list[Entry]:
        """What `Entry.found_in` would find, with what cannot be there left out."""
        japanese, english = compact(text), spaced(text)
        in_japanese, in_english = letters(japanese), letters(english)
        ja, en = self._ja.likely(in_japanese), self._en.likely(in_english)
        if not ja and not en:
            return []
        never = self._blanked.likely(in_japanese | in_english)
        forms: dict[re.Pattern[str] | None, tuple[str, str]] = {}  # blanked once a file, not once an entry
        found = []
        for place in sorted({*ja, *en}):
            entry = self.entries[place]
            if entry.common not in forms:
                forms[entry.common] = _blanked(entry.common if entry.common in never else None, japanese, english)
            one, two = _blanked(entry.unless if entry.unless in never else None, *forms[entry.common])
            if any(part.search(one) for part in ja.get(place, ())) or any(
                part.search(two) for part in en.get(place, ())
            ):
                found.append(entry)
        return found


def _blanked(unless: re.Pattern[str] | None, japanese: str, english: str) -> tuple[str, str]:
    return (unless.sub(_BLANK, japanese), unless.sub(_BLANK, english)) if unless else (japanese, english)


def load_lexicon(names: Iterable[str], kinds: Collection[str], folder: Path = FOLDER) -> Lexicon:
    """The lists `names` (without .yml). Raises LexiconError for a fault in form or a sentence that is not as said."""
    problems: list[str] = []
    entries: list[Entry] = []
    for name in names:
        entries += _File(folder / f"{name}.yml", kinds, problems).entries()
    if problems:
        raise LexiconError(problems)
    return Lexicon(entries)


class _File:
    def __init__(self, path: Path, kinds: Collection[str], problems: list[str]) -> None:
        self._name = path.name
        self._kinds = kinds
        self._problems = problems
        self._data = self._read(path)
        self._words = {str(name): str(words) for name, words in (self._data.get("words") or {}).items()}

    def _read(self, path: Path) -> Mapping[str, Any]:
        try:
            data = load_yaml(path)
        except YamlFaulty as error:
            self._fault("", f"cannot be read: {error}")
            return {}
        wrong = [f"{where}: {value!r} is no text" for where, value in no_texts(data)]
        if not isinstance(data.get("entries"), list):
            wrong.append("must hold a list `entries`")
        for key, kind in (("words", dict), ("must_not", list)):
            if not isinstance(data.get(key) or kind(), kind):
                wrong.append(f"{key}: must be a {kind.__name__}")
        for one in wrong:
            self._fault("", one)
        if wrong:
            return {}
        return data

    def entries(self) -> list[Entry]:
        made = [self._entry(plain) for plain in self._data.get("entries") or ()]
        found = [entry for entry in made if entry]
        for sentence in self._data.get("must_not") or ():
            keys = Lexicon(found).keys(str(sentence))
            if keys:
                self._fault("must_not", f"{sentence!r} is found by {', '.join(keys)}")
        return found

    def _entry(self, plain: Any) -> Entry | None:
        if not isinstance(plain, Mapping) or not plain.get("key"):
            self._fault("entries", "every entry must be a mapping with a key")
            return None
        key, before = str(plain["key"]), len(self._problems)
        for name in plain.keys() - KEYS:
            self._fault(key, f"{name} is unknown; allowed: {', '.join(sorted(KEYS))}")
        if str(plain.get("kind")) not in self._kinds:
            self._fault(key, f"kind: {plain.get('kind')!r}; allowed: {', '.join(sorted(self._kinds))}")
        if not plain.get("must") or not plain.get("must_not"):
            self._fault(key, "must and must_not: at least one sentence each")
        common = self._pattern("unless", self._data.get("unless"))
        japanese, english = self._patterns(key, plain.get("ja")), self._patterns(key, plain.get("en"))
        if not (japanese or english):
            self._fault(key, "ja or en: at least one pattern")
        if len(self._problems) > before:
            return None
        entry = Entry(
            self._name, key, str(plain["kind"]), japanese, english, self._pattern(key, plain.get("unless")), common
        )
        self._try(entry, plain)
        return entry

    def _patterns(self, key: str, parts: Any) -> tuple[re.Pattern[str], ...]:
        each = [self._pattern(key, [part]) for part in parts or ()]
        return tuple(one for one in each if one)

    def _pattern(self, key: str, parts: Any) -> re.Pattern[str] | None:
        if not parts:
            return None
        joined = "|".join(f"(?:{self._filled(key, str(part))})" for part in parts)
        try:
            return re.compile(hiragana(joined).replace("ー", ""))
        except re.error as error:
            self._fault(key, f"not a pattern: {error}")
            return None

    def _filled(self, key: str, pattern: str) -> str:
        def word(match: re.Match[str]) -> str:
            if match[1] not in self._words:
                self._fault(key, f"<{match[1]}> is not among the words")
                return ""
            return f"(?:{self._filled(key, self._words[match[1]])})"

        return _NAME.sub(word, pattern)

    def _try(self, entry: Entry, plain: Mapping[str, Any]) -> None:
        for wanted, name in ((True, "must"), (False, "must_not")):
            for sentence in plain[name]:
                if entry.found_in(compact(str(sentence)), spaced(str(sentence))) is not wanted:
                    self._fault(entry.key, f"{name}: {sentence!r} is {'not ' if wanted else ''}found")

    def _fault(self, key: str, says: str) -> None:
        self._problems.append(f"{self._name}: {f'{key}: ' if key else ''}{says}")
