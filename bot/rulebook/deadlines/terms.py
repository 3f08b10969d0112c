"""The pieces of a deadline rule read from YAML fields: terms, checks, windows, ages, texts. Faults are appended to the
fields' `problems` with file, rule, key and what is allowed; a harmless stand-in is returned."""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, Final, get_args

from bot.rulebook.deadlines.model import (
    SUBJECTS,
    Age,
    Certainty,
    Gap,
    InTime,
    Passage,
    Sentence,
    State,
    Text,
    Window,
)
from bot.rulebook.deadlines.reckoning import Term, Unit
from bot.rulebook.statements.fields import Fields

UNITS: Final[tuple[Unit, ...]] = get_args(Unit)
STATES: Final[tuple[State, ...]] = get_args(State)
CERTAINTY: Final[tuple[Certainty, ...]] = get_args(Certainty)
TERM_KEYS: Final = frozenset(("anchor", "offset", "unit", "counted_from", "then_days", "optional", "fixed", "label"))
_SENTENCE: Final = re.compile(r"([^。]*。|[^。]+$)(?:\[([^\]]*)\])?")
STAND_IN: Final = Term(fixed=date.min, label="-")


def whole(fields: Fields, key: str, *, least: int, most: int = 10_000, default: int | None = None) -> int:
    """A whole number least <= n <= most."""
    value = fields.data.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        fields.fault(key, f"{value!r} is not allowed; a whole number from {least} to {most} is required")
        return max(least, 0)
    return value


def section(fields: Fields, key: str, *, required: bool = True) -> Iterator[tuple[str, Fields]]:
    """The named mappings under a key."""
    value = fields.data.get(key)
    if value is None and not required:
        return
    if not isinstance(value, Mapping) or not value:
        fields.fault(key, "missing; named entries are required")
        return
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield str(name), Fields(f"{fields.where}: {key}.{name}", inner, fields.problems)
        else:
            fields.fault(f"{key}.{name}", "must be a mapping")


def listed(fields: Fields, key: str) -> Iterator[Fields]:
    """The mappings of a list under a key; nothing when the key is absent."""
    value = fields.data.get(key) or []
    if not isinstance(value, list):
        fields.fault(key, "must be a list")
        return
    for number, inner in enumerate(value, start=1):
        if isinstance(inner, Mapping):
            yield Fields(f"{fields.where}: {key} number {number}", inner, fields.problems)
        else:
            fields.fault(f"{key} number {number}", "must be a mapping")


def nested(fields: Fields, key: str) -> Fields | None:
    """The mapping under a key, or None when the key is absent."""
    value = fields.data.get(key)
    if value is None:
        return None
    if not isinstance(value, Mapping):
        fields.fault(key, "must be a mapping")
        return None
    return Fields(f"{fields.where}: {key}", value, fields.problems)


def read_term(fields: Fields | None, anchors: Collection[str]) -> Term | None:
    """One term, or None when there are no fields."""
    if fields is None:
        return None
    fields.known_keys(TERM_KEYS)
    if "fixed" in fields.data:
        return Term(fixed=fields.day("fixed"), label=fields.text("label"))
    unit = next(one for one in UNITS if one == fields.one_of("unit", UNITS, default="day"))
    counted = fields.one_of("counted_from", ("next_day", "same_day"), default="next_day")
    offset = whole(fields, "offset", least=-1000, most=1000)
    if counted == "same_day" and (unit != "day" or offset < 1):
        fields.fault("counted_from", "same_day is allowed only for unit day with an offset of 1 or more")
    if unit == "birthday" and offset < 1:
        fields.fault("offset", f"{offset} is not allowed; birthdays are counted from 1")
    return Term(
        anchor=fields.one_of("anchor", anchors),
        offset=offset,
        unit=unit,
        counted_from="same_day" if counted == "same_day" else "next_day",
        then_days=whole(fields, "then_days", least=-1, most=1, default=0),
        optional=fields.flag("optional"),
    )


def read_terms(fields: Fields, key: str, anchors: Collection[str]) -> tuple[Term, ...]:
    """The terms of a list (earliest_of, safe, ...)."""
    return tuple(read_term(one, anchors) or STAND_IN for one in listed(fields, key))


