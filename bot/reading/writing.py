"""How people write what they mean: faces, Latin spellings of our names, short dates. Taken out before understanding. Pure.

「カードをなくしました(´;ω;`)」 says what 「カードをなくしました」 says, and "R9.7.7" what 「7月7日」 says, but the letters of the
face and the digits would speak to the classifier too, for whom they are mostly other people's business.
"""

from __future__ import annotations

import re
from typing import Final

# marks that make eyes, mouths and cheeks; brackets without one of them hold words
_FEATURE: Final = r"\^_`´;ωεдД∀▽∇><≧≦⌒∩皿益◇□◕°゜゚¬╥﹏ツ*♪=|"
_READABLE: Final = re.compile(r"[一-龠]{2,}|[ぁ-ん]{3,}|[ァ-ヴー]{3,}|[0-9]{2,}|(?!T[oO.]T|TT)[A-Za-z]{2,}")
_IN_BRACKETS: Final = re.compile(
    r"(?:(?<![A-Za-z0-9])[mdobσΣ]|[ヽヾ\\/¯_゜~┐╮*]+)?\s?\(([^()]{0,14})\)(?:[mbdozσ](?![A-Za-z])|[ゞノ/\\¯_゜~و┌╭;*♪シ]+)?"
)
_FEELING: Final = re.compile(r"\((?:笑|泣|涙|汗|怒|困|爆|悲|苦笑|号泣|焦|驚|謎|T[oO.]T|TT|ToT)\)")
_BARE: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:[Tt][_.oO][Tt]|Q_Q|;_;|;-;|\^[_.\-oO]?\^[;']?|>[_.]<|-_-;?|=_=|o_O|O_o|[oO]rz|OTL|xD|:-?[)(DPp]|;-?\)|<3)(?![A-Za-z0-9])"
)
_REST: Final = re.compile(
    r"[ωεдД∀▽∇≧≦⌒ゞ´`¯゚゜]+|\([\^・;_.\- ]{1,6}(?=\s|$)|\.oO|(?<![A-Za-z])z{2,}|\^[;']|"
    r"(?<=[ぁ-んァ-ヶ一-龠。!?])(?:[wW;泣汗涙笑草]|\s?ハァ|ウッ\.?)+$"
)
_NAMES: Final = (
    (re.compile(r"(?<![a-z])(?:my|mai)na\s?-?portal(?![a-z])", re.IGNORECASE), "マイナポータル"),
    (re.compile(r"マイナ\s?portal(?![a-z])", re.IGNORECASE), "マイナポータル"),
    (re.compile(r"(?<![a-z])(?:my|mai)na\s?-?card(?![a-z])", re.IGNORECASE), "マイナカード"),
    (re.compile(r"(?<![a-z])(?:my|mai)na(?![a-z])\s?", re.IGNORECASE), "マイナ"),
    (re.compile(r"(?<![a-z])hokensho(?:u|h)?(?![a-z])", re.IGNORECASE), "保険証"),
)
_SHORT_DATE: Final = re.compile(
    r"(?<![0-9A-Za-z.])(?:(?:R|令和|r)\s?[0-9]{1,2}[./\-年]|(?P<year>20[0-9]{2})[./\-])(?P<month>1[0-2]|0?[1-9])[./\-月]"
    r"(?P<day>3[01]|[12][0-9]|0?[1-9])日?(?![0-9./\-])"
)
_MONTH_DAY: Final = re.compile(
    r"(?<![0-9A-Za-z./\-])(?P<month>1[0-2]|0?[1-9])[./](?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9./\-%割円回])(?=\s|$|に|で|、|。|の|は|が|か|ま|付|引|転)"
)


def without_faces(text: str) -> str:
    """The normalised text without 顔文字; unchanged when nothing else is in it."""
    found = _FEELING.sub(" ", text)
    found = _IN_BRACKETS.sub(lambda match: " " if _is_face(match[1]) else match[0], found)
    found = _REST.sub(" ", _BARE.sub(" ", found))
    found = " ".join(found.split())
    return found if re.search(r"\w", found) else text


def _is_face(inside: str) -> bool:
    """True for what stands in the brackets of a face; an empty pair is what normalising left of one."""
    if not inside.strip():
        return True
    strange = not re.search(r"[ぁ-んァ-ヶ一-龠A-Za-z0-9]", inside)
    return not _READABLE.search(inside) and (strange or any(char in _FEATURE for char in inside))


def with_our_names(text: str) -> str:
    """Latin spellings of our things as everybody else writes them: "MYNA保険証" is マイナ保険証."""
    for pattern, name in _NAMES:
        text = pattern.sub(name, text)
    return text


def with_plain_dates(text: str) -> str:
    """Short writings of days (R9.7.7, 2027/07/07, 7/7) as month and day; the year of a 20xx stays.

    For the classifier only: the days themselves are read from the words as they came (bot.dates)."""
    return _MONTH_DAY.sub(_day, _SHORT_DATE.sub(_day, text))


def _day(match: re.Match[str]) -> str:
    year = match.groupdict().get("year")
    return f"{f'{year}年' if year else ''}{int(match['month'])}月{int(match['day'])}日"


def as_meant(text: str) -> str:
    """The normalised text for understanding: without faces, with our names as they are usually written."""
    return with_our_names(without_faces(text))
