"""All deadlines of a group that follow from the known days. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.rulebook.deadlines.evaluate import RANK, evaluate
from bot.rulebook.deadlines.model import Anchors, Deadline, DeadlineRule, IsClosed, NotComputable


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
    reckoning = _Reckoning(dict(anchors), today, is_closed, everything=kind == "all")
    # Cards before certificates before the rest, because the certificate never outlives the card.
    for rule in sorted(members, key=lambda rule: (not rule.provides, rule.provides != "card_expiry")):
        if rule.insurer in ("", wanted) and reckoning.concerns(rule):
            reckoning.take(rule)
    return tuple(sorted(reckoning.result(), key=lambda one: _nearness(one, today)))


class _Reckoning:
    """The rules of a group, one after the other; what one provides the next ones may use."""

    def __init__(self, known: dict[str, date], today: date, is_closed: IsClosed, *, everything: bool) -> None:
        self._known, self._today, self._is_closed, self._everything = known, today, is_closed, everything
        self._reckoned: dict[str, Deadline] = {}
        self._missing: list[NotComputable] = []
        self._blocked: dict[str, NotComputable] = {}
        self._found: list[Deadline] = []

    def concerns(self, rule: DeadlineRule) -> bool:
        """False for a rule that the known days make needless, or that is not to be shown yet."""
        needless = any(name in self._known for name in rule.skip_when) or rule.provides in self._known
        return not needless and not (rule.shown_from in self._known and self._today < self._known[rule.shown_from])

    def take(self, rule: DeadlineRule) -> None:
        """Raises NotComputable for days that contradict each other, unless everything is asked for."""
        try:
            one = evaluate(rule, self._known, today=self._today, is_closed=self._is_closed)
        except NotComputable as error:
            self._failed(rule, error)
            return
        if rule.provides and one.due is not None:
            self._known[rule.provides], self._reckoned[rule.provides] = one.due, one
            return
        bases = [self._reckoned[anchor.id] for anchor in rule.anchors if anchor.id in self._reckoned]
        self._found.append(_build_on(one, bases))

    def _failed(self, rule: DeadlineRule, error: NotComputable) -> None:
        if error.why == "missing" and not rule.provides:
            self._missing.append(next((self._blocked[name] for name in error.needed if name in self._blocked), error))
        elif error.why not in ("missing", "not_applicable", "not_in_force") and not self._everything:
            if not rule.provides:
                raise error
            # Matters only if somebody needs that day: a printed one may be known.
            self._blocked.setdefault(rule.provides, error)

    def result(self) -> list[Deadline]:
        """What was found. Raises NotComputable when nothing was, or something is unclear."""
        unclear = [error for error in self._missing if error.why != "missing"]
        if not self._everything and (unclear or (self._missing and not self._found)):
            raise (unclear or self._missing)[0]
        return self._found


def _build_on(one: Deadline, bases: list[Deadline]) -> Deadline:
    """The same deadline with the reckoning of the days it builds on put before its own."""
    lines = [line for base in bases for line in base.derivation] + list(one.derivation)
    certainty = min([one.certainty, *(base.certainty for base in bases)], key=RANK.index)
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
