"""What the lint finds: one thing that an editor should mend, or look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.rulebook.statements.typed_facts import PLACEHOLDER
from bot.words import Words

SAY: Final = Words(__file__)

_END: Final = re.compile(r"(?<=[。！？!?])|\n")


def rules() -> dict[str, str]:
    """Rules of the lint and what they say to an editor; a ? before the name: only to be looked at."""
    return SAY.table("rules")


@dataclass(frozen=True)
class Finding:
    """One finding. `where` is "file: id"; `rule` one of `rules()`."""

    where: str
    rule: str
    says: str

    @property
    def hint(self) -> bool:
        """True for what should be looked at and refuses nothing."""
        return self.rule.startswith("?")

    def __str__(self) -> str:
        return f"{self.where}: {self.rule.lstrip('?')}: {self.says}"


def sentences(wording: str) -> list[str]:
    """The sentences of a wording, each with its mark; lines end one too."""
    return [part for piece in _END.split(wording) if (part := piece.strip())]


def length(wording: str) -> int:
    """Characters, without spaces; a placeholder counts as four (contacts and days have a place of their own)."""
    return len(re.sub(r"\s", "", PLACEHOLDER.sub("○○○○", wording)))
