"""What numbers in a view are when they are nobody's: days, times, amounts, counts, codes, versions, short service numbers.

Pure. `KEEPS`, `DATES` and `CODES` have a form of their own; `AMOUNTS` are made harmless by the word after them only.
Every pattern is bounded or starts at a fixed edge, so the time grows linearly with the text.
"""

import datetime
import re
from typing import Final


def is_date(year: int, month: int, day: int) -> bool:
    """Say whether the three make a day between 1868 and 2100, or in any year of an era (1 to 64)."""
    if not (1868 <= year <= 2100 or 1 <= year <= 64):
        return False
    try:
        datetime.date(year if year > 64 else 2000, month, day)
    except ValueError:
        return False
    return True


def groups_are_date(match: re.Match[str]) -> bool:
    """Say whether the groups y, m and d of a match of `DATES` make a day."""
    return is_date(int(match["y"]), int(match["m"]), int(match["d"]))


_SMALL: Final = (
    r"円|万|億|年|月|日|時|分|秒|週|か月|ヶ月|カ月|ヵ月|ケ月|箇月|ヶ年|回|度|桁|けた|ケタ|階|番(?!号)|号|歳|才|さい|人|名|通|枚|件|つ|個|代|%"
    r"|パーセント|割|倍|世帯|点|台|冊|か所|カ所|箇所|ヶ所|がつ|にち|じ(?!ゅ)|ふん|えん|ねん|にん|かい|まい|ページ|頁|丁目|条|項|章|版|期|級|種類|文字|字|泊|便|本|組|校|課|係|km|cm|kg|mb|gb|歩|票|世代|株|両|倍速|年度|ポイント|組|丁|着|足|杯|匹|頭|羽|軒|戸|棟|室|席|球|膳|把"
)
COUNTED: Final = rf"{_SMALL}|番地|号室"

_PEOPLE: Final = (
    r"mother|father|mum|mom|dad|wife|husband|partner|son|daughter|child|baby"
    r"|grand(?:mother|father|ma|pa|son|daughter)|brother|sister|aunt|uncle"
)

