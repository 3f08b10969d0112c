"""What must hold between rulebook entries: validity without overlap or gap, and no date that no rule carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from bot.dates.calendar import ERAS
from bot.rulebook.statements.model import USUAL, Entry, FactDate, Topic
from bot.rulebook.statements.patterns import pattern


def written_dates(text: str) -> list[tuple[int | None, int, int | None, str]]:
    """The calendar dates written in `text`: (year or None, month, day or None, the words)."""
    found: list[tuple[int | None, int, int | None, str]] = []
    for match in pattern("date").finditer(text):
        if match["m"]:
            found.append((None, int(match["m"]), int(match["d"]), match[0]))
            continue
        first = match["era_year"] and pattern("first_year").fullmatch(match["era_year"])
        era_year = 1 if first else int(match["era_year"] or 0)
        year = int(match["year"]) if match["year"] else _begins(match["era"]).year + era_year - 1
        found.append((year, int(match["month"]), int(match["day"]) if match["day"] else None, match[0]))
    return found


def _begins(era: str) -> date:
    return next(first for name, _letter, first in ERAS if name == era)


def uncarried_dates(entry: Entry, dates: Mapping[str, FactDate]) -> list[str]:
    """Words of dates in the entry's texts that neither a dates.yml rule nor the entry's own validity carries."""
    carried = {fact.day for fact in dates.values()} | {entry.start}
    if entry.end:
        carried |= {entry.end, entry.end - timedelta(days=1)}
    words: list[str] = []
    for text in (entry.text, entry.easy, entry.speech, *entry.aspects.values()):
        for year, month, day, written in written_dates(text):
            fits = any(
                (year is None or year == known.year) and month == known.month and (day is None or day == known.day)
                for known in carried
            )
            if not fits and written not in words:
                words.append(written)
    return words


def _ranges(entries: Iterable[Entry], named: Mapping[str, str]) -> list[str]:
    """Faults of one topic, insurer and case: an entry that ends before it starts, an overlap, a gap."""
    problems: list[str] = []
    ordered = sorted(entries, key=lambda entry: entry.start)
    for entry in ordered:
        if entry.end is not None and entry.end <= entry.start:
            problems.append(f"{named[entry.id]}: until: {entry.end} must be after from: {entry.start}")
    for before, after in zip(ordered, ordered[1:], strict=False):
        if before.end is None or before.end > after.start:
            problems.append(
                f"{named[after.id]}: from: {after.start} overlaps {before.id} (until: {before.end or 'open'})"
            )
        elif before.end < after.start:
            problems.append(
                f"{named[after.id]}: from: gap after {before.id}: {before.end} to {after.start} has no answer"
            )
    return problems


def check_entries(
    entries: tuple[Entry, ...],
    topics: Mapping[str, Topic],
    dates: Mapping[str, FactDate],
    files: Mapping[str, str] | None = None,
) -> list[str]:
    """Every fault between entries, as sentences; empty when all is well. `files` says which file an entry id stands in."""
    problems: list[str] = []
    named = {entry.id: f"{(files or {}).get(entry.id, 'entries')}: {entry.id}" for entry in entries}
    seen: set[str] = set()
    groups: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.id in seen:
            problems.append(f"{named[entry.id]}: id: used twice; every entry needs its own")
        seen.add(entry.id)
        groups[entry.topic, entry.insurer, entry.case].append(entry)
        for words in uncarried_dates(entry, dates):
            problems.append(
                f"{named[entry.id]}: text: the date {words} is carried by no rule; add it to dates.yml with its source"
            )
    for group in groups.values():
        problems += _ranges(group, named)
    for topic in topics:
        general = groups.get((topic, "general", USUAL))
        if not general:
            problems.append(f"topics.yml: {topic}: no entry for insurer general, case usual")
        elif all(entry.end is not None for entry in general):
            last = max(entry.end for entry in general if entry.end)
            problems.append(f"topics.yml: {topic}: gap: nothing is in force from {last}; the last entry must be open")
    for (topic, insurer, case), group in groups.items():
        if insurer != "general" and (topic, "general", case) not in groups:
            problems.append(f"{named[group[0].id]}: case: {insurer} has an entry for {case} but general has none")
    return problems
