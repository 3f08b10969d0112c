"""The fixed sentences, in Japanese or in English. Anything missing is refused at load, naming file and key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from bot.dates.calendar import spoken, spoken_en, with_weekday, with_weekday_en
from bot.dialogue import english
from bot.strict_yaml import YamlFaulty, load_yaml

FILE: Final = Path(__file__).parent / "phrases.yml"
FORMS: Final = ("text", "easy", "speech", "en")


class PhrasesError(Exception):
    """phrases.yml cannot be used; the message names the key."""


@dataclass(frozen=True)
class Phrase:
    """A sentence in its three forms."""

    text: str
    easy: str
    speech: str

    def fill(self, **values: str) -> Phrase:
        """The sentence with {names} replaced."""
        return Phrase(self.text.format(**values), self.easy.format(**values), self.speech.format(**values))


def _is_line(one: object) -> bool:
    return isinstance(one, str) and bool(one)


class Phrases:
    """Fixed sentences by key; some keys have several wordings that take turns. `english`: they are English, in all forms, and so
    are names and days."""

    def __init__(self, data: Mapping[str, Any], file: str = FILE.name, japanese: Phrases | None = None) -> None:
        self._data = data
        self._file = file
        self.english = japanese is not None
        self.japanese = japanese or self

    @cached_property
    def in_english(self) -> Phrases:
        """The same in English."""
        return self if self.english else Phrases(english.translated(self._data, _lines()), self._file, self)

    def name(self, kind: str, one: str, japanese: str) -> str:
        """What a topic, need, day, PIN or deadline is called (kinds of english_names.yml); a need without a name of its own as its
        family."""
        if not self.english:
            return japanese
        names = _names()
        return str(names[kind].get(one) or names["topics"].get(one.partition(".")[0]) or japanese)

    def instead(self, key: str, japanese: str) -> str:
        """A sentence of the rules, or what stands for it in English."""
        return self.names(english.INSTEAD)[key] if self.english else japanese

    def day(self, day: date) -> str:
        """A day with its weekday, to be read."""
        return with_weekday_en(day) if self.english else with_weekday(day)

    def spoken(self, day: date) -> str:
        """A day to be heard."""
        return spoken_en(day) if self.english else spoken(day)

    @property
    def keys(self) -> frozenset[str]:
        """What there are sentences for."""
        return frozenset(self._data)

    def everything(self) -> str:
        """All of it as one text: to find what the desk itself says, such as telephone numbers."""
        return str(self._data)

    def _phrase(self, key: str, item: Any) -> Phrase:
        if not isinstance(item, Mapping) or not item.get("text"):
            raise PhrasesError(f"{self._file}: {key}: text: missing")
        text = str(item["text"])
        return Phrase(text, str(item.get("easy") or text), str(item.get("speech") or text))

    def get(self, key: str, turn: int = 0) -> Phrase:
        """The sentence for `key`; with several wordings, the one whose turn it is."""
        item = self._data.get(key)
        if isinstance(item, list):
            item = item[turn % len(item)]
        return self._phrase(key, item)

    def check(self) -> None:
        """Raises PhrasesError for a key that holds neither sentences, nor a line, nor ids, nor names, and for faulty English."""
        for key, item in self._data.items():
            sentences = item if isinstance(item, list) else [item]
            if not sentences:
                raise PhrasesError(f"{self._file}: {key}: empty")
            for one in sentences:
                if isinstance(one, Mapping) and "text" in one:
                    self._forms(key, one)
                elif not _is_line(one) and not (isinstance(one, Mapping) and one and all(map(_is_line, one.values()))):
                    raise PhrasesError(
                        f"{self._file}: {key}: must be a text, a sentence with text, easy and speech, ids or names"
                    )
        self._check_english()

    def _check_english(self) -> None:
        lines, names = (_lines(), _names()) if self._file == FILE.name else ({}, {})
        for fault in english.faults(self._data, lines, names):
            raise PhrasesError(f"{self._file}: {fault}")

    def _forms(self, key: str, item: Mapping[str, Any]) -> None:
        for form, words in item.items():
            if form not in FORMS:
                raise PhrasesError(f"{self._file}: {key}: {form}: unknown; allowed: {', '.join(FORMS)}")
            if not isinstance(words, str) or not words.strip():
                raise PhrasesError(f"{self._file}: {key}: {form}: must be a text")

    def names(self, key: str) -> dict[str, str]:
        """A mapping of ids to Japanese names."""
        item = self._data.get(key)
        if not isinstance(item, Mapping):
            raise PhrasesError(f"{self._file}: {key}: must map ids to names")
        return {str(name): str(words) for name, words in item.items()}

    def line(self, key: str) -> str:
        """A single template line."""
        item = self._data.get(key)
        if not isinstance(item, str):
            raise PhrasesError(f"{self._file}: {key}: must be a text")
        return item

    def ids(self, key: str) -> tuple[str, ...]:
        """A list of ids."""
        item = self._data.get(key)
        if not isinstance(item, list):
            raise PhrasesError(f"{self._file}: {key}: must be a list")
        return tuple(str(name) for name in item)


@cache
def _lines() -> dict[str, Any]:
    return english.load_lines()


@cache
def _names() -> dict[str, dict[str, Any]]:
    return english.load_names()


def load_phrases(path: Path = FILE) -> Phrases:
    """The phrases of phrases.yml, every one of them checked. Raises PhrasesError naming file and key."""
    try:
        phrases = Phrases(load_yaml(path), path.name)
        phrases.check()
    except YamlFaulty as error:
        raise PhrasesError(str(error)) from None
    return phrases
