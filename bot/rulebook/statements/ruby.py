"""Readings marked once (漢字《かんじ》) and given as real ruby, in brackets, as kana or not at all. Pure.

The reading belongs to the kanji just before it, or, where ｜ stands, to everything from there: ｜1日《ついたち》.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

KANJI: Final = "々〆ヶ㐀-䶿一-鿿豈-﫿"
_MARK: Final = re.compile(rf"(?:[｜|](?P<marked>[^｜|《》\n]+)|(?P<kanji>[{KANJI}]+))《(?P<reading>[^《》\n]*)》")
_UNREAD: Final = re.compile(rf"[{KANJI}]+")
_KANA: Final = re.compile(r"[ぁ-ゖァ-ヺー・ ]+")


@dataclass(frozen=True)
class Ruby:
    """A run of letters and how it is read ("" = as it stands)."""

    text: str
    reading: str = ""


def runs(marked: str) -> tuple[Ruby, ...]:
    """`marked` in runs; a ｜ that begins nothing is dropped."""
    return tuple(run for run in _runs(marked) if run.text)


def _runs(marked: str) -> Iterator[Ruby]:
    end = 0
    for match in _MARK.finditer(marked):
        yield Ruby(_bare(marked[end : match.start()]))
        yield Ruby(match["marked"] or match["kanji"], match["reading"])
        end = match.end()
    yield Ruby(_bare(marked[end:]))


def _bare(text: str) -> str:
    return text.replace("｜", "")


def without_readings(marked: str) -> str:
    """漢字《かんじ》を -> 漢字を."""
    return "".join(run.text for run in runs(marked))


def in_kana(marked: str) -> str:
    """漢字《かんじ》を -> かんじを."""
    return "".join(run.reading or run.text for run in runs(marked))


def faults(marked: str) -> list[str]:
    """What is wrong with the readings of a wording: kanji without one, a reading that is none, a mark without partner."""
    found = [f"{word} has no reading" for run in runs(marked) if not run.reading for word in _UNREAD.findall(run.text)]
    for run in runs(marked):
        if run.reading and not _KANA.fullmatch(run.reading):
            found.append(f"{run.text}《{run.reading}》 is not read in kana")
        if run.reading and not _UNREAD.search(run.text):
            found.append(f"{run.text}《{run.reading}》 has no kanji")
    left = without_readings(marked)
    return found + ["《 or 》 stands alone"] * ("《" in left or "》" in left)
