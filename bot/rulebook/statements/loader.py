"""YAML files -> checked Rules. Bad data is refused whole, with every fault named at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from bot.rulebook.statements.checks import check_entries
from bot.rulebook.statements.fields import Fields
from bot.rulebook.statements.model import (
    ASPECTS,
    INSURERS,
    USUAL,
    Contact,
    Entry,
    FactDate,
    RulebookError,
    Rules,
    Source,
    Topic,
)
from bot.strict_yaml import read_yaml

Files = Mapping[str, Mapping[str, Any]]  # by name
HERE: Final = Path(__file__).parent
TOPIC_KEYS: Final = frozenset(("ja", "about", "personal"))
ENTRY_KEYS: Final = frozenset(
    [
        "id",
        "topic",
        "insurer",
        "case",
        "from",
        "until",
        "verified_on",
        "sources",
        "contacts",
        "asks_insurer",
        "statements",
        "followups",
        "text",
        "easy",
        "speech",
        "aspects",
    ]
)


def _items(file: str, data: Mapping[str, Any], key: str, problems: list[str]) -> Iterator[Fields]:
    items = data.get(key) or []
    if not isinstance(items, list):
        problems.append(f"{file}: {key}: must be a list")
        return
    for number, item in enumerate(items, start=1):
        if not isinstance(item, Mapping):
            problems.append(f"{file}: {key} number {number}: must be a mapping")
            continue
        yield Fields(f"{file}: {item.get('id', f'{key} number {number}')}", item, problems)


def load_topics(path: Path = HERE / "topics.yml") -> dict[str, Topic]:
    """The topic ids, in order. Raises RulebookError when the file is unusable."""
    problems: list[str] = []
    topics: dict[str, Topic] = {}
    for name, item in read_yaml(path, problems).items():
        fields = Fields(f"{path.name}: {name}", item if isinstance(item, Mapping) else {}, problems)
        fields.known_keys(TOPIC_KEYS)
        topics[name] = Topic(name, fields.text("ja"), fields.text("about"), fields.flag("personal"))
    if problems or not topics:
        raise RulebookError(problems or [f"{path.name}: no topics"])
    return topics


def _entry(
    fields: Fields, topics: Mapping[str, Topic], sources: Mapping[str, Source], contacts: Mapping[str, Contact]
) -> Entry:
    fields.known_keys(ENTRY_KEYS)
    aspects = fields.data.get("aspects") or {}
    if not isinstance(aspects, Mapping):
        fields.fault("aspects", "must be a mapping")
        aspects = {}
    for key in aspects:
        if key not in ASPECTS:
            fields.fault("aspects", f"{key!r} is unknown; allowed: {', '.join(ASPECTS)}")
    for key in ("text", "easy", "speech"):
        if "http" in str(fields.data.get(key, "")):
            fields.fault(key, "holds an address; addresses belong into sources.yml")
    return Entry(
        id=fields.text("id"),
        topic=fields.one_of("topic", topics),
        insurer=fields.one_of("insurer", INSURERS),
        case=fields.text("case", required=False) or USUAL,
        start=fields.day("from") or date.min,
        end=fields.day("until", required=False),
        verified_on=fields.day("verified_on") or date.min,
        text=fields.text("text"),
        easy=fields.text("easy"),
        speech=fields.text("speech"),
        sources=fields.source_refs(sources),
        contacts=fields.names("contacts", contacts),
        asks_insurer=fields.flag("asks_insurer"),
        statements=fields.names("statements"),
        followups=fields.names("followups", topics, at_most=3),
        aspects={str(key): str(value).strip() for key, value in aspects.items()},
    )


def load_rules(entries: Path = HERE / "entries", topics_file: Path = HERE / "topics.yml") -> Rules:
    """All rulebook files under `entries`, checked. Raises RulebookError naming every fault."""
    problems: list[str] = []
    topics = load_topics(topics_file)
    files = {path.name: read_yaml(path, problems) for path in sorted(entries.glob("*.yml"))}
    sources = _sources(files, problems)
    contacts = _contacts(files, sources, problems)
    dates = _dates(files, sources, problems)
    found: list[Entry] = []
    for file, data in files.items():
        unknown = [key for key in data if key not in {"entries", "sources", "contacts", "dates"}]
        problems += [f"{file}: {key}: unknown key; allowed: entries, sources, contacts, dates" for key in unknown]
        found += [_entry(fields, topics, sources, contacts) for fields in _items(file, data, "entries", problems)]
    problems += check_entries(tuple(found), topics, dates)
    if problems:
        raise RulebookError(problems)
    return Rules(topics, sources, contacts, dates, tuple(found))


def _sources(files: Files, problems: list[str]) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for fields in _all_items(files, "sources", problems):
        source = Source(
            fields.text("id"),
            fields.text("title"),
            fields.text("publisher"),
            fields.text("date", required=False),
            fields.text("url", required=False),
        )
        if source.id in sources:
            fields.fault("id", "used twice")
        sources[source.id] = source
    return sources


def _contacts(files: Files, sources: Mapping[str, Source], problems: list[str]) -> dict[str, Contact]:
    contacts: dict[str, Contact] = {}
    for fields in _all_items(files, "contacts", problems):
        contact = Contact(
            fields.text("id"),
            fields.text("name"),
            fields.text("phone", required=False),
            fields.text("hours", required=False),
            fields.text("address", required=False),
            fields.text("note", required=False),
            fields.source_refs(sources),
            fields.day("verified_on") or date.min,
        )
        contacts[contact.id] = contact
    return contacts


def _dates(files: Files, sources: Mapping[str, Source], problems: list[str]) -> dict[str, FactDate]:
    dates: dict[str, FactDate] = {}
    for fields in _all_items(files, "dates", problems):
        fact = FactDate(
            fields.text("id"),
            fields.day("date") or date.min,
            fields.text("says"),
            fields.source_refs(sources),
            fields.day("verified_on") or date.min,
        )
        if fact.id in dates:
            fields.fault("id", "used twice")
        dates[fact.id] = fact
    return dates


def _all_items(files: Files, key: str, problems: list[str]) -> Iterator[Fields]:
    for file, data in files.items():
        yield from _items(file, data, key, problems)
