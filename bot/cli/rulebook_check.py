"""`mynadesk rulebook check`: every fault of the rulebook's files at once, with counts."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from bot.rulebook.deadlines.book import load_deadline_book
from bot.rulebook.statements.coverage import load_statements
from bot.rulebook.statements.finding import Finding
from bot.rulebook.statements.finding import rules as lint_rules
from bot.rulebook.statements.leaks import leaks, read_samples
from bot.rulebook.statements.lint import lint
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.needs_loader import read_book
from bot.words import Words

SAY: Final = Words(__file__)


def a_day(value: str) -> date:
    """A date argument. Raises argparse's error naming the value."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(SAY("no_day", value=value)) from None


def the_day(options: argparse.Namespace) -> date:
    """The day of --on, or today."""
    from bot.settings import load_settings

    return options.on or load_settings().today()


def add_check(actions: Any) -> None:
    """Adds `check`."""
    check = actions.add_parser("check", help=SAY("check"))
    check.add_argument("--on", type=a_day, default=None, help=SAY("on"))
    check.add_argument("--family", action="append", default=[], metavar=SAY("family"), help=SAY("only_family"))
    check.add_argument("--samples", nargs="+", type=Path, default=[], metavar=SAY("file"), help=SAY("samples"))
    check.add_argument("--hints", action="store_true", help=SAY("hints"))
    check.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    """Loads everything and lints it. 1 when something must be mended."""
    from bot.rulebook.store.database import stale  # here: the database's libraries would double the size of `up`

    on, rules = the_day(options), load_rules()
    deadlines = load_deadline_book()
    book, refused = read_book(rules=rules)
    found = lint(book, load_statements(), on)
    if options.samples:
        found += leaks(book, read_samples(options.samples))
    refused, found = _of(options.family, refused), [one for one in found if _of(options.family, [one.where])]
    for problem in refused:
        print(problem)
    for one in found:
        if options.hints or not one.hint:
            print(one)
    for name in () if options.family else stale(rules, on):
        print(SAY("stale", name=name))
    _counts(refused, found)
    print(
        SAY(
            "counts",
            topics=len(rules.topics),
            entries=len(rules.entries),
            rules=len(deadlines.rules),
            sources=len(book.sources),
            contacts=len(book.values.contacts),
            needs=len(book.needs),
            statements=len(book.statements),
            examples=sum(len(need.examples) for need in book.needs.values()),
        )
    )
    bad = len(refused) + sum(not one.hint for one in found)
    print(SAY("faults", count=bad) if bad else SAY("fine"))
    return 1 if bad else 0


def _of(families: Sequence[str], lines: list[str]) -> list[str]:
    """The lines about a file or an id of one of the families; all when none is named."""
    if not families:
        return lines
    heads = tuple(f"{family}.yml:" for family in families)
    return [line for line in lines if line.startswith(heads) or any(f": {family}." in line for family in families)]


def _counts(refused: list[str], found: list[Finding]) -> None:
    if refused:
        print(SAY("refused", count=len(refused)))
    says = lint_rules()
    for rule, count in Counter(one.rule for one in found).most_common():
        hint = SAY("hint") if rule.startswith("?") else ""
        print(f"{count:5}  {rule.lstrip('?')}：{says[rule]}{hint}")
