"""What people mean apart from how they say it: 紛失, なくした and 見当たらない are one concept. The words stand in concepts.yml.

With few examples a topic this knowledge of the subject lifts unseen questions most (docs/understanding.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from bot.strict_yaml import load_yaml

READING_AT_LEAST: Final = 3  # characters of kana; shorter ones stand inside many other words
OTHER: Final = (
    "other"  # what every concept other_... is as well: with few examples the kinds are too rare to learn from
)


class ConceptsFaulty(Exception):
    """concepts.yml cannot be used; the message names the concept."""


def read_concepts(content: object) -> dict[str, tuple[str, ...]]:
    """Concept -> beginnings of words, lower case. Raises ConceptsFaulty."""
    if not isinstance(content, dict):
        raise ConceptsFaulty("concepts.yml: must be a mapping: concept -> list of words")
    for name, stems in content.items():
        if not isinstance(stems, list) or not stems or not all(isinstance(stem, str) and stem for stem in stems):
            raise ConceptsFaulty(f"concepts.yml: {name}: must be a list of words (quote what YAML takes for a number)")
    return {str(name): tuple(stem.lower() for stem in stems) for name, stems in content.items()}


@cache
def shipped_concepts() -> Mapping[str, tuple[str, ...]]:
    """The concepts that come with the product."""
    return read_concepts(load_yaml(Path(__file__).with_name("concepts.yml")))


@dataclass(frozen=True)
class Concepts:
    """Each concept with its words, and with their readings."""

    words: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]

    def found(self, text: str, reading: str) -> tuple[str, ...]:
        """Names of the concepts in a normalised lower-case text or its hiragana reading, in the file's order."""
        names = [
            name
            for name, stems, readings in self.words
            if any(stem in text for stem in stems) or any(one in reading for one in readings)
        ]
        return (*names, OTHER) if any(name.startswith(f"{OTHER}_") for name in names) else tuple(names)


def with_readings(concepts: Mapping[str, tuple[str, ...]], read: Callable[[str], str]) -> Concepts:
    """`read` gives the hiragana reading of a word."""
    return Concepts(
        tuple(
            (name, stems, tuple(kana for stem in stems if len(kana := read(stem)) >= READING_AT_LEAST))
            for name, stems in concepts.items()
        )
    )
