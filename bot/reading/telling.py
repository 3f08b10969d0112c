"""Which day of whom a message tells: "転出予定日は10月20日" -> moving_out_planned. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.dates.find import DateMention
from bot.reading.day_events import DAY, only_answers, said_of
from bot.reading.marks import Said, load_marks
from bot.reading.mentions import APART, EVENTS, OTHER_DAY, VISIT, Mentions, cue, held_against, persons, words

_USUAL: Final = {family: events[-1] for family, events in EVENTS.items()} | {"certificate": "cert_expiry"}
_COUNTED_FROM: Final = ("moving", "overseas", "loss")  # families whose days are counted from, so no end of a stretch


@dataclass(frozen=True)
class TellsDay:
    """A day told: whose ("" = the speaker), which day it is, and the mention it came from."""

    person: str = field(repr=False)
    anchor: str
    mention: DateMention
    also: tuple[str, ...] = field(default=(), repr=False)  # others named before the same day: 「子どもと私は12月1日」


def _subject(text: str, anchor: str) -> str:
    """What a day of moving is by the subject of the whole message."""
    if anchor == "moving_in_filed" and words("from_abroad").search(text):
        return "return_filed"
    if anchor != "move_date":
        return anchor
    said, marks = Said(text), load_marks("marks").marks
    same_town = "relocation_date" if marks["same_town"].said_in(said) else anchor
    return "move_in_online" if marks["online_notice"].said_in(said) else same_town


def _tells(days: Mentions, found: list[DateMention], number: int, family: str) -> bool:
    """False for a day that is doubted, no longer holds, or is the end of a period ("12月17日まで")."""
    mention, text = found[number], days.text
    rest = text[mention.end :]
    following = text[mention.end : found[number + 1].start] if number + 1 < len(found) else ""
    clause = _clause_before(text, found, number)
    counted = family in _COUNTED_FROM
    if counted and words("deadline_of").search(clause):
        return False
    if words("supposed").match(rest) and cue(f"{clause}{DAY}", family) and len(clause) <= 12:
        return True
    moved = following and words("strong").search(text) and words("no_more").match(following)
    doubted = moved or held_against(mention, rest) or words("rejected").match(rest)
    return not doubted and not (counted and words("until").match(rest))


def _clause_before(text: str, found: list[DateMention], number: int) -> str:
    begin = found[number - 1].end if number else 0
    return re.split(r"[。!?\n、,]", text[begin : found[number].start])[-1]


def _is_ours(days: Mentions, found: list[DateMention], mention: DateMention, family: str, anchor: str) -> bool:
    """True when the event of `family` is said of the day, or its sentence is a day and little else: the answer to `anchor`."""
    number = found.index(mention)
    before, after = days.around(found, number)
    if said_of(family, before, after):
        return True
    goes_on = number and words("goes_on").match(days.text[found[number - 1].end : mention.start])
    if goes_on and said_of(family, days.around(found, number - 1)[0], after):
        return True
    counted = 0
    for sentence in re.split(r"(?<=[。!?\n])", _marked(days.text, found)):
        counted += sentence.count(DAY)
        if number < counted:
            return only_answers(anchor, sentence)
    return False


def _marked(text: str, found: list[DateMention]) -> str:
    for one in reversed(found):
        text = text[: one.start] + DAY + text[one.end :]
    return text


def told_families(days: Mentions) -> list[str]:
    """The families of deadlines whose event the text says a day of; leaving Japan is no move inside it."""
    around = [days.around(days.named, number) for number in range(len(days.named))]
    told = [family for family in APART if any(said_of(family, *one) for one in around)]
    return [family for family in told if family != "moving" or "overseas" not in told]


def answers_question(days: Mentions, anchor: str) -> bool:
    """True when the text is a day and little else, the answer to the question for `anchor`."""
    return bool(days.asked) and only_answers(anchor, _marked(days.text, days.asked))


def told_dates(days: Mentions, family: str, *, asked: str = "", person: str = "", last: str = "") -> list[TellsDay]:
    """The days the message tells for `family`.

    `asked` is the anchor that was asked for ("" = none), `person` whose; `last` the anchor told last, which a correction
    ("間違えた、11月16日") means; of another family neither means anything. A day of a visit to a doctor has the anchor VISIT.
    """
    asked, last = (event if event in EVENTS[family] else "" for event in (asked, last))
    found = days.told(asked)
    mentions = [one for number, one in enumerate(found) if _tells(days, found, number, family)]
    expected = _Expected(family, asked, person, last)
    told: list[TellsDay] = []
    sure: list[TellsDay] = []
    for number, mention in enumerate(mentions):
        before, after = days.around(mentions, number)
        named = persons(words("occasion").sub("", before))
        whose = _whose(before, named, person)
        chosen = _named_by(before, after, family)
        if _tells_nothing(mention, days.text, chosen, expected):
            continue
        anchor = chosen or expected.anchor(whose, days.text, final=mention is mentions[-1])
        if anchor not in (VISIT, OTHER_DAY) and not _is_ours(days, found, mention, family, asked or anchor):
            continue  # the day of something else: the default
        anchor = _as_asked(asked, anchor)
        also = tuple(name for name in named if name != whose)
        told.append(TellsDay(whose, _subject(days.text, anchor), mention, also))
        sure += [told[-1]] if chosen or asked else []
    return _without_strangers(told, sure)


def _as_asked(asked: str, anchor: str) -> str:
    """The day of the move by which an online notice was asked for."""
    return asked if asked == "move_in_online" and anchor == "move_date" else anchor


@dataclass(frozen=True)
class _Expected:
    """What a day may be of when its words do not say it."""

    family: str
    asked: str
    person: str = field(repr=False)
    last: str

    def anchor(self, whose: str, text: str, *, final: bool) -> str:
        """A correction of the last one, what was asked, the same as before, or what is usual."""
        corrected = self.last if words("strong").search(text) and final else ""
        expected = self.asked if whose == self.person else ""  # what was asked of one is not answered by another's day
        same_kind = self.last if whose == self.person or self.last != "moving_out_planned" else ""
        return corrected or expected or same_kind or _USUAL[self.family]


def _whose(before: str, named: Sequence[str], person: str) -> str:
    if words("speaker").search(before) or words("together").search(before):
        return ""
    return named[-1] if named else person


def _without_strangers(told: list[TellsDay], sure: list[TellsDay]) -> list[TellsDay]:
    """Beside a day with its name, one without a name is another matter (a visit, a holiday)."""
    days_told = [one for one in told if one.mention.kind != "month" or one.anchor == VISIT]
    named_for = {one.person for one in sure if one.anchor not in (VISIT, OTHER_DAY)}
    return [one for one in days_told if one in sure or one.person not in named_for] or told


def _named_by(before: str, after: str, family: str) -> str:
    """The event that the words around a day name, the nearest first, "" for none; 「転入届は、十月五日に出した」 needs the
    whole sentence before, and 「転入届はもう出した。11月2日。」 the one before."""
    sentence = re.split(r"[。!?\n]", before)[-1]
    clause = re.split(r"[、,]", sentence)[-1]
    following = re.split(r"[。、,!?\n]", after, maxsplit=1)[0]
    chosen = cue(f"{clause}{DAY}{following}", family) or cue(f"{sentence}{DAY}{following}", family)
    if chosen or sentence.strip():
        return chosen
    return cue(f"{before.rstrip('。!?').split('。')[-1]}{DAY}", family)


def _tells_nothing(mention: DateMention, text: str, chosen: str, expected: _Expected) -> bool:
    """True for a month with nothing said of it, or in a question or supposition (「もし2月になったら?」), and for a day in a
    question that corrects nothing (「今日更新すればいい?」)."""
    if chosen:
        return False
    if mention.kind == "month":
        return not expected.asked or bool(words("asks_or_supposes").search(text))
    corrects = expected.asked or not expected.last or words("strong").search(text)
    return not corrects and bool(words("asks").search(text))
