"""Which case of a topic a message means, by the patterns of cases.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.strict_yaml import YamlFaulty, load_yaml

FILE: Final = Path(__file__).parent / "words" / "cases.yml"


class Cases:
    """Compiled patterns: topic -> [(case, pattern)]."""

    def __init__(self, patterns: Mapping[str, Mapping[str, str]]) -> None:
        self._patterns = {
            topic: [(case, re.compile(pattern)) for case, pattern in cases.items()] for topic, cases in patterns.items()
        }

    def find(self, topic: str, text: str) -> str:
        """The first case whose pattern fits `text`, else ""."""
        for case, pattern in self._patterns.get(topic, ()):
            if pattern.search(text):
                return case
        return ""

    def named(self) -> dict[str, list[str]]:
        """All case names by topic (for checking them against the rulebook)."""
        return {topic: [case for case, _pattern in cases] for topic, cases in self._patterns.items()}


def load_cases(path: Path = FILE) -> Cases:
    """The patterns of cases.yml. Raises YamlFaulty naming file, topic and case."""
    data = load_yaml(path)
    for topic, cases in data.items():
        if not isinstance(cases, Mapping) or not cases:
            raise YamlFaulty(f"{path.name}: {topic}: must map cases to patterns")
        for case, pattern in cases.items():
            if not pattern:
                raise YamlFaulty(f"{path.name}: {topic}: {case}: a pattern is missing")
            try:
                re.compile(pattern)
            except (re.error, TypeError) as error:
                raise YamlFaulty(f"{path.name}: {topic}: {case}: not a regular expression: {error}") from None
    return Cases(data)
