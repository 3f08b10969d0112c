"""entries/deadlines.yml -> checked DeadlineRules. Bad data is refused whole; every fault names file, rule, key and
what is allowed (RulebookError.problems)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from bot.rulebook.deadlines.model import Anchor, Certainty, DeadlineRule, State
from bot.rulebook.deadlines.reckoning import Term
from bot.rulebook.deadlines.terms import (
    CERTAINTY,
    listed,
    nested,
    passage,
    read_age,
    read_gap,
    read_in_time,
    read_marks,
    read_term,
    read_terms,
    read_texts,
    read_window,
    section,
    whole,
)
from bot.rulebook.statements.fields import Fields
from bot.rulebook.statements.model import INSURERS, RulebookError
from bot.strict_yaml import read_yaml
from bot.words import Words

SAY: Final = Words(__file__)

DEADLINES_FILE: Final = Path(__file__).parent / "deadlines.yml"
TOP_KEYS: Final = frozenset(
    ("soon_days", "fees", "attempts", "elderly_certificate", "adult_age", "offices", "anchors", "rules")
)
RULE_KEYS: Final = frozenset(
    (
        "id",
        "name",
        "groups",
        "insurer",
        "from",
        "until",
        "valid_on",
        "earliest_of",
        "opens",
        "safe",
        "agrees_with",
        "marks",
        "closed_days",
        "rollover",
        "soon_days",
        "gaps",
        "in_time",
        "window",
        "age",
        "texts",
        "notes",
        "certainty",
        "certainty_month_end",
        "sources",
        "verified_on",
        "provides",
        "skip_when",
        "shown_from",
    )
)
ANCHOR_KEYS: Final = frozenset(("name", "where", "earliest", "latest_months", "too_early", "too_late"))
ROLLOVERS: Final = ("never", "possible", "accepted")
WITH_LAST_DAY: Final[tuple[State, ...]] = ("open", "soon", "today", "over")
WITHOUT_LAST_DAY: Final[tuple[State, ...]] = ("open",)


def load_rules(path: Path = DEADLINES_FILE) -> dict[str, DeadlineRule]:
    """All deadline rules by id. Raises RulebookError naming every fault."""
    problems: list[str] = []
    top = Fields(path.name, read_yaml(path, problems), problems)
    if problems:
        raise RulebookError(problems)
    top.known_keys(TOP_KEYS)
    anchors = _anchors(top)
    if not anchors:
        # Without anchors every term would be a fault of its own.
        raise RulebookError(problems)
    common = _Common(anchors, _fees(top), _thresholds(top), whole(top, "soon_days", least=0))
    rules: dict[str, DeadlineRule] = {}
    for one in listed(top, "rules"):
        fields = Fields(f"{path.name}: {one.data.get('id', one.where)}", one.data, problems)
        rule = _rule(fields, common)
        if rule.id in rules:
            fields.fault("id", f"{rule.id!r} is used twice; every rule needs its own id")
        rules[rule.id] = rule
    if not rules:
        top.fault("rules", "missing; a list of deadline rules is required")
    if problems:
        raise RulebookError(problems)
    return rules


def load_anchors(path: Path = DEADLINES_FILE) -> dict[str, Anchor]:
    """The days a person can tell, by id: Japanese name, where it is printed, what is believable."""
    problems: list[str] = []
    anchors = _anchors(Fields(path.name, read_yaml(path, problems), problems))
    if problems:
        raise RulebookError(problems)
    return anchors


class _Common:
    """What all rules of the file share."""

    def __init__(
        self,
        anchors: Mapping[str, Anchor],
        fees: Mapping[str, str],
        ages: tuple[tuple[date, int], ...],
        soon: int,
    ) -> None:
        self.anchors, self.fees, self.ages, self.soon = anchors, fees, ages, soon


def _anchors(top: Fields) -> dict[str, Anchor]:
    anchors = {}
    for name, fields in section(top, "anchors"):
        fields.known_keys(ANCHOR_KEYS)
        anchors[name] = Anchor(
            id=name,
            name=fields.text("name"),
            where=fields.text("where"),
            earliest=fields.day("earliest") or date.min,
            latest_months=whole(fields, "latest_months", least=0),
            too_early=fields.text("too_early"),
            too_late=fields.text("too_late"),
        )
    return anchors


def _fees(top: Fields) -> dict[str, str]:
    """Placeholders `fee_<name>` -> 1,000円."""
    fees = nested(top, "fees")
    if fees is None:
        return {}
    fees.day("verified_on")
    if not fees.names("sources"):
        fees.fault("sources", "missing; at least one is required")
    names = [name for name in fees.data if name not in ("verified_on", "sources")]
    return {f"fee_{name}": SAY("yen", yen=whole(fees, name, least=0, most=100_000)) for name in names}


def _thresholds(top: Fields) -> tuple[tuple[date, int], ...]:
    found = []
    for fields in listed(top, "adult_age"):
        fields.known_keys({"from", "years"})
        found.append((fields.day("from") or date.min, whole(fields, "years", least=0)))
    if found != sorted(found):
        top.fault("adult_age", "must be in the order of `from`")
    return tuple(found)


def _certainty(fields: Fields, key: str, default: Certainty | None = None) -> Certainty:
    value = fields.one_of(key, CERTAINTY, default=default)
    return next(one for one in CERTAINTY if one == value)


def _rule(fields: Fields, common: _Common) -> DeadlineRule:
    fields.known_keys(RULE_KEYS)
    anchors = common.anchors
    due = read_terms(fields, "earliest_of", anchors)
    opens = read_term(nested(fields, "opens"), [*anchors, "due"])
    safe, agrees = read_terms(fields, "safe", anchors), read_terms(fields, "agrees_with", anchors)
    marks = read_marks(fields, anchors)
    gaps = tuple(read_gap(one, anchors) for one in listed(fields, "gaps"))
    in_time = read_in_time(nested(fields, "in_time"), anchors)
    window = read_window(nested(fields, "window"), anchors)
    age = read_age(nested(fields, "age"), anchors, common.ages)
    if not due and opens is None:
        fields.fault("earliest_of", "a rule needs a last day (earliest_of), a first day (opens) or both")
    if due and all(term.optional for term in due):
        fields.fault("earliest_of", "at least one term must not be optional")
    if opens is not None and opens.anchor == "due" and not due:
        fields.fault("opens", "anchor due needs earliest_of")

    certain = _term_anchors([*(term for term in due if not term.optional), *([opens] if opens else [])])
    used = _term_anchors([*due, *([opens] if opens else []), *safe, *agrees, *(term for _, term in marks)])
    used += [name for gap in gaps for name in (gap.first, gap.then)]
    used += [in_time.anchor, *_term_anchors(in_time.by)] if in_time else []
    used += [window.anchor, *_term_anchors([window.first, window.last])] if window else []
    used += [age.issued, age.applied] if age else []
    days = {name for name in certain if name != "due"} | {name for name, _ in marks}
    days |= ({"due", "last_day"} if due else set()) | ({"opens"} if opens else set())
    possible = (*(("not_yet",) if opens else ()), *(WITH_LAST_DAY if due else WITHOUT_LAST_DAY))

    start, end = fields.day("from") or date.min, fields.day("until", required=False)
    if end is not None and end <= start:
        fields.fault("until", f"{end} must be after from ({start}); half-open, empty = no end")
    for key in ("groups", "sources"):
        if not fields.names(key):
            fields.fault(key, "missing; at least one is required")
    rollover = fields.one_of("rollover", ROLLOVERS)
    certainty = _certainty(fields, "certainty")
    return DeadlineRule(
        id=fields.text("id"),
        name=fields.text("name"),
        groups=fields.names("groups"),
        insurer=fields.one_of("insurer", ("", *INSURERS), default=""),
        valid_from=start,
        valid_until=end,
        valid_on=fields.one_of(
            "valid_on", sorted(days - {"opens", "last_day"} - {name for name, _ in marks}) or sorted(anchors)
        ),
        due=due,
        opens=opens,
        safe=safe,
        agrees_with=agrees,
        marks=marks,
        at_office=fields.one_of("closed_days", ("backward", "ignore")) == "backward",
        rollover="accepted" if rollover == "accepted" else "possible" if rollover == "possible" else "never",
        soon_days=whole(fields, "soon_days", least=0, default=common.soon),
        anchors=tuple(anchors[name] for name in dict.fromkeys(used) if name in anchors),
        gaps=gaps,
        in_time=in_time,
        window=window,
        age=age,
        texts=read_texts(fields, days, common.fees, possible),
        notes=tuple(passage(fields, "notes", note, days, common.fees) for note in fields.names("notes")),
        certainty=certainty,
        certainty_month_end=_certainty(fields, "certainty_month_end", default=certainty),
        sources=fields.names("sources"),
        verified_on=fields.day("verified_on") or date.min,
        provides=fields.one_of("provides", ("", *anchors), default=""),
        skip_when=fields.names("skip_when", anchors),
        shown_from=fields.one_of("shown_from", ("", *anchors), default=""),
    )


def _term_anchors(terms: Iterable[Term]) -> list[str]:
    found = list(terms)
    names = ["birth_date"] if any(term.unit == "birthday" for term in found) else []
    return [term.anchor for term in found if term.anchor] + names
