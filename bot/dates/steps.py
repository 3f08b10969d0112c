"""Months, weeks and years named from another: 翌月25日, 次の週の火曜, 前年の10月3日, 同月20日; and heads that void what follows.

翌, 次の, 前, 同 count from a day said before in the same sentence, else from today (同 then means nothing). A head that is
not read voids the part behind it (翌3日, 5営業日後, 平日で5日後): the kind is "unread", no candidate is given, and the day
is asked for. A part alone is never taken. Business days are not counted: which days are closed differs by office.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.dates import calendar as cal
from bot.dates.calendar import Reading
from bot.dates.fold import NOT_A_DAY
from bot.dates.patterns import DAY_PART
from bot.dates.readers import Meaning, Place, month_part

_STEPS = {"翌々": 2, "翌": 1, "次の次の": 2, "次の": 1, "つぎの": 1, "次": 1, "前の前の": -2, "前々": -2, "前の": -1,
          "前": -1, "同じ": 0, "同": 0, "明くる": 1, "あくる": 1, "来々": 2, "再々来": 3}  # fmt: skip
_HEAD = (
    r"(?:その)?(?P<step>翌々|翌|(?<![の一-龠])次の次の|次の|つぎの|(?<![目年順])次|前の前の|前々"
    r"|(?<![以午直事手寸])前の?|(?<![合共一協])同じ?|明くる|あくる|来々|再々来)"
)
STEP_MONTH = re.compile(rf"{_HEAD}月(?![曜額給報])(?:[ の、]{{0,2}}{DAY_PART})?")
STEP_WEEK = re.compile(rf"{_HEAD}週(?!間)(?:[の ]?(?:(?P<wd>[月火水木金土日])曜日?|(?P<weekend>末)))?")
_IN_YEAR = rf"(?P<mo>\d{{1,2}})(?:月(?:の?(?:(?P<dd>\d{{1,2}})日{NOT_A_DAY}|(?P<end>末)))?|/(?P<dd2>\d{{1,2}}))"
STEP_YEAR = re.compile(rf"{_HEAD}年(?![度代齢数金末始内明])(?:[の、 ]?{_IN_YEAR})?")
_NOT_LENGTH = r"(?!間|以|ほど|ぐらい|くらい)(?:前|後)?"
_WITHOUT = r"(?:土日?祝?日?|休日|祝日)(?:を|は|の)?(?:除(?:いて?|きて?|く)|抜き|ぬき|なし|以外)(?:で|の)?"
_OPEN = (
    rf"(?:営業日|稼働日|平日|へいじつ|{_WITHOUT})(?:だけ)?(?:べーす)?(?:で|だと|の)?(?:数えて|数えると|かぞえて)?、? ?"
)
_ABOUT = r"(?:ほど|くらい|ぐらい)?(?:前|まえ|後|あと|のち|目)"
VOID = re.compile(
    # 5営業日後, 第3営業日, 翌営業日, 月末営業日
    rf"(?:第 ?)?\d{{1,3}} ?(?:営業日|稼働日|平日){_ABOUT}"
    r"|(?:第 ?\d{1,2} ?|翌々?|次の|前の?|最終|最初の|最後の|月末|月初)(?:営業日|稼働日|平日)"
    # 営業日で5日後
    rf"|{_OPEN}\d{{1,3}} ?日(?:{_ABOUT})?"
    # 翌3日, 同20日, 翌金曜, 次の次の金曜, 次の月末, 中3日
    rf"|(?:翌々?|明くる|あくる|(?<![合共一協])同じ?|次の次の)の?(?:\d{{1,2}} ?日{NOT_A_DAY}{_NOT_LENGTH}|[月火水木金土日]曜日?)"
    rf"|(?:前々の?|先の|(?:(?<=[はがをの])|(?<![ぁ-ん一-龠]))前の?|(?<![一-龠\d])中)\d{{1,2}} ?日{NOT_A_DAY}{_NOT_LENGTH}"
    r"|(?:次の|つぎの|前の)月末"
)
UNREAD = Reading("unread")


def read_void(match: re.Match[str], place: Place) -> Meaning:
    """Return "unread": the day is asked for."""
    return Meaning(UNREAD, "void")


def _stepped(match: re.Match[str], place: Place, anew: Callable[[date], Reading]) -> Meaning:
    same = match["step"] in ("同", "同じ")
    return Meaning(UNREAD if same else anew(place.today), "stepped", anew=anew)


def read_step_month(match: re.Match[str], place: Place) -> Meaning:
    """Read 翌月25日, 翌月末, 次の月の20日, 前月の上旬."""

    def anew(base: date) -> Reading:
        month = cal.shift_months(base.replace(day=1), _STEPS[match["step"]])
        if match["dd"]:
            return cal.exact_day(month.year, month.month, int(match["dd"]))
        return month_part(month.year, month.month, match, place)

    return _stepped(match, place, anew)


def read_step_week(match: re.Match[str], place: Place) -> Meaning:
    """Read 翌週火曜 and 前の週末; for a Sunday there are two weeks it may belong to."""

    def anew(base: date) -> Reading:
        weeks = _STEPS[match["step"]]
        monday = cal.monday_of(base)
        bases = [monday, cal.shift_days(monday, 7)] if base.weekday() == 6 else [monday]
        mondays = [cal.shift_days(one, 7 * weeks) for one in bases]
        if match["wd"]:
            index = cal.WEEKDAYS.index(match["wd"])
            days = [cal.shift_days(one, index) for one in mondays]
            return cal.either(*(days[:1] if index == 6 else days))
        if match["weekend"]:
            return cal.either(cal.shift_days(mondays[0], 5), cal.shift_days(mondays[0], 6))
        return cal.period(mondays[0], cal.shift_days(mondays[0], 6))

    return _stepped(match, place, anew)


def read_step_year(match: re.Match[str], place: Place) -> Meaning:
    """Read 翌年3月1日, 前年の10月, 翌年."""

    def anew(base: date) -> Reading:
        year = base.year + _STEPS[match["step"]]
        day = match["dd"] or match["dd2"]
        if not match["mo"]:
            return cal.period(date(year, 1, 1), date(year, 12, 31))
        month = int(match["mo"])
        if day:
            return cal.exact_day(year, month, int(day))
        whole = cal.whole_month(year, month)
        return cal.day_reading(whole.candidates[1]) if match["end"] and whole.candidates else whole

    return _stepped(match, place, anew)


def from_base(meaning: Meaning, bases: tuple[date, ...], kind: str) -> Reading:
    """Return what a stepped expression means from the day or the period said before it."""
    assert meaning.anew
    readings = [meaning.anew(base) for base in (bases[:1] if kind == "month" else bases)]
    days = [day for one in readings for day in one.candidates if one.kind in ("day", "ambiguous")]
    if kind == "month" and (bases[-1] - bases[0]) > timedelta(days=31):
        return UNREAD  # 来年の翌月: of which month?
    return cal.either(*days) if days and len(readings) > 1 else readings[0]


def inside_offset(words: str, base: date, number: int, weekday: int | None) -> Reading:
    """Return 2か月後の10日 and 3週間後の金曜; anything else is asked for."""
    if "月" in words and number:
        return cal.exact_day(base.year, base.month, number)
    if "週" in words and weekday is not None:
        return cal.day_reading(cal.shift_days(cal.monday_of(base), weekday))
    return UNREAD
