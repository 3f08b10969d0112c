"""One list for one question: no pattern with alternatives is written twice in the lists of the room; shared ones are parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[3] / "bot" / "reading" / "words"
NO_LISTS = {"must", "must_not", "kind", "kinds", "topics", "verified_on"}


def written(value: Any, where: str, seen: set[int]) -> Iterator[tuple[str, str]]:
    """Each pattern with more than one alternative and where it stands; what YAML aliases share is written once."""
    if isinstance(value, dict | list):
        if id(value) in seen:
            return
        seen.add(id(value))
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            if key not in NO_LISTS:
                yield from written(one, f"{where}: {key}" if isinstance(value, dict) else where, seen)
    elif isinstance(value, str) and "|" in value and id(value) not in seen:
        seen.add(id(value))  # an alias gives the same object
        yield "|".join(sorted(set(value.split("|")))), where


def twice(folder: Path) -> dict[str, list[str]]:
    """Patterns that stand in several places, in whatever order their alternatives are written."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for pattern, where in written({} if path.name == "municipalities.yml" else content, path.name, set()):
            places[pattern].append(where)
    return {pattern: where for pattern, where in places.items() if len(where) > 1}


def test_no_pattern_is_written_twice() -> None:
    assert list(twice(FOLDER).values()) == []


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"a": {"words": ["x|y"]}, "b": {"words": ["y|x"]}}, [["one.yml: a: words", "one.yml: b: words"]]),
        ({"a": {"words": ["x|y"]}, "b": {"words": ["x|y|z"]}}, []),
        ({"a": {"words": ["x|y"], "must": ["p|q"]}, "b": {"words": ["z"], "must": ["p|q"]}}, []),
        ({"parts": {"me": "x|y"}, "b": {"loose": ["x|y"]}}, [["one.yml: parts: me", "one.yml: b: loose"]]),
    ],
)
def test_a_second_list_is_found(tmp_path: Path, content: dict[str, Any], found: list[list[str]]) -> None:
    (tmp_path / "one.yml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    assert list(twice(tmp_path).values()) == found


def test_what_an_alias_shares_is_written_once(tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text("a: &same {words: [x|y]}\nb: *same\n", encoding="utf-8")
    assert twice(tmp_path) == {}
