"""needs/*.yml -> checked Book. Bad data is refused whole, with every fault named at once: file, id, key, what is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from bot.rulebook.statements.coverage import load_statements
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.model import Contact, FactDate, RulebookError, Rules, Source
from bot.rulebook.statements.needs_checks import check_book
from bot.rulebook.statements.needs_fields import NeedFields, shown_date
from bot.rulebook.statements.statement import (
    ASKS,
    CONTACT_FIELDS,
    DANGERS,
    FORMS,
    NAME_LENGTH,
    SAYS,
    Amount,
    Book,
    Caution,
    Family,
    Need,
    Statement,
    Values,
)
from bot.strict_yaml import read_yaml

HERE: Final = Path(__file__).parent / "needs"
ENGLISH: Final = (
    "danger", "dv", "crisis", "child_danger", "medical_emergency", "loss", "contact", "contacts", "foreign_residents",
)  # fmt: skip
"""Families, or first words of families, whose statements must have English."""
_SHARED: Final[Mapping[str, tuple[str, ...]]] = {
    "cautions.yml": ("sources", "cautions"),
    "days.yml": ("sources", "dates"),
    "contacts.yml": ("sources", "contacts", "wordings"),
}
_FAMILY: Final = ("family", "name", "about", "sources", "contacts", "needs", "statements")
_STATEMENT: Final = (
    "id", "need", "asks", "says", "when", "from", "until", "verified_on", "sources", "covers", "must_say", "cautions", "danger",
    *FORMS,
)  # fmt: skip
_NEED: Final = ("id", "name", "frequent", "more", "examples", "danger")


class _Reader:
    """Fills a Book file by file; `problems` holds every fault."""

    def __init__(self, rules: Rules, covered: set[str]) -> None:
        self.problems: list[str] = []
        self.covered = covered
        self.sources = dict(rules.sources)
        self.contacts = dict(rules.contacts)
        self.days = dict(rules.dates)
        self.contact_words: dict[str, dict[str, dict[str, str]]] = {}
        self.families: dict[str, Family] = {}
        self.needs: dict[str, Need] = {}
        self.cautions: dict[str, Caution] = {}
        self.amounts: dict[str, Amount] = {}
        self.statements: list[Statement] = []

    def items(self, file: str, data: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> Iterator[NeedFields]:
        items = data.get(key) or []
        if not isinstance(items, list):
            self.problems.append(f"{file}: {key}: must be a list")
            return
        for number, item in enumerate(items, start=1):
            if not isinstance(item, Mapping):
                self.problems.append(f"{file}: {key} number {number}: must be a mapping")
                continue
            fields = NeedFields(f"{file}: {item.get('id', f'{key} number {number}')}", item, self.problems)
            fields.known_keys(allowed)
            yield fields

    def once(self, fields: NeedFields, known: Mapping[str, object], name: str) -> str:
        if name in known:
            fields.fault("id", f"{name!r} is used twice; every id needs its own")
        return name

    def top(self, file: str, data: Mapping[str, Any]) -> None:
        allowed = _SHARED.get(file, _FAMILY)
        for key in data:
            if key not in allowed:
                self.problems.append(f"{file}: {key}: unknown key; allowed: {', '.join(allowed)}")

    def read_sources(self, file: str, data: Mapping[str, Any]) -> None:
        for fields in self.items(file, data, "sources", ("id", "title", "publisher", "date", "url")):
            name = self.once(fields, self.sources, fields.text("id"))
            day = shown_date(fields.data.get("date") or "none")
            if day is None:
                fields.fault(
                    "date", f"{fields.data.get('date')!r} must be the page's own date like 2025-04-01 or 2025, or none"
                )
            title, publisher = fields.text("title"), fields.text("publisher")
            self.sources[name] = Source(name, title, publisher, day or "", fields.text("url", required=False))

    def read_contacts(self, file: str, data: Mapping[str, Any]) -> None:
        keys = ("id", "name", "phone", "hours", "address", "note", "sources", "verified_on", "easy", "speech", "en")
        for fields in self.items(file, data, "contacts", keys):
            name = self.once(fields, self.contacts, fields.text("id"))
            if "." in name:
                fields.fault("id", f"{name!r} must not hold a dot")
            phone, hours, address, note = (
                fields.text(key, required=False) for key in ("phone", "hours", "address", "note")
            )
            refs, checked = fields.source_refs(self.sources), fields.day("verified_on") or date.min
            self.contacts[name] = Contact(name, fields.text("name"), phone, hours, address, note, refs, checked)
            self.contact_words[name] = self.read_wordings(fields)
        wordings = data.get("wordings") or {}
        if not isinstance(wordings, Mapping):
            self.problems.append(f"{file}: wordings: must be a mapping like {{kitaku: {{easy: {{name: …}}}}}}")
            return
        for name, words in wordings.items():
            fields = NeedFields(f"{file}: {name}", words if isinstance(words, Mapping) else {}, self.problems)
            fields.known_keys(FORMS)
            if name not in self.contacts:
                fields.fault("wordings", f"{name!r} is no contact; there are: {', '.join(sorted(self.contacts))}")
            self.contact_words[str(name)] = self.read_wordings(fields)

    def read_wordings(self, fields: NeedFields) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for form in FORMS:
            given = fields.data.get(form) or {}
            if not isinstance(given, Mapping) or not set(given) <= set(CONTACT_FIELDS):
                fields.fault(form, f"must be a mapping; allowed keys: {', '.join(CONTACT_FIELDS)}")
                continue
            found[form] = {str(key): str(value) for key, value in given.items()}
        return found

    def read_shared(self, file: str, data: Mapping[str, Any]) -> None:
        """Days and cautions."""
        for fields in self.items(file, data, "dates", ("id", "date", "says", "sources", "verified_on")):
            name = self.once(fields, self.days, fields.text("id"))
            day, checked = fields.day("date") or date.min, fields.day("verified_on") or date.min
            self.days[name] = FactDate(name, day, fields.text("says"), fields.source_refs(self.sources), checked)
        for fields in self.items(file, data, "cautions", ("id", "sources", *FORMS)):
            name = self.once(fields, self.cautions, fields.text("id"))
            self.cautions[name] = Caution(name, fields.words(english=False), fields.stated_sources(self.sources))

    def read_amounts(self, data: Mapping[str, Any]) -> None:
        for name, item in data.items():
            fields = NeedFields(f"amounts.yml: {name}", item if isinstance(item, Mapping) else {}, self.problems)
            fields.known_keys((*FORMS, "sources", "verified_on"))
            if not str(name).startswith("fee."):
                fields.fault("id", f"{name!r} must begin with 'fee.'")
            refs = fields.stated_sources(self.sources)
            self.amounts[str(name)] = Amount(str(name), fields.words(english=False), refs)

    def read_needs(self, file: str, data: Mapping[str, Any]) -> None:
        top = NeedFields(file, data, self.problems)
        family = Family(top.text("family"), top.text("name"), top.text("about"))
        self.families.setdefault(family.id, family)
        for fields in self.items(file, data, "needs", _NEED):
            name = self.once(fields, self.needs, fields.dotted("id", family.id))
            title = fields.text("name")
            if len(title) > NAME_LENGTH:
                fields.fault("name", f"「{title}」 has {len(title)} characters; a button holds {NAME_LENGTH}")
            more, examples = fields.names("more", at_most=3), fields.names("examples")
            danger = fields.word("danger", ("", *DANGERS), "")
            self.needs[name] = Need(name, family.id, title, fields.flag("frequent"), more, examples, danger, file)

    def read_statements(self, file: str, data: Mapping[str, Any]) -> None:
        family = str(data.get("family") or "")
        english = family in ENGLISH or family.split("_")[0] in ENGLISH
        known = {statement.id for statement in self.statements}
        for fields in self.items(file, data, "statements", _STATEMENT):
            need = fields.one_of("need", self.needs) if self.needs else fields.text("need")
            statement = Statement(
                id=fields.dotted("id", need),
                need=need,
                asks=fields.listed("asks", ASKS),
                says=fields.word("says", SAYS, "-"),
                when=fields.when(),
                start=fields.day("from") or date.min,
                end=fields.day("until", required=False),
                verified_on=fields.day("verified_on") or date.min,
                sources=fields.stated_sources(self.sources),
                words=fields.words(english=english),
                covers=fields.listed("covers", self.covered),
                must_say=fields.must_say(),
                cautions=fields.listed("cautions", self.cautions),
                danger=fields.word("danger", ("", *DANGERS), ""),
                file=file,
            )
            if statement.id in known:
                fields.fault("id", f"{statement.id!r} is used twice; every id needs its own")
            known.add(statement.id)
            self.statements.append(statement)

    def book(self) -> Book:
        values = Values(self.contacts, self.contact_words, self.amounts, self.days)
        return Book(self.families, self.needs, tuple(self.statements), self.cautions, self.sources, values)


def read_book(folder: Path = HERE, rules: Rules | None = None) -> tuple[Book, list[str]]:
    """Everything in `folder` as far as it can be read, on top of the sources, contacts and days of `rules` (left out:
    those of entries/), and every fault as a sentence."""
    reader = _Reader(rules or load_rules(), {source.id for source in load_statements()})
    files = {path.name: read_yaml(path, reader.problems) for path in sorted(folder.glob("*.yml"))}
    amounts = files.pop("amounts.yml", {})
    families = {file: data for file, data in files.items() if file not in _SHARED}
    for file, data in files.items():
        reader.top(file, data)
        reader.read_sources(file, data)
    for file, data in sorted(files.items(), key=lambda item: item[0] == "contacts.yml"):
        reader.read_contacts(file, data)
        reader.read_shared(file, data)
    reader.read_amounts(amounts)
    for file, data in families.items():
        reader.read_needs(file, data)
    for file, data in families.items():
        reader.read_statements(file, data)
    return reader.book(), [*reader.problems, *check_book(reader.book())]


def load_book(folder: Path = HERE, rules: Rules | None = None) -> Book:
    """`read_book`, refused whole: raises RulebookError naming every fault."""
    book, problems = read_book(folder, rules)
    if problems:
        raise RulebookError(problems)
    return book
