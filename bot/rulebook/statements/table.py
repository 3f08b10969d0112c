"""The statements as a table, one row each, and changed wordings back into the YAML text. Pure.

Only the changed values are replaced, letter by letter: comments, order and everything else in a file stay as they are, which
no library that writes YAML anew keeps to the letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import yaml

from bot.rulebook.statements.model import RulebookError
from bot.rulebook.statements.statement import FORMS, Book, Statement

CHANGEABLE: Final = (*FORMS, "from", "until", "verified_on")
COLUMNS: Final = ("id", "need_name", "asks", "says", "when", *CHANGEABLE, "cautions", "sources", "file")
_SLASHED: Final = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")


@dataclass(frozen=True)
class Change:
    """A new value of one key of one statement. Empty: none."""

    file: str
    statement: str
    key: str
    value: str


def rows(book: Book) -> list[dict[str, str]]:
    """One row a statement, in the order of the files."""
    return [_row(book, one) for one in book.statements]


def _row(book: Book, one: Statement) -> dict[str, str]:
    need = book.needs[one.need]
    when = "; ".join(f"{key}={'|'.join(values)}" for key, values in one.when.items())
    sources = "; ".join(f"{ref.id} {ref.section} {ref.source_date or 'none'}".replace("  ", " ") for ref in one.sources)
    row = {"id": one.id, "need_name": need.name, "asks": " ".join(one.asks), "says": one.says, "when": when}
    row |= {form: one.words.form(form) for form in FORMS}
    row |= {"from": str(one.start), "until": str(one.end or ""), "verified_on": str(one.verified_on)}
    return row | {"cautions": " ".join(one.cautions), "sources": sources, "file": one.file}


def changes(book: Book, table: Iterable[Mapping[str, str]]) -> list[Change]:
    """What differs between the book and an edited table; rows may be left out and stand in any order.
    Raises RulebookError for an unknown statement, one that stands twice, and a change of a column that is only to be read."""
    now = {row["id"]: row for row in rows(book)}
    problems: list[str] = []
    found: list[Change] = []
    seen: set[str] = set()
    for line, given in enumerate(table, start=2):
        name = (given.get("id") or "").strip()
        if name not in now or name in seen:
            problems.append(f"line {line}: id: {name!r} {'stands twice' if name in seen else 'is no statement'}")
            continue
        seen.add(name)
        for key in (key for key in COLUMNS if key in given):
            value = _plain(given[key] or "", key)
            if value == now[name][key].strip():
                continue
            if key not in CHANGEABLE:
                problems.append(
                    f"line {line}: {name}: {key}: {given[key]!r} cannot be changed here; only {', '.join(CHANGEABLE)}"
                )
            found.append(Change(now[name]["file"], name, key, value))
    if problems:
        raise RulebookError(problems)
    return found


def _plain(value: str, key: str) -> str:
    """A cell as a spreadsheet may give it back: other line ends, a day with slashes."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    match = _SLASHED.fullmatch(value) if key not in FORMS else None
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else value


def applied(text: str, wanted: Iterable[Change]) -> str:
    """The text of a family's file with the changes in it. Raises RulebookError where a statement is not to be found."""
    for change in wanted:
        text = _replaced(text, change)
    return text


def _replaced(text: str, change: Change) -> str:
    statement = _statement_node(text, change.statement)
    indent = " " * statement.start_mark.column
    keys = {key.value: (key, value) for key, value in statement.value}
    if change.key not in keys:
        before = len(text[: keys["speech"][1].end_mark.index].rstrip())
        if statement.flow_style:
            return f"{text[:before]}, {change.key}:{_scalar(change, '', alone=False)}{text[before:]}"
        before = text.find("\n", before) if "\n" in text[before:] else len(text)
        return f"{text[:before]}\n{indent}{change.key}:{_scalar(change, indent, alone=True)}{text[before:]}"
    key, node = keys[change.key]
    start, end = key.end_mark.index + 1, node.end_mark.index
    end = start + len(text[start:end].rstrip())  # the lines below a block are not its own
    alone = not statement.flow_style and not text[end:].split("\n", 1)[0].strip()
    return text[:start] + _scalar(change, indent, alone=alone) + text[end:]


def _statement_node(text: str, name: str) -> yaml.MappingNode:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        for item in value.value if key.value == "statements" else ():
            if any(field.value == "id" and content.value == name for field, content in item.value):
                assert isinstance(item, yaml.MappingNode)
                return item
    raise RulebookError([f"{name}: not found in its file"])


def _scalar(change: Change, indent: str, *, alone: bool) -> str:
    """The value as YAML behind its colon: a day, a block of lines, or one line, quoted where it must be. Not `alone`: a
    comment or more of the mapping follows on the line."""
    if not change.value:
        return ""
    if change.key not in FORMS:
        try:
            return f" {date.fromisoformat(change.value)}"
        except ValueError:
            raise RulebookError(
                [f"{change.statement}: {change.key}: {change.value!r} is not a date like 2026-04-01"]
            ) from None
    if not alone:
        return " " + json.dumps(change.value, ensure_ascii=False)
    if "\n" in change.value:
        return " |-\n" + "\n".join(f"{indent}  {line}".rstrip() for line in change.value.split("\n"))
    written: str = yaml.safe_dump(change.value, allow_unicode=True, width=10**9)
    return " " + written.removesuffix("\n").removesuffix("\n...")
