"""Which entry answers which statement of the sources: docs/coverage.md, generated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from bot.rulebook.statements.model import Entry, RulebookError, Rules
from bot.strict_yaml import read_yaml
from bot.words import Words

SAY: Final = Words(__file__)

HERE: Final = Path(__file__).parent


@dataclass(frozen=True)
class Statement:
    """One statement of a source document, in our own words."""

    id: str
    section: str
    topics: tuple[str, ...]
    says: str


def load_statements(path: Path = HERE / "statements.yml") -> tuple[Statement, ...]:
    """All statements, in the documents' order. Raises RulebookError for a broken file."""
    problems: list[str] = []
    data = read_yaml(path, problems)
    if problems:
        raise RulebookError(problems)
    try:
        return tuple(Statement(s["id"], s["section"], tuple(s["topics"]), s["says"]) for s in data["statements"])
    except (KeyError, TypeError) as error:
        raise RulebookError([f"{path.name}: {error!r}: each statement needs id, section, topics and says"]) from None


def answering(statement: Statement, rules: Rules, on: date) -> list[Entry]:
    """The entries in force on the day that name the statement."""
    return [entry for entry in rules.entries if statement.id in entry.statements and entry.in_force(on)]


def coverage_table(statements: tuple[Statement, ...], rules: Rules, questions: Mapping[str, Any], on: date) -> str:
    """The Markdown page: statement -> entries -> test question."""
    lines = [SAY("head", on=on)]
    for statement in statements:
        entries = "<br>".join(entry.id for entry in answering(statement, rules, on)) or "—"
        question = str(questions.get(statement.id, {}).get("question", "—")).replace("|", "/")
        lines.append(f"| {statement.id} | {statement.says.replace('|', '/')} | {entries} | {question} |")
    return "\n".join(lines) + "\n"
