"""What of our subject a message is nearest to, when understanding found nothing for it (words/near_things.yml). Pure but for
reading the list at the first use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from bot import strict_yaml

SAYS: Final = ("answer", "near", "offer", "any", "button")


class NearThingsFaulty(Exception):
    """near_things.yml cannot be used; the message names the entry's number and the fault."""


@dataclass(frozen=True)
class Near:
    """`topics`: the nearest first. `say`: answer, near, offer, any or button (words/near_things.yml tells what each means)."""

    topics: tuple[str, ...]
    say: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None


@dataclass(frozen=True)
class NearThings:
    """The list, in its order."""

    elsewhere: re.Pattern[str]
    entries: tuple[Near, ...]

    def nearest(self, text: str) -> Near | None:
        """The first entry that the normalised text fits; None when it fits none or names a thing of others."""
        if self.elsewhere.search(text):
            return None
        return next((one for one in self.entries if _fits(one, text)), None)


def _fits(near: Near, text: str) -> bool:
    return bool(near.words.search(text)) and not (near.unless and near.unless.search(text))


def read_near_things(content: dict[str, Any]) -> NearThings:
    """The list as patterns. Raises NearThingsFaulty when a part is missing or wrong or a sentence fails."""
    if not content.get("elsewhere") or not content.get("entries"):
        raise NearThingsFaulty("near_things.yml: elsewhere and entries must not be empty")
    elsewhere = re.compile("|".join(content["elsewhere"]), re.IGNORECASE)
    entries = []
    for number, entry in enumerate(content["entries"], 1):
        where = f"near_things.yml: entry {number}"
        missing = [key for key in ("topics", "words", "must", "must_not") if not entry.get(key)]
        if missing or entry.get("say") not in SAYS:
            raise NearThingsFaulty(
                f"{where}: {', '.join(missing) or 'say'}: missing or unknown; say is one of {', '.join(SAYS)}"
            )
        unless = re.compile(entry["unless"], re.IGNORECASE) if entry.get("unless") else None
        near = Near(tuple(entry["topics"]), entry["say"], re.compile("|".join(entry["words"]), re.IGNORECASE), unless)
        for key, wanted in (("must", True), ("must_not", False)):
            for sentence in entry[key]:
                if (_fits(near, sentence) and not elsewhere.search(sentence)) is not wanted:
                    raise NearThingsFaulty(f"{where}: {key}: {sentence!r}")
        entries.append(near)
    return NearThings(elsewhere, tuple(entries))


@cache
def _shipped() -> NearThings:
    content = (files("bot.reading") / "words" / "near_things.yml").read_text(encoding="utf-8")
    return strict_yaml.read_words(content, "near_things.yml", read_near_things)


def nearest(text: str) -> Near | None:
    """What the normalised text is nearest to of the list that comes with the desk; None for nothing."""
    return _shipped().nearest(text)


def topics_named() -> frozenset[str]:
    """Every topic of the list (for checking them against the rulebook)."""
    return frozenset(topic for one in _shipped().entries for topic in one.topics)
