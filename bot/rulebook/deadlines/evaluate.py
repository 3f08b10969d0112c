"""A person's own deadlines with the reckoning shown. Pure: rules, known days, `today` and the closed days come in.

`evaluate` reckons one rule; `evaluate_topic` all that follow from what is known. The rules are data
(entries/deadlines.yml, read by deadline_rules.py); sources and open legal questions: docs/deadlines.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from bot.dates.calendar import with_weekday
from bot.rulebook.deadlines.checks import (
    check_in_force,
    check_order,
    known_anchors,
    legal_day,
    missing_anchors,
)
from bot.rulebook.deadlines.model import (
    Anchors,
    Certainty,
    Deadline,
    DeadlineRule,
    IsClosed,
    NotComputable,
    State,
)
from bot.rulebook.deadlines.notes import closed, note_provisional, note_rollover, note_safe_day, safe_day
from bot.rulebook.deadlines.reckoning import Step, open_day_on_or_after, reckon
from bot.words import Words

SAY: Final = Words(__file__)

__all__ = ["Deadline", "DeadlineRule", "NotComputable", "evaluate", "evaluate_topic", "missing_anchors"]

_RANK: tuple[Certainty, ...] = ("low", "medium", "high")


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

    named: dict[str, date] = dict(known)
    steps: list[Step] = list(legal.steps) if legal else []
    clamped = legal.clamped if legal else False
    notes = list(rule.notes)
    recommended: date | None = None
    accepted: date | None = None
    if due is not None:
        named["due"] = due
        steps.append(Step(SAY("due"), due))
        strict, safe = safe_day(rule, due, named, names, steps, is_closed)
        accepted = note_rollover(rule, due, today, steps, notes, is_closed)
        if rule.at_office:
            until = open_day_on_or_after(due, is_closed) if rule.rollover != "never" else due
            note_provisional(min(safe, due), until, today, notes)
        recommended = note_safe_day(due, strict, safe, today=today, notes=notes, is_closed=is_closed)
        named["last_day"] = accepted or due
    opens: date | None = None
    if rule.opens:
        start = reckon(rule.opens, named, names)
        opens, clamped = start.day, clamped or start.clamped
        named["opens"] = opens
        steps += [step for step in start.steps if step not in steps]
        steps.append(Step(SAY("opens"), opens))
    for mark, term in rule.marks:
        found = reckon(term, named, names)
        named[mark] = found.day
        steps += [step for step in found.steps if step not in steps]
    first_open: date | None = None
    if opens is not None and rule.at_office and today <= opens and is_closed(opens):
        first_open = open_day_on_or_after(opens, is_closed)
        note_provisional(opens, first_open, today, notes)
        steps.append(Step(SAY("first_open"), first_open))
        notes.append(closed(SAY("closed_at_first", day=with_weekday(opens), first_open=with_weekday(first_open))))

    state = _state(rule, accepted or due, opens, today)
    text = next(one for one in rule.texts if state in one.states and (not one.until or today <= named[one.until]))
    shown = {name: with_weekday(day) for name, day in named.items()}
    passages = tuple(one.filled(shown) for one in (text.consequence, text.action, *notes))
    return Deadline(
        id=rule.id,
        name=rule.name,
        due=due,
        recommended_by=recommended,
        opens=opens,
        days_left=None if due is None else (due - today).days,
        state=state,
        consequence=passages[0].text,
        action=passages[1].text,
        derivation=tuple(str(step) for step in steps),
        sources=rule.sources,
        notes=tuple(note.text for note in passages[2:]),
        certainty=min(rule.certainty, rule.certainty_month_end, key=_RANK.index) if clamped else rule.certainty,
        passages=passages,
        first_open_day=first_open,
        accepted_until=accepted,
    )


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


def evaluate_topic(
    kind: str,
    anchors: Anchors,
    *,
    rules: Mapping[str, DeadlineRule],
    today: date,
    is_closed: IsClosed,
    insurer: str = "general",
) -> tuple[Deadline, ...]:
    """All deadlines of a group (`moving`, `certificate`, `card`, `overseas`, `loss`, `dv`, `old_card`, ... or `all`)
    that follow from the known days: those still ahead nearest first, then the ones that are over, latest first.

    An expiry that is not known is reckoned from birthday and issue day where that is possible, and its derivation is put
    before those that build on it. Raises NotComputable when days contradict each other or nothing can be reckoned yet
    (`needed` says what to ask); in `all`, what cannot be reckoned is left out. Raises ValueError for an unknown group.
    """
    members = [rule for rule in rules.values() if kind in rule.groups]
    if not members:
        groups = sorted({group for rule in rules.values() for group in rule.groups})
        raise ValueError(f"no deadline group {kind!r}; known: {', '.join(groups)}")
    wanted = insurer if any(rule.insurer == insurer for rule in members) else "general"
    known = dict(anchors)
    reckoned: dict[str, Deadline] = {}
    missing: list[NotComputable] = []
    blocked: dict[str, NotComputable] = {}
    found: list[Deadline] = []
    # Cards before certificates before the rest, because the certificate never outlives the card.
    for rule in sorted(members, key=lambda rule: (not rule.provides, rule.provides != "card_expiry")):
        if rule.insurer not in ("", wanted) or any(name in known for name in rule.skip_when):
            continue
        if rule.provides in known or (rule.shown_from in known and today < known[rule.shown_from]):
            continue
        try:
            one = evaluate(rule, known, today=today, is_closed=is_closed)
        except NotComputable as error:
            if error.why == "missing" and not rule.provides:
                missing.append(next((blocked[name] for name in error.needed if name in blocked), error))
            elif error.why not in ("missing", "not_applicable", "not_in_force") and kind != "all":
                if not rule.provides:
                    raise
                # Matters only if somebody needs that day: a printed one may be known.
                blocked.setdefault(rule.provides, error)
            continue
        if rule.provides and one.due is not None:
            known[rule.provides], reckoned[rule.provides] = one.due, one
            continue
        found.append(_build_on(one, [reckoned[anchor.id] for anchor in rule.anchors if anchor.id in reckoned]))
    unclear = [error for error in missing if error.why != "missing"]
    if kind != "all" and (unclear or (missing and not found)):
        raise (unclear or missing)[0]
    return tuple(sorted(found, key=lambda one: _nearness(one, today)))


def _build_on(one: Deadline, bases: list[Deadline]) -> Deadline:
    """The same deadline with the reckoning of the days it builds on put before its own."""
    lines = [line for base in bases for line in base.derivation] + list(one.derivation)
    certainty = min([one.certainty, *(base.certainty for base in bases)], key=_RANK.index)
    notes = dict.fromkeys([*one.passages[2:], *(note for base in bases for note in base.passages[2:])])
    sources = [*one.sources, *(source for base in bases for source in base.sources)]
    return replace(
        one,
        derivation=tuple(dict.fromkeys(lines)),
        certainty=certainty,
        sources=tuple(dict.fromkeys(sources)),
        notes=tuple(note.text for note in notes),
        passages=(*one.passages[:2], *notes),
    )


def _nearness(one: Deadline, today: date) -> tuple[bool, int]:
    last = one.last_day
    if one.state == "over" and last is not None:
        return True, (today - last).days
    day = last or one.opens or today
    return False, max(0, (day - today).days)
