"""What a stretch of text with digits in it is: a date, a time, a phone number, an address, …

Works on a *view* (see `bot.guard.view`): lower case, every kind of digit as 0-9, every dash as "-",
any white space as " ". Pure. Every pattern is bounded
or starts at a fixed edge, so the time grows linearly with the text.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from bot.guard.harmless import (
    AMOUNTS,
    CODES,
    COUNTED,
    DATES,
    KEEPS,
    LOG_KEEPS,
    PUBLIC_PAGE,
    groups_are_date,
    is_page,
)

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


_AT = r"(?:@|\(at\)|\[at\]|アットマーク|アット|あっとまーく|あっと)"
_DOT = r"(?:\.|ドット|どっと|\(dot\)|\[dot\]|(?<= )dot(?= ))"
_AT_SIGN = re.compile(rf"{_AT}|(?<= )at(?= )")
_EMAIL = re.compile(rf"[a-z0-9._%+\-]{{1,64}} ?{_AT} ?[a-z0-9\-]{{1,63}}(?: ?{_DOT} ?[a-z0-9\-]{{1,63}}){{1,5}}")
# "taro at mail.com", but not "20 hours at a cafe. does": what follows a full stop and a space is the next sentence.
_EMAIL_SPELLED = re.compile(
    r"[a-z0-9._%+\-]{1,64} at [a-z0-9\-]{1,63}(?:(?:\.| ?(?:\(dot\)|\[dot\]|(?<= )dot(?= )) ?)[a-z0-9\-]{1,63}){1,5}"
)
# Names and domains in kanji or katakana; hiragana before the sign would be the sentence (メールは).
_EMAIL_JAPANESE = re.compile(
    rf"(?:[一-鿿a-z0-9._]{{1,20}}|[ァ-ヺー]{{1,20}}?) ?{_AT}"
    rf" ?[一-鿿ぁ-んァ-ヺーa-z0-9\-]{{1,30}}?"
    rf"(?: ?{_DOT} ?(?:[a-z]{{2,10}}|コム|ジェーピー|シーオー|ネット)){{1,3}}"
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
_INSURER_NAMED = re.compile(
    r"(?:健保|国保|社保|協会けんぽ|けんぽ|こくほ|健康保険|保険|組合|共済|後期高齢)(?:証|カード)?の?(?:番号|ばんごう)"
    + _VALUE
)
_INSURER_KANA = re.compile(r"(?:きごう|キゴウ)" + _VALUE)
_INSURER_SECOND = re.compile(r"(?<!暗証)(?<!暗唱)(?<!電話)(?<!個人)(?:番号|ばんごう|バンゴウ)" + _VALUE)

PIN_WORD: Final = re.compile(
    r"暗証|暗唱|あんしょう|アンショウ|パスワード|ぱすわーど|パスコード|password|passcode"
    r"|(?<![a-z])pin(?![a-z])|ピンコード|4(?:桁|けた|ケタ)|(?<!受付)(?<!整理)(?<!予約)番号(?:は|が|:)|数字(?:は|が|:)"
)
"""Near four digits: they are a PIN."""
PIN_BEFORE: Final = re.compile(r"(?<!受付)(?<!整理)(?<!予約)番号[をにで]? ?\Z")
PIN_AFTER: Final = re.compile(
    r" ?(?:を入れ|を入力|を打|と入れ|と入力|って入れ|って打|でロック|で合って|であって|で正し|でいいです|でよい|で開)"
)
_PASSWORD_WORD = re.compile(
    r"署名用|暗証|暗唱|パスワード|ぱすわーど|password|passwd|(?<![a-z])pass(?![a-z])|(?<![a-z])pw(?![a-z])"
    r"|パス(?=[ :はが])"
)
_PASSWORD = re.compile(
    r"(?<![a-z0-9])(?!iphone|android|windows|ios|chrome|edge)(?=[a-z]{0,15}[0-9])(?=[0-9]{0,15}[a-z])"
    r"[a-z0-9]{6,16}(?![a-z0-9])"
)

_GAP = r"[-()\[\]〔〕【】 .・、,の]{0,3}"
_ABROAD = rf"{_GAP}0?{_GAP}\d{{1,4}}{_GAP}\d{{1,4}}{_GAP}\d{{3,4}}(?!\d)"
_PHONES = (
    (re.compile(rf"\+ ?81{_ABROAD}"), (11, 13)),
    # Twelve digits that begin with 0081 may be anything.
    (re.compile(rf"(?<!\d)(?:00|010[- ])81{_ABROAD}"), (13, 16)),
    (re.compile(rf"\+ ?(?!81)[1-9]\d{{0,2}}(?:{_GAP}\d{{1,5}}){{2,5}}(?!\d)"), (8, 15)),
    (re.compile(rf"(?<!\d)0[5-9]0{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)"), (11, 11)),
    (re.compile(rf"(?<!\d)0(?:120|570|800|180|990){_GAP}\d{{1,4}}{_GAP}\d{{2,5}}(?!\d)"), (10, 11)),
    (re.compile(rf"(?<!\d)0\d{{1,4}}{_GAP}\d{{1,4}}{_GAP}\d{{4}}(?!\d)"), (10, 10)),
)
_EXTENSION = re.compile(
    r"内線(?:番号)?(?:は|が|の|:| ){0,3}(?P<value>\d{2,6})(?![\d-]|[ 、,] ?\d)(?! ?(?:番で|桁|回|本|台))"
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
    re.compile(
        r"(?<=[都道府県市区郡])[一-鿿ぁ-んァ-ヺー]{1,8}(?<![区市町])[町村字] ?(?P<house>\d{1,4})(?![\d/:.,])"
        rf"(?! ?(?:{COUNTED}|-|~))"
    ),
    re.compile(
        r"(?:(?<=チョウ)|(?<=ちょう)|(?<=マチ)|(?<=ムラ)|(?<=[ァ-ヺ]シ)|(?<=[ァ-ヺ]ク))"
        r" ?\d{1,4}(?:(?:-|ノ|の|チョウメ|ちょうめ|バンチ?|ばんち?)\d{1,4}){1,3}"
        r"(?:ゴウ|ごう)?"
        rf"(?![\d/:.-])(?! ?(?:{COUNTED}))"
    ),
    re.compile(r"(?:(?<=[区市]チョウ)|(?<=[ァ-ヺ]{2}チョウ)) ?\d{1,4}(?![\d/:.,-])(?! ?(?:" + COUNTED + "))"),
    re.compile(
        r"(?<!\d)\d{1,3}(?:チョウメ|ちょうめ) ?\d{1,4}(?:(?:-|ノ|の|バンチ?|ばんち?)\d{1,4})?(?:ゴウ|ごう|バン|ばん)?"
    ),
    re.compile(r"(?<=[一-鿿])(?<!番号) ?\d{1,3}(?:-\d{1,3}-|の\d{1,3}の)\d{1,4}(?![\d-]|[のー] ?\d)"),
)

Accept = Callable[[re.Match[str]], bool]


def _insurer_value_is_short(match: re.Match[str]) -> bool:
    return count_digits(match["value"]) <= 10  # longer: left for the 12-digit rule


def _near_password_word(match: re.Match[str]) -> bool:
    around = match.string[max(0, match.start() - 16) : match.end() + 10]
    return _PASSWORD_WORD.search(around) is not None


def _rules(view: str, for_log: bool) -> Iterator[tuple[str, re.Pattern[str], str | int, Accept | None]]:
    """Yield (kind, pattern, group to claim, further condition), the surest first: the first claim wins."""
    if _AT_SIGN.search(view):
        yield "email", _EMAIL, 0, None
        yield "email", _EMAIL_SPELLED, 0, None
        yield "email", _EMAIL_JAPANESE, 0, None
    yield "insurer_number", _INSURER, "value", _insurer_value_is_short
    yield "insurer_number", _INSURER_NAMED, "value", _insurer_value_is_short
    yield "insurer_number", _INSURER_KANA, "value", _insurer_value_is_short
    if "記号" in view or "きごう" in view or "キゴウ" in view:
        yield "insurer_number", _INSURER_SECOND, "value", _insurer_value_is_short
    yield "phone", _EXTENSION, "value", None
    yield "pin", _PASSWORD, 0, _near_password_word
    yield "address", _ADDRESSES[0], 0, None
    if ".jp/" in view:
        yield KEEP, PUBLIC_PAGE, "code", is_page
    yield from _less_sure(for_log)


def _less_sure(for_log: bool) -> Iterator[tuple[str, re.Pattern[str], str | int, Accept | None]]:
    for pattern in LOG_KEEPS if for_log else ():
        yield KEEP, pattern, 0, None
    for pattern in DATES:
        yield KEEP, pattern, 0, groups_are_date
    for pattern, (low, high) in _PHONES:
        yield "phone", pattern, 0, lambda m, low=low, high=high: low <= count_digits(m[0]) <= high  # type: ignore[misc]
    for pattern in CODES:
        yield KEEP, pattern, "code" if "code" in pattern.groupindex else 0, None
    for pattern in _ADDRESSES[1:]:
        yield "address", pattern, "house" if "house" in pattern.groupindex else 0, None
    for pattern in KEEPS:
        yield KEEP, pattern, 0, None
    for pattern in AMOUNTS:
        yield AMOUNT, pattern, "code" if "code" in pattern.groupindex else 0, None


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
