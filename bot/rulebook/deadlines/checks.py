"""When a date must not be given: unknown, unbelievable or contradictory days. Pure; raises NotComputable with the
Japanese question to ask back, so that nothing is computed on a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.dates.calendar import with_weekday
from bot.rulebook.deadlines.model import Age, Anchor, Anchors, DeadlineRule, IsClosed, NotComputable
from bot.rulebook.deadlines.reckoning import (
    BirthdayUnclear,
    Reckoned,
    Term,
    add_months,
    age_reached,
    earliest,
    nth_birthday_after,
    open_day_on_or_after,
    reckon,
)
from bot.words import Words

SAY: Final = Words(__file__)

# An application reaches the card's production within a year; beyond that the two ages cannot differ from these ends.
_LONGEST_PRODUCTION = timedelta(days=366)


def required_anchors(rule: DeadlineRule) -> tuple[str, ...]:
    """The anchors without which the rule gives no date, in the order to ask them."""
    wanted = [term.anchor for term in rule.due if term.anchor and not term.optional]
    wanted += ["birth_date"] if any(term.unit == "birthday" for term in rule.due) else []
    if rule.opens and rule.opens.anchor != "due":
        wanted.append(rule.opens.anchor)
    if rule.window:
        wanted += [rule.window.anchor, rule.window.first.anchor, rule.window.last.anchor]
    return tuple(dict.fromkeys(wanted))


def missing_anchors(rule: DeadlineRule, anchors: Anchors) -> tuple[str, ...]:
    """The required anchors that are not known yet, in the order to ask them."""
    return tuple(name for name in required_anchors(rule) if name not in anchors)


def known_anchors(rule: DeadlineRule, anchors: Anchors, today: date) -> dict[str, date]:
    """The rule's own anchors, each believable. Raises NotComputable (missing, out_of_range)."""
    missing = missing_anchors(rule, anchors)
    if missing:
        first = next(anchor for anchor in rule.anchors if anchor.id == missing[0])
        raise NotComputable("missing", SAY("missing", name=first.name, where=first.where), needed=missing, rule=rule.id)
    known = {anchor.id: anchors[anchor.id] for anchor in rule.anchors if anchor.id in anchors}
    for anchor in rule.anchors:
        if anchor.id in known:
            check_believable(anchor, known[anchor.id], today, rule.id)
    return known


def check_believable(anchor: Anchor, day: date, today: date, rule: str = "") -> None:
    """Raises NotComputable (out_of_range) for a day before the cards began or too far ahead of `today`."""
    if day < anchor.earliest:
        raise NotComputable("out_of_range", anchor.too_early, needed=(anchor.id,), rule=rule)
    if day > add_months(today, anchor.latest_months):
        raise NotComputable("out_of_range", anchor.too_late, needed=(anchor.id,), rule=rule)


def check_order(rule: DeadlineRule, known: Anchors, is_closed: IsClosed) -> None:
    """Raises NotComputable (contradiction, not_applicable, unclear) when the known days do not fit together."""
    for gap in rule.gaps:
        if gap.first in known and gap.then in known:
            days = (known[gap.then] - known[gap.first]).days
            too_small = gap.min_days is not None and days < gap.min_days
            if too_small or (gap.max_days is not None and days > gap.max_days):
                raise NotComputable("contradiction", gap.reason, needed=(gap.then, gap.first), rule=rule.id)
    names = {anchor.id: anchor.name for anchor in rule.anchors}
    if rule.window:
        inside = (
            reckon(rule.window.first, known, names).day
            <= known[rule.window.anchor]
            <= reckon(rule.window.last, known, names).day
        )
        if inside != rule.window.inside:
            raise NotComputable("not_applicable", SAY("not_applicable"), rule=rule.id)
    if rule.age:
        _check_age(rule.age, known, rule.id)
    if rule.in_time and any(term.anchor in known for term in rule.in_time.by):
        limit = open_day_on_or_after(earliest(rule.in_time.by, known, names).day, is_closed)
        if known[rule.in_time.anchor] > limit:
            raise NotComputable("contradiction", rule.in_time.reason, needed=(rule.in_time.anchor,), rule=rule.id)


def check_in_force(rule: DeadlineRule, day: date) -> None:
    """Raises NotComputable (not_in_force) when the rule did not (or no longer) exist on `day`."""
    if day < rule.valid_from:
        raise NotComputable(
            "not_in_force",
            SAY("not_yet", day=with_weekday(rule.valid_from)),
            rule=rule.id,
        )
    if rule.valid_until is not None and day >= rule.valid_until:
        raise NotComputable(
            "not_in_force",
            SAY("no_more", day=with_weekday(rule.valid_until)),
            rule=rule.id,
        )


def legal_day(rule: DeadlineRule, known: Anchors, names: dict[str, str]) -> Reckoned | None:
    """The strict last day, or None for a rule without one. Raises NotComputable (unclear) where readings differ."""
    if not rule.due:
        return None
    try:
        found = earliest(rule.due, known, names)
    except BirthdayUnclear as error:
        readings = _leap_birthdays(rule.due, known, names)
        raise NotComputable(
            "unclear", SAY("unclear_birthday"), needed=_printed(rule), candidates=readings, rule=rule.id
        ) from error
    if rule.agrees_with:
        other = earliest(rule.agrees_with, known, names).day
        if other != found.day:
            readings = tuple(sorted((other, found.day)))
            raise NotComputable(
                "unclear", SAY("unclear_date"), needed=_printed(rule), candidates=readings, rule=rule.id
            )
    return found


def _printed(rule: DeadlineRule) -> tuple[str, ...]:
    return (rule.provides,) if rule.provides else ()


def _leap_birthdays(terms: tuple[Term, ...], known: Anchors, names: dict[str, str]) -> tuple[date, ...]:
    """The days that the two readings of a 29 February birthday give, caps included, earliest first."""
    readings = set()
    for month, day in ((2, 28), (3, 1)):
        as_if = {**known, "birth_date": date(known["birth_date"].year, month, day)}
        found = []
        for term in terms:
            if term.unit == "birthday":
                found.append(nth_birthday_after(as_if["birth_date"], known[term.anchor], term.offset))
            elif term.anchor in known:
                found.append(reckon(replace(term, optional=False), known, names).day)
        readings.add(min(found))
    return tuple(sorted(readings))


def _check_age(age: Age, known: Anchors, rule: str) -> None:
    issued, birth = known[age.issued], known["birth_date"]
    applied = known.get(age.applied)
    moments = (applied,) if applied else (issued - _LONGEST_PRODUCTION, issued)
    answers: set[bool | None] = set()
    for moment in moments:
        years = next((years for start, years in reversed(age.thresholds) if moment >= start), age.thresholds[0][1])
        # Pages differ on whether the age at receipt or at production counts (S7, S119): both must agree.
        answers |= {age_reached(birth, years, moment), age_reached(birth, years, issued)}
    if len(answers) != 1 or None in answers:
        needed = (age.applied,) if applied is None else ("card_expiry",)
        raise NotComputable("missing" if applied is None else "unclear", SAY("unclear_age"), needed=needed, rule=rule)
    if answers != {age.adult}:
        raise NotComputable("not_applicable", SAY("not_applicable"), rule=rule)
