"""Strict reading of YAML, for every room that has words or rules of its own: a key written twice is refused instead of silently
replacing the first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml

Value = TypeVar("Value")


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the one in C is eight times as quick
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:  # TypeError for a key that is a list or a mapping
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is written twice", key_node.start_mark
                )
            seen.add(key)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


class YamlFaulty(Exception):
    """A YAML file that came with the product cannot be used; the message names the file."""


def parse_yaml(content: str, name: str) -> dict[str, Any]:
    """The mapping at the top of `content`, the text of the file `name`; plain values only. Raises YamlFaulty naming the file."""
    try:
        data = yaml.load(content, Loader=_StrictLoader)  # _StrictLoader is a safe loader
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise YamlFaulty(f"{name}: cannot be read as YAML: {error}") from None
    if not isinstance(data, dict):
        raise YamlFaulty(f"{name}: must hold keys at the top, found {type(data).__name__}")
    return data


def load_yaml(path: Path) -> dict[str, Any]:
    """The mapping at the top of a YAML file. Raises YamlFaulty."""
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise YamlFaulty(f"{path.name}: cannot be read: {type(error).__name__}: {error}") from None
    return parse_yaml(content, path.name)


def read_yaml(path: Path, problems: list[str]) -> Mapping[str, Any]:
    """The mapping at the top of a YAML file; a fault is appended to `problems` and an empty mapping returned."""
    try:
        return load_yaml(path)
    except YamlFaulty as error:
        problems.append(str(error))
        return {}


def read_words(content: str, name: str, read: Callable[[dict[str, Any]], Value]) -> Value:
    """What `read` makes of a list of words, the text of the file `name`, in which every single value must be a text. Raises
    YamlFaulty naming the file, or what `read` raises."""
    data = parse_yaml(content, name)
    for where, value in no_texts(data):
        raise YamlFaulty(f"{name}: {where}: {value!r} is no text")
    try:
        return read(data)
    except (TypeError, AttributeError, KeyError, re.error) as error:
        raise YamlFaulty(f"{name}: a text, a list or a mapping stands where another must: {error}") from error


def no_texts(data: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Where in lists and mappings a single value is neither a text with something in it nor a day, and which."""
    if (isinstance(data, str) and data) or isinstance(data, date):
        return
    if not isinstance(data, Mapping | list):
        yield where or "top", data
        return
    for key, value in data.items() if isinstance(data, Mapping) else enumerate(data, start=1):
        yield from no_texts(value, f"{where}: {key}" if where else str(key))
