"""The patterns of patterns.yml. Read when first needed, then kept."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from bot.strict_yaml import YamlFaulty, load_yaml

FILE: Final = Path(__file__).with_name("patterns.yml")


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The pattern of that name. Raises YamlFaulty naming the file for one that is missing or is none."""
    try:
        return re.compile(_patterns()[name])
    except (KeyError, TypeError, re.error) as error:
        raise YamlFaulty(f"{FILE.name}: {name}: no pattern: {error}") from None


@cache
def _patterns() -> dict[str, str]:
    return load_yaml(FILE)
