"""Which day of whom a message tells: "転出予定日は10月20日" -> moving_out_planned. Pure.

A day feeds a deadline only when its event is said in the same sentence (words/day_events.yml), or when the message is the
bare answer to the open question for it (words/day_answers.yml). The default is no.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from bot.dates.find import DateMention
from bot.reading.marks import Said, load_marks
from bot.reading.mentions import (
    APART,
    CLAUSE_END,
    DAY,
    END,
    EVENTS,
    OTHER_DAY,
    VISIT,
    Mentions,
    cue,
    held_against,
    marked,
    persons,
    words,
)  # fmt: skip

_USUAL: Final = {family: events[-1] for family, events in EVENTS.items()} | {"certificate": "cert_expiry"}
_COUNTED_FROM: Final = ("moving", "overseas", "loss")  # families whose days are counted from, so no end of a stretch
_NOT_OURS: Final = (VISIT, OTHER_DAY)
_LOOKED_AT: Final = 60  # characters on each side of a day; keeps the work bounded


@dataclass(frozen=True)
class TellsDay:
    """A day told: whose ("" = the speaker), which day it is, and the mention it came from."""

    person: str = field(repr=False)
    anchor: str
    mention: DateMention
    also: tuple[str, ...] = field(default=(), repr=False)  # others named before the same day: 「子どもと私は12月1日」


def said_of(family: str, before: str, after: str) -> bool:
    """True when the event of the family is said of the day between `before` and `after`, which hold no other day."""
    sentence = Said(f"{before[-_LOOKED_AT:]}{DAY}{END.split(after)[0][:_LOOKED_AT]}")
    return load_marks("day_events")[family].said_in(sentence)


def only_answers(event: str, sentence: str) -> bool:
    """True when `sentence` (days written 〓) is the answer to the question for the day of `event` and nothing else."""
    answers = load_marks("day_answers")
    if len(sentence) > 2 * _LOOKED_AT or answers["no_answer"].pattern.search(sentence):
        return False
    beside = [f"asked_{event}", *(["comes"] if answers["apart"].pattern.search(sentence) else []), "people", "fillers"]
    for name in beside:
        sentence = answers[name].pattern.sub("", sentence) if name in answers else sentence
    return not sentence.replace(DAY, "")


def told_families(days: Mentions) -> list[str]:
    """The families of deadlines whose event the text says a day of; leaving Japan is no move inside it."""
    around = [days.around(days.named, number) for number in range(len(days.named))]
    told = [family for family in APART if any(said_of(family, *one) for one in around)]
    return [family for family in told if family != "moving" or "overseas" not in told]


def told_dates(days: Mentions, family: str, *, asked: str = "", person: str = "", last: str = "") -> list[TellsDay]:
    """The days the message tells for `family`.

    `asked` is the anchor that was asked for ("" = none), `person` whose; `last` the anchor told last, which a correction
    ("間違えた、11月16日") means; of another family neither means anything. A day of a visit to a doctor has the anchor VISIT.
    """
    asked, last = (event if event in EVENTS[family] else "" for event in (asked, last))
    look = _Look(days, family, days.told(asked), asked, person, last)
    mentions = [one for number, one in enumerate(look.found) if look.tells(number)]
    told = [one for number in range(len(mentions)) if (one := look.told(mentions, number))]
    # beside a day with its name, one without a name is another matter (a visit, a holiday)
    named_for = {day.person for day, sure in told if sure and day.anchor not in _NOT_OURS}
    exact = [(day, sure) for day, sure in told if day.mention.kind != "month" or day.anchor == VISIT]
    return [day for day, sure in exact if sure or day.person not in named_for] or [day for day, _sure in told]


@dataclass(frozen=True, repr=False)
class _Look:
    """A look at the days `found` for one family; the rest as in `told_dates`."""

    days: Mentions
    family: str
    found: list[DateMention]
    asked: str
    person: str
    last: str

    def tells(self, number: int) -> bool:
        """False for a day that is doubted, no longer holds, or is the end of a period ("12月17日まで")."""
        before, following = self.days.between(self.found, number, number)
        clause, rest = CLAUSE_END.split(before)[-1], self.days.text[self.found[number].end :]
        counted = self.family in _COUNTED_FROM
        if counted and words("deadline_of").search(clause):
            return False
        if words("supposed").match(rest) and cue(f"{clause}{DAY}", self.family) and len(clause) <= 12:
            return True
        moved = number + 1 < len(self.found) and words("no_more").match(following) and self._strong()
        doubted = moved or held_against(self.found[number], rest) or words("rejected").match(rest)
        return not doubted and not (counted and words("until").match(rest))

    def told(self, mentions: list[DateMention], number: int) -> tuple[TellsDay, bool] | None:
        """What one of the `mentions` tells, and whether for sure; None for nothing, or the day of something else."""
        mention, (before, after) = mentions[number], self.days.around(mentions, number)
        named = persons(words("occasion").sub("", before))
        himself = words("speaker").search(before) or words("together").search(before)
        whose = "" if himself else named[-1] if named else self.person
        chosen = self._named_by(before, after)
        if not chosen and self._says_nothing(mention):
            return None
        anchor = chosen or self._expected(whose, final=mention is mentions[-1])
        if anchor not in _NOT_OURS and not self._is_ours(self.found.index(mention), self.asked or anchor):
            return None
        also = tuple(name for name in named if name != whose)
        return TellsDay(whose, self._subject(anchor), mention, also), bool(chosen or self.asked)

    def _strong(self) -> bool:
        return bool(words("strong").search(self.days.text))

    def _named_by(self, before: str, after: str) -> str:
        """The event that the words around a day name, the nearest first, "" for none; 「転入届は、十月五日に出した」 needs the
        whole sentence before, and 「転入届はもう出した。11月2日。」 the one before."""
        sentence, following = END.split(before)[-1], CLAUSE_END.split(after)[0]
        clauses = [f"{CLAUSE_END.split(sentence)[-1]}{DAY}{following}", f"{sentence}{DAY}{following}"]
        if not sentence.strip():
            clauses.append(f"{before.rstrip('。!?').split('。')[-1]}{DAY}")
        return next(filter(None, (cue(clause, self.family) for clause in clauses)), "")

    def _says_nothing(self, mention: DateMention) -> bool:
        """True for a month of nobody's (「もし2月になったら?」), and for a day in a question that corrects nothing
        (「今日更新すればいい?」)."""
        if mention.kind == "month" and (not self.asked or words("asks_or_supposes").search(self.days.text)):
            return True
        return bool(self.last and not self.asked and not self._strong() and words("asks").search(self.days.text))

    def _expected(self, whose: str, *, final: bool) -> str:
        """What a day is of when its words do not say it: a correction of the last one, what was asked, the same as before,
        or what is usual."""
        if self.last and final and self._strong():
            return self.last
        same = whose == self.person  # what was asked of one is not answered by another's day
        kept = self.last if same or self.last != "moving_out_planned" else ""
        return (self.asked if same else "") or kept or _USUAL[self.family]

    def _is_ours(self, number: int, anchor: str) -> bool:
        """True when the event of the family is said of the day, or its sentence is a day and little else: the answer to
        `anchor`."""
        before, after = self.days.around(self.found, number)
        goes_on = number and words("goes_on").match(self.days.between(self.found, number, number)[0])
        earlier = self.days.around(self.found, number - 1)[0] if goes_on else ""
        if said_of(self.family, before, after) or (goes_on and said_of(self.family, earlier, after)):
            return True
        text = marked(self.days.text, self.found)
        day = [place for place, char in enumerate(text) if char == DAY][number]
        begin = max((one.end() for one in END.finditer(text, 0, day)), default=0)
        end = END.search(text, day)
        return only_answers(anchor, text[begin : end.end() if end else len(text)])

    def _subject(self, anchor: str) -> str:
        """What a day of moving is by the subject of the whole message, or by what was asked."""
        if anchor == "moving_in_filed" and words("from_abroad").search(self.days.text):
            return "return_filed"
        if anchor != "move_date":
            return anchor
        marks, said = load_marks("marks"), Said(self.days.text)
        if self.asked == "move_in_online" or marks["online_notice"].said_in(said):
            return "move_in_online"
        return "relocation_date" if marks["same_town"].said_in(said) else anchor
