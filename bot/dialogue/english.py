"""English for the fixed sentences: from phrases.yml, english.yml and english_names.yml to the same keys in English. Pure but for
reading the two files, whose faults are refused at load by file and key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any, Final

from bot.strict_yaml import load_yaml, no_texts

FOLDER: Final = Path(__file__).parent
LINES: Final = FOLDER / "english.yml"
NAMES: Final = FOLDER / "english_names.yml"
INSTEAD: Final = "instead"


def load_lines(path: Path = LINES) -> dict[str, Any]:
    """The lines and names of phrases.yml in English. Raises YamlFaulty."""
    return load_yaml(path)


def load_names(path: Path = NAMES) -> dict[str, dict[str, Any]]:
    """What topics, needs, days, PINs and deadlines are called in English, by kind and id. Raises YamlFaulty."""
    found = load_yaml(path)
    families = found.get("needs", {})
    needs = {f"{family}.{one}": name for family, names in families.items() for one, name in names.items()}
    return {**found, "needs": needs}


def is_sentence(item: Any) -> bool:
    """Whether it is a sentence in its forms, not a line nor names."""
    return isinstance(item, Mapping) and "text" in item


def faults(data: Mapping[str, Any], lines: Mapping[str, Any], names: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the English: places that the Japanese does not fill, keys and names that are not those of phrases.yml."""
    for key, item in data.items():
        for one in item if isinstance(item, list) else [item]:
            if is_sentence(one) and "en" in one:
                yield from _places(f"{key}: en", str(one["en"]), str(one["text"]))
    for key, item in lines.items():
        yield from _of_line(key, item, data.get(key)) if key != INSTEAD else ()
    yield from (f"{where}: {value!r} is no text" for held in (lines, names) for where, value in no_texts(held))


def _of_line(key: str, item: Any, was: Any) -> Iterator[str]:
    if was is None or is_sentence(was) or type(was) is not type(item):
        yield f"{key}: English for a line or for names that phrases.yml does not have"
    elif isinstance(was, str):
        yield from _places(key, item, was)
    elif was.keys() != item.keys():
        yield f"{key}: must name {', '.join(sorted(map(str, was)))}"
    else:
        for name in was:
            yield from _places(f"{key}: {name}", str(item[name]), str(was[name]))


def _places(where: str, english: str, japanese: str) -> Iterator[str]:
    filled = {place for _text, place, *_rest in Formatter().parse(japanese)}
    unknown = sorted({place for _text, place, *_rest in Formatter().parse(english) if place} - filled)
    if unknown:
        yield f"{where}: {', '.join(unknown)}: nobody fills this place"


def translated(data: Mapping[str, Any], lines: Mapping[str, Any]) -> dict[str, Any]:
    """All sentences, lines and names in English, the Japanese where there is none."""
    return {key: lines.get(key, _in_english(item)) for key, item in data.items()} | {INSTEAD: lines.get(INSTEAD, {})}


def _in_english(item: Any) -> Any:
    if isinstance(item, list):
        return [_in_english(one) for one in item]
    return {"text": item["en"]} if is_sentence(item) and "en" in item else item
