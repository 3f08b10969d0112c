"""Numbers as they are said, and days as they are written in each form. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_DIGITS: Final = {
    "0": "ゼロ", "1": "イチ", "2": "ニ", "3": "サン", "4": "ヨン", "5": "ゴ", "6": "ロク", "7": "ナナ", "8": "ハチ", "9": "キュウ",
    "#": "シャープ",
}  # fmt: skip
_NAMED: Final = {
    "110": "ひゃくとおばん",
    "119": "ひゃくじゅうきゅうばん",
    "189": "いちはちきゅうばん",
    "188": "いちはちはちばん",
}
_EMERGENCY: Final = re.compile(rf"(?<!\d)({'|'.join(_NAMED)}) ?番")
_DAYS: Final = {
    1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか", 9: "ここのか",
    10: "とおか", 14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか",
}  # fmt: skip
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def spoken_phone(phone: str) -> str:
    """#8008 -> シャープ、ハチ、ゼロ、ゼロ、ハチ; 03-3908-1131 -> ゼロ サン、サン キュウ ゼロ ハチ、…; 110 -> ひゃくとおばん."""
    if phone in _NAMED:
        return _NAMED[phone]
    groups = [[_DIGITS[char] for char in group if char in _DIGITS] for group in phone.split("-")]
    return "、".join(" ".join(group) for group in groups) if len(groups) > 1 else "、".join(groups[0])


def spoken_emergency(said: str) -> str:
    """110番 -> ひゃくとおばん, in a wording to be heard."""
    return _EMERGENCY.sub(lambda match: _NAMED[match[1]], said)


def written_day(day: date, form: str, style: str = "") -> str:
    """A calendar day; `style` is "" (whole), month_day or year_month. Easy Japanese has the readings."""
    year, month = style != "month_day", day.day if style != "year_month" else 0
    if form == "en":
        parts = [str(day.day) if month else "", _MONTHS[day.month - 1], str(day.year) if year else ""]
        return " ".join(part for part in parts if part)
    if form != "easy":
        return (f"{day.year}年" if year else "") + f"{day.month}月" + (f"{day.day}日" if month else "")
    read = _DAYS.get(day.day)
    dated = f"｜{day.day}日《{read}》" if read else f"{day.day}｜日《にち》"
    return (f"{day.year}｜年《ねん》" if year else "") + f"{day.month}｜月《がつ》" + (dated if month else "")
