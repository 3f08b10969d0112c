"""What people read stands in words.yml beside the code that says it: `SAY: Final = Words(__file__)`, then `SAY("key", name=value)`.

A words.yml has one section for each module of its folder, by the module's name; a section holds texts with {placeholders}
by key, and tables (a mapping of names to texts). Loaded when first needed, then kept; nothing is read at import."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

NAME: Final = "words.yml"


@dataclass(frozen=True)
class Text:
    """A text and the names of its placeholders."""

    text: str = field(repr=False)
    names: frozenset[str]

    def filled(self, values: Mapping[str, object]) -> str:
        """The text with every placeholder filled. Raises KeyError when other values are given than it has places for."""
        if values.keys() != self.names:
            raise KeyError(f"placeholders {sorted(self.names)}, given {sorted(values)}")
        return self.text.format_map(values)


Section = Mapping[str, Text | Mapping[str, Text]]


class Words:
    """The words of the module `file` (its `__file__`)."""

    def __init__(self, file: str) -> None:
        path = Path(file)
        self._file, self._section = path.with_name(NAME), path.stem

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of `key`. Raises KeyError for a key that the section has not, or other placeholders."""
        found = self._all()[key]
        if not isinstance(found, Text):
            raise KeyError(f"{key} is a table")
        return found.filled(values)

    def table(self, key: str) -> dict[str, str]:
        """The texts of a table by name; they have no placeholders. Raises KeyError."""
        found = self._all()[key]
        if isinstance(found, Text):
            raise KeyError(f"{key} is a text")
        return {name: one.filled({}) for name, one in found.items()}

    def _all(self) -> Section:
        return load_words(self._file)[self._section]


@cache
def load_words(path: Path) -> Mapping[str, Section]:
    """The sections of a words.yml by module. Raises YamlFaulty naming file, section and key."""
    from bot.strict_yaml import YamlFaulty, load_yaml  # here: a command that says nothing need not load YAML

    sections = load_yaml(path)
    try:
        return {name: _named(name, section) for name, section in sections.items()}
    except ValueError as error:
        raise YamlFaulty(f"{path}: {error}") from None


def _named(name: str, section: Any) -> Section:
    if not isinstance(section, Mapping) or not section:
        raise ValueError(f"{name}: must hold texts by key")
    try:
        return _section(section)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _section(section: Mapping[str, Any]) -> Section:
    found: dict[str, Text | Mapping[str, Text]] = {}
    for key, value in section.items():
        if isinstance(value, Mapping):
            found[key] = {str(name): _text(f"{key}: {name}", one, bare=True) for name, one in value.items()}
        else:
            found[key] = _text(key, value)
    return found


def _text(where: str, value: object, *, bare: bool = False) -> Text:
    """Raises ValueError naming the key."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{where}: must be a text, found {value!r}")
    try:
        names = frozenset(name for _text, name, _spec, _as in string.Formatter().parse(value) if name is not None)
    except ValueError as error:
        raise ValueError(f"{where}: the braces do not match: {error}") from None
    wrong = sorted(name for name in names if bare or not name.isidentifier())
    if wrong:
        raise ValueError(f"{where}: {{{wrong[0]}}} cannot be filled")
    return Text(value, names)
