"""What a stretch of text with digits in it is: a date, a time, a phone number, an address, …

Works on a *view* (see `bot.guard.view`): lower case, every kind of digit as 0-9, every dash as "-",
any white space as " ". Pure. Every pattern is bounded
or starts at a fixed edge, so the time grows linearly with the text.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

KEEP = "keep"
AMOUNT = "amount"
HARMLESS = frozenset({KEEP, AMOUNT})


class Claim(NamedTuple):
    """`view[start:end]` is something of `kind`: a kind of `Guarded.found`, or harmless.

    `KEEP` has a form of its own (a day, a time); `AMOUNT` is made harmless by the word after it only.
    """

    start: int
    end: int
    kind: str


def count_digits(text: str) -> int:
    """Return how many of the characters are 0-9."""
    return sum("0" <= char <= "9" for char in text)


def is_date(year: int, month: int, day: int) -> bool:
    """Say whether the three make a day between 1868 and 2100, or in any year of an era (1 to 64)."""
    if not (1868 <= year <= 2100 or 1 <= year <= 64):
        return False
    try:
        datetime.date(year if year > 64 else 2000, month, day)
    except ValueError:
        return False
    return True


def _groups_are_date(match: re.Match[str]) -> bool:
    return is_date(int(match["y"]), int(match["m"]), int(match["d"]))


_EMAIL = re.compile(
    r"[a-z0-9._%+\-]{1,64} ?(?:@|\(at\)|\[at\]|アットマーク|アット) ?"
    r"[a-z0-9\-]{1,63}(?: ?(?:\.|ドット) ?[a-z0-9\-]{1,63}){1,5}"
)

# A symbol or number of the insurance card. The words may be followed by a few particles and marks, then by
# a value with a digit in it; "番号は2桁" is a question about the number, not the number.
_VALUE = (
    r"(?:[ :=・、,「『(\[/~]|は|が|の|と|→|番号){0,6}"
    r"(?P<value>(?:[^\W\d_]{0,3})(?<![a-z0-9])(?=[a-z\-]{0,6}[0-9])[a-z0-9]+(?:[-・.][a-z0-9]+){0,4})"
    r"(?![a-z0-9])(?! ?(?:桁|けた|ケタ|年|月|日|回|時|つ|人|枚|か所|円|個|種|番目|階|週|か月))"
)
_INSURER = re.compile(
    r"(?:被?保険者証?等?(?:の)?(?:記号)?[・と]?番号|保険証の?(?:記号)?[・と]?番号|資格確認書の?番号|記号|枝番号?)"
    + _VALUE
)
_INSURER_SECOND = re.compile(r"(?<!暗証)(?<!暗唱)(?<!電話)(?<!個人)番号" + _VALUE)

_PASSWORD_WORD = re.compile(r"署名用|暗証|暗唱|パスワード|password")
_PASSWORD = re.compile(
    r"(?<![a-z0-9])(?!iphone|android|windows|ios|chrome|edge)(?=[a-z]{0,15}[0-9])(?=[0-9]{0,15}[a-z])"
    r"[a-z0-9]{6,16}(?![a-z0-9])"
)

_GAP = r"[-() .・、,の]{0,3}"
_PHONES = (
    (re.compile(rf"(?:\+|(?<!\d)00)81{_GAP}0?{_GAP}\d{{1,4}}{_GAP}\d{{1,4}}{_GAP}\d{{3,4}}(?!\d)"), (11, 15)),
    (re.compile(rf"(?<!\d)0[5-9]0{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)"), (11, 11)),
    (re.compile(rf"(?<!\d)0(?:120|570|800|180|990){_GAP}\d{{1,4}}{_GAP}\d{{2,5}}(?!\d)"), (10, 11)),
    (re.compile(rf"(?<!\d)0\d{{1,4}}{_GAP}\d{{1,4}}{_GAP}\d{{4}}(?!\d)"), (10, 10)),
)

_ADDRESSES = (
    re.compile(r"(?:〒|郵便番号(?:は|が|:| )?) ?\d{3}[- ]?\d{4}(?!\d)"),
    re.compile(r"(?<!\d)\d{3}-\d{4}(?= ?(?:東京|北海道|京都府|大阪府|[^\W\d_]{2,3}県))"),
    re.compile(r"(?<!\d)\d{1,3}丁目の?\d{1,4}(?:(?:番地?の?|-|の)\d{1,4}){0,3}(?:番地?(?!号)|号室?)?(?!\d)"),
    re.compile(r"(?<!\d)\d{1,5}番地(?:の?\d{1,4}(?:-\d{1,4})?号?)?(?!\d)"),
    re.compile(r"(?<!\d)\d{1,4}番\d{1,4}号(?!線)"),
    re.compile(r"(?<!\d)\d{1,4}号室"),
    re.compile(
        r"(?<=[町区市村字郷里台]) ?\d{1,4}(?:[-の]\d{1,4}){1,3}(?![\d/:.-])"
        r"(?! ?(?:年|月|日|時|回|人|円|週|か月|階|歳|代))"
    ),
    re.compile(r"(?<=[一-鿿]) ?\d{1,3}(?:-\d{1,3}-|の\d{1,3}の)\d{1,4}(?![\d-])"),
)

_DATES = (
    re.compile(r"(?<!\d)(?P<y>(?:1[89]|20)\d\d)(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d|(?P=s)\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d) (?P<m>\d{1,2}) (?P<d>\d{1,2})(?!\d| ?[-/:.,]? ?\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    re.compile(
        r"(?<![a-z])(?:[rhst]|令和|平成|昭和|大正) ?(?P<y>\d{1,2})(?P<s>[-/.])(?P<m>\d{1,2})"
        r"(?P=s)(?P<d>\d{1,2})(?!\d|(?P=s)\d)"
    ),
    re.compile(r"(?<![a-z])(?:[rhst]|令和|平成|昭和|大正)(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
)
_SMALL = (
    r"円|万|億|年|月|日|時|分|秒|週|か月|ヶ月|カ月|ヵ月|ケ月|箇月|ヶ年|回|度|桁|けた|ケタ|階|番(?!号)|号|歳|才|さい|人|名|通|枚|件|つ|個|代|%"
    r"|パーセント|割|倍|世帯|点|台|冊|か所|カ所|箇所|ヶ所|ページ|頁|丁目|条|項|章|版|期|級|種類|文字|字|泊|便|本|組|校|課|係|km|cm|kg|mb|gb"
)
_KEEPS = (
    re.compile(r"(?<!\d)(?:19|20)\d\d ?[-~] ?(?:19|20)\d\d(?!\d| ?[-~/.]? ?\d)"),
    re.compile(r"(?<!\d)(?:19|20)\d\d(?P<s>[-/.])(?:1[0-2]|0?[1-9])(?!\d|(?P=s)\d)"),
    re.compile(r"(?<!\d)(?<!\d/)(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])(?!\d|/\d)"),
    re.compile(r"(?<!\d)(?<!\d:)(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?!\d|:\d)"),
    re.compile(r"西暦 ?\d{4}(?!\d)"),
    re.compile(r"#(?:8000|8008|8080|8103|8891|7119|9110|9910)(?!\d)"),
    re.compile(r"(?<![\d.,])(?:110|118|119|171|177|188|189)(?![\d.,])"),
)
_AMOUNTS = (
    re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3}){1,2} ?(?:円|万|ポイント|人|件|字|文字|世帯)"),
    re.compile(r"(?<![\d,])\d{1,3},\d{3}(?![\d,])"),
    re.compile(r"(?<![\d.,])\d{1,9} ?(?:円|ポイント|万円|億円)"),
    re.compile(r"(?<![\d.,])\d{4,7} ?(?:人|件|文字|字|世帯|年|歩|ページ|万)"),
    re.compile(rf"(?<![\d.,])\d{{1,3}}(?:\.\d{{1,2}})?(?: ?[-~] ?\d{{1,3}})? ?(?:{_SMALL})"),
)
# Only in logs: the loopback addresses and durations an operator needs to read.
_LOG_KEEPS = (
    re.compile(r"(?<![\d.])(?:127\.0\.0\.1|0\.0\.0\.0)(?::\d{1,5})?(?![\d.])"),
    re.compile(r"(?<![\d.])\d{1,5}\.\d{1,17} ?(?:s|ms|秒|sec|seconds)(?![a-z])"),
)

Accept = Callable[[re.Match[str]], bool]


def _insurer_value_is_short(match: re.Match[str]) -> bool:
    return count_digits(match["value"]) <= 10  # longer: left for the 12-digit rule


def _near_password_word(match: re.Match[str]) -> bool:
    around = match.string[max(0, match.start() - 16) : match.end() + 10]
    return _PASSWORD_WORD.search(around) is not None


def _rules(view: str, for_log: bool) -> Iterator[tuple[str, re.Pattern[str], str | int, Accept | None]]:
    """Yield (kind, pattern, group to claim, further condition), the surest first: the first claim wins."""
    yield "email", _EMAIL, 0, None
    yield "insurer_number", _INSURER, "value", _insurer_value_is_short
    if "記号" in view:
        yield "insurer_number", _INSURER_SECOND, "value", _insurer_value_is_short
    yield "pin", _PASSWORD, 0, _near_password_word
    yield "address", _ADDRESSES[0], 0, None
    for pattern in _LOG_KEEPS if for_log else ():
        yield KEEP, pattern, 0, None
    for pattern in _DATES:
        yield KEEP, pattern, 0, _groups_are_date
    for pattern, (low, high) in _PHONES:
        yield "phone", pattern, 0, lambda m, low=low, high=high: low <= count_digits(m[0]) <= high  # type: ignore[misc]
    for pattern in _ADDRESSES[1:]:
        yield "address", pattern, 0, None
    for pattern in _KEEPS:
        yield KEEP, pattern, 0, None
    for pattern in _AMOUNTS:
        yield AMOUNT, pattern, 0, None


def find_claims(view: str, *, for_log: bool = False) -> list[Claim]:
    """Return what the patterns recognise in `view`, without overlaps, in order."""
    taken = bytearray(len(view))
    claims = []
    for kind, pattern, group, accept in _rules(view, for_log):
        for match in pattern.finditer(view):
            start, end = match.span(group)
            if not any(taken[start:end]) and (accept is None or accept(match)):
                taken[start:end] = b"\1" * (end - start)
                claims.append(Claim(start, end, kind))
    return sorted(claims)
