"""Kanji numbers with 千 百 億 万 as digits: 千二百三十四 is 1234, 1234億5678万9012 is 123456789012. Pure."""

import re
from typing import Final

_DIGITS: Final = {c: n for row in ("〇一二三四五六七八九", "零壱弐参肆伍陸漆捌玖") for n, c in enumerate(row)}
_ONE: Final = "[一二三四五六七八九]"
_SECTION: Final = re.compile(
    rf"(?=[一二三四五六七八九]|千[一二三四五六七八九百十]|百[一二三四五六七八九十])(?=[一二三四五六七八九十]{{0,7}}[千百])"
    rf"(?:(?P<k>{_ONE}?)(?P<K>千))?(?:(?P<h>{_ONE}?)(?P<H>百))?(?:(?P<t>{_ONE}?)(?P<T>十))?(?P<one>{_ONE})?"
)
_PLAIN: Final = str.maketrans("壱弐参肆伍陸漆捌玖壹貳叁參拾佰仟阡萬", "一二三四五六七八九一二三三十百千千万")  # as on bank notes
_PART: Final = r"[0-9〇零一二三四五六七八九十百千,，]"
_LONG: Final = re.compile(
    rf"(?<![0-9.,])(?P<oku>{_PART}{{1,8}})億(?P<man>{_PART}{{1,8}})万(?P<rest>{_PART}{{1,8}})"
    r"(?! ?(?:円|人|名|枚|件|世帯|票|ポイント|台|回|年))"
)


def _section_value(match: re.Match[str]) -> int:
    total = 0
    for digit, unit, weight in (("k", "K", 1000), ("h", "H", 100), ("t", "T", 10)):
        if match[unit]:
            total += weight * _DIGITS.get(match[digit] or "一", 1)
    return total + _DIGITS.get(match["one"] or "〇", 0)


def _four(part: str) -> str:
    """Return a part of up to 9999 as four digits, or "" when it is no number."""
    part = part.replace(",", "").replace("，", "")
    section = _SECTION.fullmatch(part)
    if section:
        return f"{_section_value(section):04}"
    if re.fullmatch("[一二三四五六七八九]?十[一二三四五六七八九]?", part):
        tens, _, ones = part.partition("十")
        return f"{10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0):04}"
    plain = "".join(str(_DIGITS.get(char, char)) for char in part)
    return plain.rjust(4, "0") if plain.isdigit() and len(plain) <= 4 else ""


def kanji_numbers(text: str) -> dict[int, tuple[int, str]]:
    """Return {start: (end, digits)} of the numbers with units in `text`, without overlaps.

    Numbers of up to four digits have no leading zeros; a number of 億, 万 and more is padded to its twelve places.
    A unit alone (百, 千) and round numbers of 万 and 億 are words of amounts and stay as they are.
    """
    found: dict[int, tuple[int, str]] = {}
    text = text.translate(_PLAIN)
    if not any(unit in text for unit in "千百億"):
        return found
    taken = 0
    for match in _LONG.finditer(text):
        parts = [_four(match[name]) for name in ("oku", "man", "rest")]
        if all(parts) and match.end() - match.start() >= 10:  # shorter ones are amounts: 1億2万3
            found[match.start()] = (match.end(), "".join(parts))
    for match in _SECTION.finditer(text):
        start, end = match.span()
        inside = any(first <= start < last for first, (last, _) in found.items()) if len(found) < 50 else start < taken
        if end - start < 2 or inside or text[end : end + 1] in ("万", "億"):
            continue
        found[start] = (end, str(_section_value(match)))
        taken = end
    return found
