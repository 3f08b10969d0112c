"""What a message tells of danger, illness, or not wanting to live; from the lists in `words/`. Needs no engine.

A miss costs too much, so the lists lean to the safe side: a number too many harms nobody.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from bot.reading.lexicon import Lexicon, load_lexicon

FLED: Final = "fled"
# the most urgent first: what is answered first when several are found
ALARMS: Final = ("overdose", "medical", "danger", "crisis", "hardship", "shelter")
FILES: Final = ("danger", "medical", "crisis", "hardship")


@cache
def shipped_alarms() -> Lexicon:
    """The lists that come with the product, read and tried once. Raises LexiconError when one is faulty."""
    return load_lexicon(FILES, (*ALARMS, FLED))


def alarms(lexicon: Lexicon, text: str) -> tuple[str, ...]:
    """The kinds found in `text`, most urgent first; () for an ordinary message. FLED comes last and alone is weak:
    help comes first unless the message asks for something of ours with certainty."""
    found = lexicon.kinds(text)
    urgent = [kind for kind in ALARMS if kind in found]
    if "overdose" in urgent:  # its answer holds both the number and the lines that listen
        urgent = [kind for kind in urgent if kind not in ("medical", "crisis")]
    if len(urgent) > 1:  # need and shelter wait
        urgent = [kind for kind in urgent if kind not in ("hardship", "shelter")]
    return (*urgent[:2], *((FLED,) if FLED in found else ()))
