"""What a deadline rule and its result look like. Plain frozen values; standard library only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from bot.rulebook.deadlines.reckoning import Term

IsClosed = Callable[[date], bool]
State = Literal["not_yet", "open", "soon", "today", "over"]
Certainty = Literal["high", "medium", "low"]
Rollover = Literal["never", "possible", "accepted"]
# what a further question may be about
SUBJECTS: Final = frozenset(
    {"nationality", "medicines", "portal", "signature", "use", "insurance", "stay", "registration", "rewriting", "pins"}
    | {"police", "next_move", "fee", "cost", "closed", "counting", "stop", "term"}
)
Why = Literal["missing", "contradiction", "out_of_range", "unclear", "not_in_force", "not_applicable"]


class NotComputable(Exception):
    """No date is given. `reason` is a kind Japanese sentence to show; `needed` are the anchors to ask for (again).

    why: missing = a day is not known yet; contradiction = days do not fit together; out_of_range = a day is not
    believable; unclear = the law or the sources leave two readings (`candidates` lists them, earliest first);
    not_in_force = the rule did not exist then; not_applicable = another rule answers this.
    """

    def __init__(
        self,
        why: Why,
        reason: str,
        *,
        needed: tuple[str, ...] = (),
        candidates: tuple[date, ...] = (),
        rule: str = "",
    ) -> None:
        super().__init__(reason)
        self.why = why
        self.reason = reason
        self.needed = needed
        self.candidates = candidates
        self.rule = rule


@dataclass(frozen=True)
class Anchor:
    """A day the person tells. `where` says in Japanese where it is printed; believable days are
    earliest <= day <= today + latest_months months."""

    id: str
    name: str
    where: str
    earliest: date
    latest_months: int
    too_early: str
    too_late: str


@dataclass(frozen=True)
class Gap:
    """A check of order: min_days <= (then - first) in days <= max_days, when both are known; else `reason` is asked."""

    first: str
    then: str
    min_days: int | None
    max_days: int | None
    reason: str


@dataclass(frozen=True)
class InTime:
    """An earlier step that must have been in time, or this rule gives no date: `anchor` on or before the earliest of
    `by` (or the next open day after it, because some offices accept that)."""

    anchor: str
    by: tuple[Term, ...]
    reason: str


@dataclass(frozen=True)
class Window:
    """The rule applies only when `anchor` lies inside (or, with inside=False, outside) first..last."""

    anchor: str
    first: Term
    last: Term
    inside: bool


@dataclass(frozen=True)
class Age:
    """The rule applies only to adults (or minors) at the time of application; thresholds: (from day, years)."""

    adult: bool
    applied: str
    issued: str
    thresholds: tuple[tuple[date, int], ...]


@dataclass(frozen=True)
class Sentence:
    """One sentence and the subjects (`SUBJECTS`) it is about."""

    text: str = field(repr=False)
    about: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Passage:
    """Sentences that are read together: a consequence, an action, a note."""

    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """As it is read."""
        return "".join(one.text for one in self.sentences)

    @property
    def about(self) -> frozenset[str]:
        """What any of its sentences is about."""
        return frozenset().union(*(one.about for one in self.sentences))

    def filled(self, days: Mapping[str, str]) -> Passage:
        """With its {days} put in."""
        return Passage(tuple(Sentence(one.text.format_map(days), one.about) for one in self.sentences))


@dataclass(frozen=True)
class Text:
    """What to say in some states; `until` names a day (due, a mark, an anchor) up to which this text holds."""

    states: tuple[State, ...]
    until: str
    consequence: Passage
    action: Passage


@dataclass(frozen=True)
class DeadlineRule:
    """One deadline as data; see docs/deadlines.md for each key. Ranges of validity are half-open."""

    id: str
    name: str
    groups: tuple[str, ...]
    insurer: str
    valid_from: date
    valid_until: date | None
    valid_on: str
    due: tuple[Term, ...]
    opens: Term | None
    safe: tuple[Term, ...]
    agrees_with: tuple[Term, ...]
    marks: tuple[tuple[str, Term], ...]
    at_office: bool
    rollover: Rollover
    soon_days: int
    anchors: tuple[Anchor, ...]
    gaps: tuple[Gap, ...]
    in_time: InTime | None
    window: Window | None
    age: Age | None
    texts: tuple[Text, ...]
    notes: tuple[Passage, ...]
    certainty: Certainty
    certainty_month_end: Certainty
    sources: tuple[str, ...]
    verified_on: date
    provides: str
    skip_when: tuple[str, ...]
    shown_from: str

    def note_about(self, subject: str) -> str:
        """The note about a subject. Raises KeyError when the rule has none."""
        for note in self.notes:
            if subject in note.about:
                return note.text
        raise KeyError(subject)


@dataclass(frozen=True)
class Deadline:
    """One person's own deadline.

    due: the strict legal last day, on which it can still be done; None when there is no last day.
    recommended_by: an earlier safe day still ahead, or None. opens: the first day it can be done.
    days_left: due - today in days, negative when over. first_open_day: the first open day from `opens` on, when that is
    another day. accepted_until: the day up to which this office accepts, when it is set up to roll over a closed last
    day; `state` follows it, `days_left` does not. passages: consequence, action and notes with what they are about.
    """

    id: str
    name: str
    due: date | None = field(repr=False)
    recommended_by: date | None = field(repr=False)
    opens: date | None = field(repr=False)
    days_left: int | None = field(repr=False)
    state: State
    consequence: str = field(repr=False)
    action: str = field(repr=False)
    derivation: tuple[str, ...] = field(repr=False)
    sources: tuple[str, ...]
    notes: tuple[str, ...] = field(repr=False)
    certainty: Certainty
    passages: tuple[Passage, ...] = field(default=(), repr=False)
    first_open_day: date | None = field(default=None, repr=False)
    accepted_until: date | None = field(default=None, repr=False)

    @property
    def last_day(self) -> date | None:
        """The day up to which it is accepted: `accepted_until`, else `due`."""
        return self.accepted_until or self.due


Anchors = Mapping[str, date]
