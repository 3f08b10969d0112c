"""Find Japanese date expressions in free text and say which day each means. Pure: ``today`` is a parameter.

How a text is read, where people differ:

* Weeks begin on Monday. On a Sunday 先週の金曜, 今週の金曜 and 来週の金曜 are ambiguous, because some people
  begin the week with that Sunday: the Monday week's day comes first (今週: a known tense decides).
* A month and day without a year: past -> the latest such day up to today, future -> the earliest from today
  on, unknown -> the nearest, and ambiguous when the two distances differ by 60 days or less.
* 29 February without a year, ahead or unknown, when the next February has none: impossible.
* A weekday beside a date that contradicts it: ambiguous, the written date first, and a reason.
* 次の/今度の金曜: the coming one; ambiguous with the week after when the coming one is still in this week.
* 1/2, 3/4 and the like (a small rising pair) may be fractions: dates only before a date word (に, から ...),
  with a weekday, or alone in the text. 12-3 and 12.3 are dates only before a date word and at a word's start.
* 3日前 after の, から or て counts from something else (引っ越しの3日前): a duration, unless that is a date.
* "month" means any period (来週, 上旬, お盆, 2026年): its candidates are the first and the last day.
* "bare_day" has one candidate by tense, or two (nearest first) when the tense is unknown.
* 翌月25日, 次の週の火曜 count from the day said before in the sentence, else from today; a head that is not read (翌3日,
  5営業日後) voids the part behind it: "unread", to be asked back.
* A recurring day (毎月25日, 毎週金曜) is a duration, as nothing can be counted from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import pairwise

from bot.dates import named as date_named
from bot.dates import patterns
from bot.dates import readers as date_readers
from bot.dates import relative as date_relative
from bot.dates import steps as date_steps
from bot.dates.calendar import Kind, spoken, wareki, weekday_ja
from bot.dates.fold import fold
from bot.dates.join import Found, join_all
from bot.dates.readers import Meaning, Place
from bot.dates.tense import Tense, guess_tense, guess_tense_folded

__all__ = ["DateMention", "Tense", "find_dates", "guess_tense", "spoken", "wareki", "weekday_ja"]


@dataclass(frozen=True)
class DateMention:
    """One date expression.

    start, end: half-open offsets into the text given; text: the words as written.
    candidates: day: exactly one; ambiguous: two or three, most likely first; month: (first day, last day);
    bare_day: one or two, most likely first; impossible, unread and duration: none.
    reason: Japanese, for the citizen: why it is impossible, or what looks odd; may be empty otherwise.
    """

    start: int
    end: int
    text: str = field(repr=False)
    kind: Kind
    candidates: tuple[date, ...] = field(repr=False)
    reason: str = field(default="", repr=False)


Reader = Callable[[re.Match[str], Place], Meaning | None]

# Earlier rules claim their characters first: a longer or surer expression stands before its parts.
_RULES: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (patterns.RECURRING, date_relative.read_span),
    (date_steps.VOID, date_steps.read_void),
    (patterns.FISCAL, date_named.read_fiscal),
    (date_steps.STEP_MONTH, date_steps.read_step_month),
    (date_steps.STEP_WEEK, date_steps.read_step_week),
    (date_steps.STEP_YEAR, date_steps.read_step_year),
    (patterns.NUMERIC, date_readers.read_numeric),
    (patterns.EIGHT_DIGITS, date_readers.read_eight_digits),
    (patterns.YEAR_SLASH, date_readers.read_numeric),
    (patterns.CALENDAR, date_readers.read_calendar),
    (patterns.NAMED, date_named.read_named),
    (patterns.RELATIVE_DAY, date_relative.read_day),
    (patterns.WEEK, date_relative.read_week),
    (patterns.FEW, date_relative.read_few),
    (patterns.FEW_SPAN, date_relative.read_span),
    (patterns.OFFSET, date_relative.read_offset),
    (patterns.YEAR_ONLY, date_named.read_year),
    (patterns.YEAR_MONTH, date_readers.read_year_month),
    (patterns.SLASH, date_readers.read_slash),
    (patterns.DASHED, date_readers.read_dashed),
    (patterns.HOLIDAYS, date_relative.read_holidays),
    (patterns.ANCHORED, date_relative.read_anchored),
    (patterns.WEEKDAY, date_relative.read_weekday),
    (patterns.SPAN, date_relative.read_span),
    (patterns.BARE_DAY, date_relative.read_bare_day),
)
# Every expression contains a digit or one of these.
_HINT = re.compile(
    r"\d|[年月日週曜朝夜晩度]|元[日旦]|大晦|大みそか|正月|お盆|盆休み|連休|くりすます"
    r"|ごーるでん|GW|しあさって|ゆうべ"
)
# Where the clause of a date ends: 11月3日に引っ越して、届けを出したい says nothing of the tense of moving; in
# 12月6日と決まりました or 12月14日と書いた the past is that of deciding or writing.
_CLAUSE_END = re.compile(
    r"[。!?\n]|(?<=.)、|ため|ので|のに|けど|^に(?:なり|なっ)|(?:と|って)(?=[書聞決言伝記印案]|い[いわ]れ|き[いき])|に(?=決)"
    r"|(?<=て)(?=[、 ]|(?![来行居])[一-龠])"
)
_WINDOW = 80  # characters looked at on each side for the tense
_CLOSE = 4  # 13日か20日に引っ越した: expressions this near share their verb


def find_dates(text: str, *, today: date, tense: Tense | None = None) -> list[DateMention]:
    """Return the date expressions of `text` in text order, not overlapping; none is a normal answer.

    `today` fixes relative expressions. `tense` says whether the day asked for lies in the past or the future;
    None lets the words around each expression decide. No text raises an error.
    """
    folded = fold(text)
    if not _HINT.search(folded.text):
        return []
    claims = _claim(folded.text)
    founds: list[Found] = []
    spans = [match.span() for match, _ in claims]
    for index, (match, reader) in enumerate(claims):
        start, end = match.span()
        clause_tense = partial(_tense_at, folded.text, spans, index)
        place = Place(
            today,
            folded.text[max(0, start - _WINDOW) : start],
            folded.text[end : end + _WINDOW],
            clause_tense if tense is None else partial(_constant, tense),
        )
        meaning = reader(match, place)
        if meaning is not None:
            founds.append(Found(start, end, meaning))
    mentions = []
    for found in join_all(founds, folded.text, today):
        start, end = folded.original_range(found.start, found.end)
        reading = found.meaning.reading
        mentions.append(DateMention(start, end, text[start:end], reading.kind, reading.candidates, reading.reason))
    # A ligature such as ㍻ can stand in two expressions; the ranges given to callers must not overlap.
    return mentions[:1] + [two for one, two in pairwise(mentions) if one.end <= two.start]


def _constant(tense: Tense) -> Tense:
    return tense


def _claim(text: str) -> list[tuple[re.Match[str], Reader]]:
    """Return the matches of all rules, an earlier rule winning over a later one that overlaps it."""
    taken = bytearray(len(text))
    claims: list[tuple[re.Match[str], Reader]] = []
    for pattern, reader in _RULES:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                claims.append((match, reader))
    claims.sort(key=lambda claim: claim[0].start())
    return claims


def _tense_at(text: str, spans: list[tuple[int, int]], index: int) -> Tense:
    """Guess the tense of the expression spans[index] from the verb behind it, else from ...のは before."""
    last = index
    while (
        last + 1 < len(spans)
        and spans[last + 1][0] - spans[last][1] <= _CLOSE
        and spans[last][1] - spans[index][1] < _WINDOW
    ):
        last += 1
    begin = spans[last][1]
    limit = spans[last + 1][0] if last + 1 < len(spans) else len(text)
    after = text[begin : min(limit, begin + _WINDOW)]
    for end in _CLAUSE_END.finditer(after):
        if end.start() > 3 or end.group() != "、":
            after = after[: end.start()]
            break
    tense = guess_tense_folded(after)
    if tense is not Tense.UNKNOWN:
        return tense
    floor = spans[index - 1][1] if index else 0
    before = text[max(floor, spans[index][0] - _WINDOW) : spans[index][0]].rstrip("、 ")
    if not before.endswith(("は", "のが", "日", "予定")):
        return Tense.UNKNOWN
    return guess_tense_folded(re.split(r"[。!?\n、]", before)[-1])
