"""What a message tells of danger, illness, or not wanting to live; from the lists in `words/` and the
learned pieces of `risk_model.json`. Needs no engine.

A miss costs too much, so the lists lean to the safe side: a number too many harms nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

from bot.reading.asked_once import asked_once
from bot.reading.lexicon import Lexicon, load_lexicon
from bot.reading.others import asks_about_other, is_looked_at
from bot.reading.risk_model import SAYS_SOMETHING, RiskModel, shipped_model
from bot.text import normalise

FLED: Final = "fled"
# beside words of our own business or a day the model must be surer
_OURS: Final = re.compile(
    r"証明書|しょうめいしょ|有効期限|期限|転入|転出|転居|引っ?越|支援措置|閲覧制限|利用登録|更新|\d月\d|月\d+日|日付|手続|届け?出"
)
_NEAR: Final = re.compile(r"カード|保険証|病院|窓口|受付|資格|給付|届")
_JAPANESE: Final = re.compile(r"[ぁ-んァ-ヶ一-龥]")
_LATIN: Final = re.compile(r"[A-Za-z]{2}")
IN_OUR_WORDS: Final = 1.0
NEAR_OURS: Final = 0.3
# the most urgent first: what is answered first when several are found
ALARMS: Final = ("overdose", "medical", "danger", "crisis", "hardship", "shelter")
FILES: Final = ("danger", "medical", "crisis", "hardship")


class Kinds(Protocol):
    """What tells the kinds of alarm in a text."""

    def kinds(self, text: str) -> frozenset[str]: ...


@dataclass(frozen=True, eq=False)
class Alarms:
    """The lists, which are sure of what they name, and the model, which also hears what is veiled."""

    listed: Lexicon
    learned: RiskModel

    @asked_once
    def kinds(self, text: str) -> frozenset[str]:
        """The kinds found in `text`: what the lists name, and only where they are silent what the model hears."""
        return self.listed.kinds(text) or self._heard(text)

    def _heard(self, text: str) -> frozenset[str]:
        if len(text) < SAYS_SOMETHING or asks_about_other(text):
            return frozenset()
        near = NEAR_OURS if _NEAR.search(text) else 0.0
        # who asks what somebody can see of them is answered that
        return self.learned.found(text, IN_OUR_WORDS if _OURS.search(text) or is_looked_at(text) else near)


@cache
def listed() -> Lexicon:
    """The lists that come with the product, read and tried once. Raises LexiconError when one is faulty."""
    return load_lexicon(FILES, (*ALARMS, FLED))


@cache
def shipped_alarms() -> Alarms:
    """The lists and the model that come with the product. Raises LexiconError when a list is faulty."""
    return Alarms(listed(), shipped_model())


def alarms(known: Kinds, text: str) -> tuple[str, ...]:
    """The kinds found in `text`, most urgent first; () for an ordinary message. FLED comes last and alone is weak:
    help comes first unless the message asks for something of ours with certainty."""
    # the desk asks with the text as written, the dialogue with the normal one: one look serves both. Lines are sentences.
    found = known.kinds(text if "\n" in text else normalise(text))
    urgent = [kind for kind in ALARMS if kind in found]
    if "overdose" in urgent:  # its answer holds both the number and the lines that listen
        urgent = [kind for kind in urgent if kind not in ("medical", "crisis")]
    if len(urgent) > 1:  # need and shelter wait
        urgent = [kind for kind in urgent if kind not in ("hardship", "shelter")]
    return (*urgent[:2], *((FLED,) if FLED in found else ()))


def in_english(text: str) -> bool:
    """True when `text` is written in Latin letters only."""
    return bool(_LATIN.search(text)) and not _JAPANESE.search(text)
