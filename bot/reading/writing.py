"""How people write what they mean: faces, Latin spellings of our names, short dates (words/writing.yml). Pure.

「カードをなくしました(´;ω;`)」 says what 「カードをなくしました」 says, and "R9.7.7" what 「7月7日」 says, but the letters of the
face and the digits would speak to the classifier too, for whom they are mostly other people's business.
"""

from __future__ import annotations

import re
from typing import Final

from bot.reading.marks import load_marks

_NAMES: Final = {"portal": "マイナポータル", "card": "マイナカード", "myna": "マイナ", "hokensho": "保険証"}
_SPELT: Final = re.compile(r"[ぁ-んァ-ヶ一-龠A-Za-z0-9]")


def _sign(name: str) -> re.Pattern[str]:
    return load_marks("writing")[name].pattern


def without_faces(text: str) -> str:
    """The normalised text without 顔文字; unchanged when nothing else is in it."""
    found = _sign("feeling").sub(" ", text)
    found = _sign("in_brackets").sub(lambda match: " " if _is_face(match[1]) else match[0], found)
    found = " ".join(_sign("rest").sub(" ", _sign("bare").sub(" ", found)).split())
    return found if re.search(r"\w", found) else text


def _is_face(inside: str) -> bool:
    """True for what stands in the brackets of a face; an empty pair is what normalising left of one."""
    strange = not _SPELT.search(inside) or _sign("feature").search(inside)
    return not inside.strip() or bool(strange and not _sign("readable").search(inside))


def with_our_names(text: str) -> str:
    """Latin spellings of our things as everybody else writes them: "MYNA保険証" is マイナ保険証."""
    for name, usual in _NAMES.items():
        text = _sign(name).sub(usual, text)
    return text


def with_plain_dates(text: str) -> str:
    """Short writings of days (R9.7.7, 2027/07/07, 7/7) as month and day; the year of a 20xx stays.

    For the classifier only: the days themselves are read from the words as they came (bot.dates)."""
    return _sign("month_day").sub(_day, _sign("short_date").sub(_day, text))


def _day(match: re.Match[str]) -> str:
    *years, month, day = match.groups()
    return f"{''.join(f'{year}年' for year in years if year)}{int(month)}月{int(day)}日"


def as_meant(text: str) -> str:
    """The normalised text for understanding: without faces, with our names as they are usually written."""
    return with_our_names(without_faces(text))