DATES: Final = (
    re.compile(r"(?<!\d)(?P<y>(?:1[89]|20)\d\d)(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d|(?P=s)\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d) (?P<m>\d{1,2}) (?P<d>\d{1,2})(?!\d| ?[-/:.,]? ?\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    re.compile(
        r"(?<![a-z])(?:[rhst]|令和|平成|昭和|大正) ?(?P<y>\d{1,2})(?P<s>[-/.])(?P<m>\d{1,2})"
        r"(?P=s)(?P<d>\d{1,2})(?!\d|(?P=s)\d)"
    ),
    re.compile(r"(?<![a-z])(?:[rhst]|令和|平成|昭和|大正)(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
)
KEEPS: Final = (
    re.compile(
        r"(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
        r" \d{1,2}(?:st|nd|rd|th)?(?:,? (?:19|20)\d\d)?(?!\d)"
    ),
    re.compile(  # before 20 December, the 3rd of Jan 2027
        r"(?<![\d.,-])(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)? (?:of )?"
        r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?(?:,? (?:19|20)\d\d)?(?![\da-z])"
    ),
    re.compile(r"[¥\\] ?\d{1,3}(?:,\d{3}){1,3}(?![\d,])"),
    re.compile(r"[¥\\] ?\d{1,9}(?![\d,-])"),
    re.compile(
        r"(?<![\d,])\d{1,3}(?:,\d{3}){1,2}(?= ?(?:(?:と|や|か|から|~) ?(?:\d{1,3}(?:,\d{3}){1,2}|\d{4,7}) ?)?円)"
    ),
    re.compile(r"(?<!\d)(?:19|20)\d\d ?[-~] ?(?:19|20)\d\d(?!\d| ?[-~/.]? ?\d)"),
    re.compile(r"(?<!\d)(?:19|20)\d\d(?P<s>[-/.])(?:1[0-2]|0?[1-9])(?!\d|(?P=s)\d)"),
    re.compile(r"(?<!\d)(?<!\d/)(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])(?!\d|/\d)"),
    re.compile(r"(?<!\d)(?<!\d:)(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?!\d|:\d)"),
    re.compile(r"西暦 ?\d{4}(?!\d)"),
    re.compile(  # back in 2028, why 2027
        r"(?<![a-z])(?:in|since|until|till|by|from|year|before|after|why|valid to|birthday|expires?) (?:19|20)\d\d"
        r"(?!\d|[ .,/-]{1,3}\d)"
    ),
    re.compile(r"#(?:8000|8008|8080|8103|8891|7119|9110|9910)(?!\d)"),
    re.compile(r"(?<!\d)(?:8000|8008|7119|9110)(?= ?(?:に|へ|って|には)(?:電話|かけ|相談|つなが|言|聞|何|なに))"),
    re.compile(r"(?<![\d.,])(?:110|118|119|171|177|188|189)(?![\d.,])"),
)
# Codes, versions and pages: what machines and papers show to everybody.
CODES: Final = (
    re.compile(  # the second of two prices
        r"(?:[¥\\] ?\d{1,3}[\d,]{0,9}|\d円) ?(?:と|や|か|から|~) ?[¥\\]?(?P<code>\d{1,3}(?:,\d{3}){1,2}|\d{4,7})(?![\d,])"
    ),
    re.compile(r"(?<![a-z0-9])[a-z]{2}\d{3}-\d{4}(?![\d-])"),
    re.compile(
        r"(?:エラー(?:コード|番号|メッセージ)?|(?<!パス)(?<!暗証)(?<!ピン)コード|error(?: code)?"
        r"|(?<!pass)(?<!pin)(?<!pin )code|ページ(?:番号|id)?|法律第|政令第|省令第|第)"
        r"(?:は|が|の|:|「|\(| |\.|no){0,3}"
        r"(?P<code>[a-z]{0,4}-?\d{2,7}(?:-\d{2,5})?)(?![\d-])"
    ),
    re.compile(r"(?<!\d)(?P<code>\d{3,5})(?= ?(?:エラー|error|というエラー))"),
    re.compile(
        r"(?:iphone|ipad|ios|ipados|android|windows|macos|バージョン|version|ver\.?|galaxy ?[a-z]?|pixel|chrome|edge|safari)"
        r" ?(?P<code>\d{1,3}(?:\.\d{1,4}){0,3})(?![\d.-])"
    ),
    re.compile(r"(?<![a-z0-9])[ab][3-5](?![\d-])"),
    re.compile(r"(?<=[/_])\d{5,6}(?=(?:/|\.html?|\.pdf)(?!\d))"),
)
PUBLIC_PAGE: Final = re.compile(
    r"(?<![a-z0-9.@-])(?:https?://)?(?:[a-z0-9-]{1,30}\.){1,4}(?:(?:go|lg)\.jp|(?<=tokyo\.)jp)/(?P<code>[a-z0-9_./-]{1,150})"
)
"""A page of the state or of a municipality: the numbers in its address are everybody's."""


def is_page(match: re.Match[str]) -> bool:
    """Say whether the digits of a match of `PUBLIC_PAGE` are those of a page: in no run, and in no row of fours, as long as a
    My Number."""
    runs = [len(run) for run in re.findall(r"\d+", match["code"])]
    return all(run <= 10 for run in runs) and runs.count(4) < 3


AMOUNTS: Final = (
    re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3}){1,2}(?![\d,])"),
    re.compile(r"(?<![\d.,])\d{1,9} ?(?:円|ポイント|万円|億円)"),
    re.compile(r"(?<![\d.,])\d{4,9} ?(?:人|件|文字|字|世帯|年|歩|ページ|万|枚|通|票|名|台|か所|回)"),
    re.compile(rf"(?<![\d.,])\d{{1,3}}(?:\.\d{{1,2}})?(?: ?[-~] ?\d{{1,3}})? ?(?:{_SMALL})"),
    # English: counts by the word after them, ages (0 to 119) by whose they are; no other digit may stand near
    re.compile(
        r"(?<![\d.,-])\d{1,3}(?: ?- ?\d{1,3})?[ -]?(?:years?|yrs?|y/?o|months?|weeks?|days?"
        r"|hours?|minutes?|times|yen|people|cards?|%|percent|digits?)(?![a-z])"
    ),
    re.compile(r"(?<![\d.,-])\d{4,7} ?(?:yen|jpy)(?![a-z])"),
    re.compile(  # my salary is 280000, i cannot pay 48000
        r"(?<![a-z])(?:salary|income|pay|paid|costs?|price|fee|earn(?:s|ed)?|bill)"
        r"(?: (?:is|was|of|about|around|only|all|me|him|her|us)){0,2} (?P<code>\d{2,7})(?![\d:/-]|[ .,]{1,3}\d)(?! ?[a-z]? ?\d)"
    ),
    re.compile(
        rf"(?<![a-z])(?:i'?m|i am|(?:s?he|{_PEOPLE})(?:'?s| is)|turn(?:s|ed|ing)?|over|under|aged?|(?:older|younger) than)"
        r" (?:over |under |almost |nearly |only |now |already )?(?P<code>(?:1[01]|[1-9])?\d)"
        r"(?![\d:/-]|[ .,]{1,3}\d)(?! ?[a-z]? ?\d)"
    ),
)
# Only in logs: the loopback addresses and durations an operator needs to read.
LOG_KEEPS: Final = (
    re.compile(r"(?<![\d.])(?:127\.0\.0\.1|0\.0\.0\.0)(?::\d{1,5})?(?![\d.])"),
    re.compile(r"(?<![\d.])\d{1,5}\.\d{1,17} ?(?:s|ms|秒|sec|seconds)(?![a-z])"),
)
