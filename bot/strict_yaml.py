"""Strict reading of YAML, for every room that has words or rules of its own: a key written twice is refused instead of silently
replacing the first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _Parser  # libyaml: a fifth of the time, and most of a start's reading is this
except ImportError:  # a PyYAML that was built without it
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]


class _StrictLoader(_Parser):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is written twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


class YamlFaulty(Exception):
    """A YAML file that came with the product cannot be used; the message names the file."""


def load_yaml(path: Path) -> Mapping[str, Any]:
    """The mapping at the top of a YAML file. Raises YamlFaulty."""
    problems: list[str] = []
    data = read_yaml(path, problems)
    if problems:
        raise YamlFaulty(problems[0])
    return data


def read_yaml(path: Path, problems: list[str]) -> Mapping[str, Any]:
    """The mapping at the top of a YAML file; a fault is appended to `problems` and an empty mapping returned."""
    try:
        # _StrictLoader is a SafeLoader: plain values only.
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        problems.append(f"{path.name}: cannot be read as YAML: {error}")
        return {}
    if not isinstance(data, Mapping):
        problems.append(f"{path.name}: must hold keys at the top, found {type(data).__name__}")
        return {}
    return data