def read_marks(fields: Fields, anchors: Collection[str]) -> tuple[tuple[str, Term], ...]:
    """Further named days that the texts may use."""
    return tuple(
        (name, read_term(inner, anchors) or STAND_IN) for name, inner in section(fields, "marks", required=False)
    )


def read_gap(fields: Fields, anchors: Collection[str]) -> Gap:
    """One check of order."""
    fields.known_keys({"first", "then", "min_days", "max_days", "reason"})
    least = fields.data.get("min_days")
    most = fields.data.get("max_days")
    return Gap(
        fields.one_of("first", anchors),
        fields.one_of("then", anchors),
        None if least is None else whole(fields, "min_days", least=-1000),
        None if most is None else whole(fields, "max_days", least=-1000),
        fields.text("reason"),
    )


def read_in_time(fields: Fields | None, anchors: Collection[str]) -> InTime | None:
    """An earlier step that must have been in time."""
    if fields is None:
        return None
    fields.known_keys({"anchor", "by", "reason"})
    return InTime(fields.one_of("anchor", anchors), read_terms(fields, "by", anchors), fields.text("reason"))


def read_window(fields: Fields | None, anchors: Collection[str]) -> Window | None:
    """The days inside (or outside) which a rule applies."""
    if fields is None:
        return None
    fields.known_keys({"anchor", "first", "last", "inside"})
    first, last = read_term(nested(fields, "first"), anchors), read_term(nested(fields, "last"), anchors)
    if first is None or last is None:
        fields.fault("first", "first and last are both required")
    return Window(fields.one_of("anchor", anchors), first or STAND_IN, last or STAND_IN, fields.flag("inside"))


def read_age(fields: Fields | None, anchors: Collection[str], thresholds: tuple[tuple[date, int], ...]) -> Age | None:
    """Adults only or minors only."""
    if fields is None:
        return None
    fields.known_keys({"adult", "applied", "issued"})
    if not thresholds:
        fields.fault("adult", "needs adult_age at the top of the file")
    return Age(fields.flag("adult"), fields.one_of("applied", anchors), fields.one_of("issued", anchors), thresholds)


def read_texts(
    fields: Fields, days: Collection[str], fees: Mapping[str, str], possible: Collection[State]
) -> tuple[Text, ...]:
    """What to say, by state. Every possible state must have a text without `until`."""
    texts = []
    for one in listed(fields, "texts"):
        one.known_keys({"states", "until", "consequence", "action"})
        states = one.names("states", STATES)
        texts.append(
            Text(
                tuple(state for state in STATES if state in states),
                one.one_of("until", ("", *days), default=""),
                passage(one, "consequence", one.text("consequence"), days, fees),
                passage(one, "action", one.text("action"), days, fees),
            )
        )
    for state in possible:
        if not any(state in text.states and not text.until for text in texts):
            fields.fault("texts", f"no text for the state {state} (one without until is required)")
    return tuple(texts)


def passage(fields: Fields, key: str, text: str, days: Collection[str], fees: Mapping[str, str]) -> Passage:
    """The sentences of a text with its fees put in; what each is about stands in brackets behind its full stop."""
    found = []
    for words, listed_subjects in _SENTENCE.findall(filled(fields, key, text, days, fees)):
        subjects = frozenset(listed_subjects.split())
        for one in sorted(subjects - SUBJECTS):
            fields.fault(key, f"[{one}] is unknown; allowed: {', '.join(sorted(SUBJECTS))}")
        if "[" in words:
            fields.fault(key, f"{words!r}: what a sentence is about stands in brackets right behind its full stop")
        found.append(Sentence(words, subjects))
    return Passage(tuple(found))


def filled(fields: Fields, key: str, text: str, days: Collection[str], fees: Mapping[str, str]) -> str:
    """The text with its fees put in; refuses unknown placeholders and calendar dates written by hand."""
    allowed: dict[str, Any] = {**{name: "{" + name + "}" for name in days}, **fees}
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError as error:
        fields.fault(key, f"the braces do not match: {error}")
        return ""
    for name in names:
        if name not in allowed:
            fields.fault(key, f"{{{name}}} is unknown; allowed: {', '.join(sorted(allowed))}")
            return ""
    return text.format_map(allowed)
