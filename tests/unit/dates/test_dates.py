"""Japanese date expressions: tables (date_py), several dates in one text, and properties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from date_tables import CALENDAR
from date_tables_other_days import LEAP_YEAR, NEW_YEAR, NO_DATE, WEDNESDAY, YEAR_END
from date_tables_relative import COUNTED, RELATIVE

from bot.dates.find import Tense, find_dates, spoken, wareki, weekday_ja

SUNDAY = date(2026, 11, 22)
TODAYS = (
    (SUNDAY, (*CALENDAR, *RELATIVE, *COUNTED)),
    (date(2026, 11, 25), WEDNESDAY),
    (date(2026, 12, 31), YEAR_END),
    (date(2028, 2, 28), LEAP_YEAR),
    (date(2026, 1, 1), NEW_YEAR),
)
ROWS = [pytest.param(today, *row, id=f"{today}-{row[0]}") for today, rows in TODAYS for row in rows]


def days(text: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(word) for word in text.split())


def found(text: str, tense: Tense | None = None) -> list[tuple[str, str, tuple[date, ...]]]:
    mentions = find_dates(text, today=SUNDAY, tense=tense)
    return [(mention.text, mention.kind, mention.candidates) for mention in mentions]


@pytest.mark.parametrize(("today", "text", "kind", "expected"), ROWS)
def test_expression_means_these_days(today: date, text: str, kind: str, expected: str) -> None:
    first = find_dates(text, today=today)[0]
    assert (first.kind, first.candidates) == (kind, days(expected))


@pytest.mark.parametrize("text", NO_DATE)
def test_text_without_a_date_gives_nothing(text: str) -> None:
    assert find_dates(text, today=SUNDAY) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13日か20日", [("13日", "bare_day", "2026-11-13 2026-12-13"), ("20日", "bare_day", "2026-11-20 2026-12-20")]),
        ("13日か20日に引っ越した", [("13日", "bare_day", "2026-11-13"), ("20日", "bare_day", "2026-11-20")]),
        ("11月13日と20日", [("11月13日", "day", "2026-11-13"), ("20日", "day", "2026-11-20")]),
        ("11月13日か20日か27日",
         [("11月13日", "day", "2026-11-13"), ("20日", "day", "2026-11-20"), ("27日", "day", "2026-11-27")]),
        ("来月3日または10日", [("来月3日", "day", "2026-12-03"), ("10日", "day", "2026-12-10")]),
        ("11月13日、20日", [("11月13日", "day", "2026-11-13"), ("20日", "day", "2026-11-20")]),
        ("11月28日から3日まで", [("11月28日", "day", "2026-11-28"), ("3日", "day", "2026-12-03")]),
        ("11月30日か1日", [("11月30日", "day", "2026-11-30"), ("1日", "day", "2026-12-01")]),
        ("11月13日と31日", [("11月13日", "day", "2026-11-13"), ("31日", "impossible", "")]),
        ("12/3〜12/5", [("12/3", "day", "2026-12-03"), ("12/5", "day", "2026-12-05")]),
        ("5月20日か25日",
         [("5月20日", "ambiguous", "2027-05-20 2026-05-20"), ("25日", "ambiguous", "2027-05-25 2026-05-25")]),
        ("11月3日に引っ越した。12月3日に届けを出します",
         [("11月3日", "day", "2026-11-03"), ("12月3日", "day", "2026-12-03")]),
        ("10月3日に引っ越して、来月5日に出します",
         [("10月3日", "day", "2026-10-03"), ("来月5日", "day", "2026-12-05")]),
        ("12月の3日間", [("12月", "month", "2026-12-01 2026-12-31"), ("3日", "duration", "")]),
        ("昨日の今日", [("昨日", "day", "2026-11-21"), ("今日", "day", "2026-11-22")]),
        ("12月3、4日", [("12月3", "day", "2026-12-03"), ("4日", "day", "2026-12-04")]),
        ("月曜か火曜に引っ越します", [("月曜", "day", "2026-11-23"), ("火曜", "day", "2026-11-24")]),
    ],
)  # fmt: skip
def test_several_expressions(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text) == [(words, kind, days(dates)) for words, kind, dates in expected]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("引っ越しは１２月３日です", "１２月３日"),
        ("㍻30年4月1日に", "㍻30年4月1日"),
        ("えっとﾗｲｹﾞﾂ3日です", "ﾗｲｹﾞﾂ3日"),
        ("あの、じゅうにがつみっかです", "じゅうにがつみっか"),
        ("来週の27日に", "来週の27日"),
        ("12月3日(木)に", "12月3日(木)"),
        ("電話03-3908-1111、12/3に", "12/3"),
    ],
)
def test_mention_gives_the_words_as_written(text: str, words: str) -> None:
    mention = next(mention for mention in find_dates(text, today=SUNDAY) if mention.kind != "duration")
    assert (mention.text, text[mention.start : mention.end]) == (words, words)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("11月31日", "11月は30日までです"),
        ("2027年2月29日", "2027年の2月は28日までです"),
        ("2月30日", "2月は29日までです"),
        ("13月5日", "月は1月から12月までです"),
        ("11月0日", "日は1日からです"),
        ("平成40年4月1日", "平成は31年までです。令和10年のことでしょうか"),
        ("昭和70年1月1日", "昭和は64年までです。平成7年のことでしょうか"),
        ("令和0年1月1日", "令和は元年からです"),
        ("1850年1月1日", "1900年から2100年までの日付でお願いします"),
        ("昨日の来週", "「昨日」と「来週」が合いません。日付で教えてください"),
        ("平成31年6月1日", "令和元年6月1日にあたります"),
        ("2026年12月3日(金)", "2026年12月3日は木曜日です"),
        ("しあさって", "地域によって指す日が違います"),
    ],
)
def test_reason_is_told(text: str, reason: str) -> None:
    assert find_dates(text, today=SUNDAY)[0].reason == reason


@pytest.mark.parametrize(
    "text", ["11月31日", "13月5日", "平成40年1月1日", "来週の昨日", "2101/1/1", "今月31日"]
)
def test_impossible_always_has_a_reason(text: str) -> None:
    mention = find_dates(text, today=SUNDAY)[0]
    assert mention.kind == "impossible" and mention.reason


@pytest.mark.parametrize(
    ("text", "tense", "expected"),
    [
        ("12月3日", Tense.PAST, "2025-12-03"),
        ("11月3日", Tense.FUTURE, "2027-11-03"),
        ("11月3日", Tense.UNKNOWN, "2026-11-03"),
        ("12月3日に引っ越します", Tense.PAST, "2025-12-03"),
        ("金曜", Tense.PAST, "2026-11-20"),
        ("金曜に引っ越した", Tense.FUTURE, "2026-11-27"),
        ("3日", Tense.FUTURE, "2026-12-03"),
    ],
)
def test_given_tense_wins_over_the_words(text: str, tense: Tense, expected: str) -> None:
    assert found(text, tense)[0][2] == days(expected)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 3), "令和8年12月3日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 29), "明治45年7月29日"),
    ],
)
def test_wareki(day: date, words: str) -> None:
    assert wareki(day) == words


def test_wareki_refuses_days_before_the_known_eras() -> None:
    with pytest.raises(ValueError, match="1868-10-22"):
        wareki(date(1868, 10, 22))


def test_spoken_date() -> None:
    assert spoken(date(2026, 12, 3)) == "2026年12月3日"


def test_weekday_letter() -> None:
    assert "".join(weekday_ja(date(2026, 11, 23) + timedelta(days=n)) for n in range(7)) == "月火水木金土日"


def test_days_after_2100_are_not_offered() -> None:
    mentions = find_dates("6日", today=date(2100, 12, 20))
    assert [mention.candidates for mention in mentions] == [(date(2100, 12, 6),)]
