"""Which case of a topic a message means, by the patterns of cases.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml

from bot.rulebook.statements.model import USUAL

FILE: Final = Path(__file__).parent / "cases.yml"


class Cases:
    """Compiled patterns: topic -> [(case, pattern)]."""

    def __init__(self, patterns: Mapping[str, Mapping[str, str]]) -> None:
        self._patterns = {
            topic: [(case, re.compile(pattern)) for case, pattern in cases.items()] for topic, cases in patterns.items()
        }

    def find(self, topic: str, text: str) -> str:
        """The first case whose pattern fits `text`, else `usual`."""
        for case, pattern in self._patterns.get(topic, ()):
            if pattern.search(text):
                return case
        return USUAL

    def named(self) -> dict[str, list[str]]:
        """All case names by topic (for checking them against the rulebook)."""
        return {topic: [case for case, _pattern in cases] for topic, cases in self._patterns.items()}


def load_cases(path: Path = FILE) -> Cases:
    """The patterns of cases.yml. Raises re.error or yaml errors for a broken file."""
    return Cases(yaml.safe_load(path.read_text(encoding="utf-8")))
