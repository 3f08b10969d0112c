"""A person's own deadlines with the reckoning shown. Pure: rules, known days, `today` and the closed days come in.

`evaluate` reckons one rule; all that follow from what is known: group.py. The rules are data (deadlines.yml, read by
rules.py); sources and open legal questions: docs/deadlines.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.dates.calendar import with_weekday
from bot.rulebook.deadlines.checks import (
    check_in_force,
    check_order,
    known_anchors,
    legal_day,
)
from bot.rulebook.deadlines.model import (
    Anchors,
    Certainty,
    Deadline,
    DeadlineRule,
    IsClosed,
    Passage,
    State,
)
from bot.rulebook.deadlines.notes import closed, note_provisional, note_rollover, note_safe_day, safe_day
from bot.rulebook.deadlines.reckoning import Step, open_day_on_or_after, reckon
from bot.words import Words

SAY: Final = Words(__file__)

RANK: tuple[Certainty, ...] = ("low", "medium", "high")


def evaluate(rule: DeadlineRule, anchors: Anchors, *, today: date, is_closed: IsClosed) -> Deadline:
    """One deadline from the known days (anchor id -> day; others than the rule's own are ignored).

    `due` is the strict legal day without roll-over; `recommended_by` is the earlier safe day that is still ahead: the
    last open day, and the stricter count where offices differ. Raises NotComputable instead of guessing, and
    ValueError when the office is never open.
    """
    known = known_anchors(rule, anchors, today)
    names = {anchor.id: anchor.name for anchor in rule.anchors} | {"due": SAY("due")}
    check_order(rule, known, is_closed)
    legal = legal_day(rule, known, names)
    due = legal.day if legal else None
    check_in_force(rule, due if due is not None and rule.valid_on == "due" else known[rule.valid_on])

    told = _Told(dict(known), list(legal.steps) if legal else [], list(rule.notes), legal.clamped if legal else False)
    days = _last_days(rule, due, told, names, today, is_closed) if due is not None else _LastDays()
    opens, first_open = _first_days(rule, told, names, today, is_closed)

    state = _state(rule, days.accepted or due, opens, today)
    text = next(one for one in rule.texts if state in one.states and (not one.until or today <= told.named[one.until]))
    shown = {name: with_weekday(day) for name, day in told.named.items()}
    passages = tuple(one.filled(shown) for one in (text.consequence, text.action, *told.notes))
    return Deadline(
        id=rule.id,
        name=rule.name,
        due=due,
        recommended_by=days.recommended,
        opens=opens,
        days_left=None if due is None else (due - today).days,
        state=state,
        consequence=passages[0].text,
        action=passages[1].text,
        derivation=tuple(str(step) for step in told.steps),
        sources=rule.sources,
        notes=tuple(note.text for note in passages[2:]),
        certainty=min(rule.certainty, rule.certainty_month_end, key=RANK.index) if told.clamped else rule.certainty,
        passages=passages,
        first_open_day=first_open,
        accepted_until=days.accepted,
    )


@dataclass
class _Told:
    """What a reckoning gathers: named days for the texts, steps, notes, and whether a month end was clamped."""

    named: dict[str, date] = field(repr=False)
    steps: list[Step]
    notes: list[Passage]
    clamped: bool

    def add(self, steps: Iterable[Step]) -> None:
        """Steps that are not there yet."""
        self.steps += [step for step in steps if step not in self.steps]


@dataclass(frozen=True)
class _LastDays:
    """Besides the legal last day: the safe one still ahead, and the one this office accepts."""

    recommended: date | None = field(default=None, repr=False)
    accepted: date | None = field(default=None, repr=False)


def _last_days(
    rule: DeadlineRule, due: date, told: _Told, names: Mapping[str, str], today: date, is_closed: IsClosed
) -> _LastDays:
    told.named["due"] = due
    told.steps.append(Step(SAY("due"), due))
    strict, safe = safe_day(rule, due, told.named, names, told.steps, is_closed)
    accepted = note_rollover(rule, due, today, told.steps, told.notes, is_closed)
    if rule.at_office:
        until = open_day_on_or_after(due, is_closed) if rule.rollover != "never" else due
        note_provisional(min(safe, due), until, today, told.notes)
    recommended = note_safe_day(due, strict, safe, today=today, notes=told.notes, is_closed=is_closed)
    told.named["last_day"] = accepted or due
    return _LastDays(recommended, accepted)


def _first_days(
    rule: DeadlineRule, told: _Told, names: Mapping[str, str], today: date, is_closed: IsClosed
) -> tuple[date | None, date | None]:
    """The first day, and the first open one when it is another; further named days beside them."""
    opens: date | None = None
    if rule.opens:
        start = reckon(rule.opens, told.named, names)
        opens, told.clamped = start.day, told.clamped or start.clamped
        told.named["opens"] = opens
        told.add(start.steps)
        told.steps.append(Step(SAY("opens"), opens))
    for mark, term in rule.marks:
        found = reckon(term, told.named, names)
        told.named[mark] = found.day
        told.add(found.steps)
    if opens is None or not rule.at_office or today > opens or not is_closed(opens):
        return opens, None
    first_open = open_day_on_or_after(opens, is_closed)
    note_provisional(opens, first_open, today, told.notes)
    told.steps.append(Step(SAY("first_open"), first_open))
    told.notes.append(closed(SAY("closed_at_first", day=with_weekday(opens), first_open=with_weekday(first_open))))
    return opens, first_open


def _state(rule: DeadlineRule, last: date | None, opens: date | None, today: date) -> State:
    if last is not None and today > last:
        return "over"
    if opens is not None and today < opens:
        return "not_yet"
    if last is None:
        return "open"
    if today == last:
        return "today"
    return "soon" if (last - today).days <= rule.soon_days else "open"
