"""`mynadesk rulebook check | show | table | booklet | coverage`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from bot.cli.rulebook_booklet import add_booklet
from bot.cli.rulebook_check import a_day, add_check, the_day
from bot.cli.rulebook_show import add_show
from bot.cli.rulebook_table import add_table
from bot.rulebook.statements.loader import load_rules
from bot.words import Words

SAY: Final = Words(__file__)


def add_commands(commands: Any) -> None:
    """Adds the rulebook commands."""
    parser = commands.add_parser("rulebook", help=SAY("rulebook"))
    actions = parser.add_subparsers(metavar=SAY("action"), required=True)
    add_check(actions)
    add_show(actions)
    add_table(actions)
    add_booklet(actions)
    coverage = actions.add_parser("coverage", help=SAY("coverage"))
    coverage.add_argument("--on", type=a_day, default=None, metavar=SAY("day"), help=SAY("on"))
    coverage.add_argument("--write", type=Path, default=None, metavar=SAY("file"), help=SAY("write"))
    coverage.set_defaults(run=run_coverage)


def run_coverage(options: argparse.Namespace) -> int:
    """Statement -> entry -> test question."""
    from bot.rulebook.statements.coverage import answering, coverage_table, load_statements
    from bot.settings import ROOT
    from bot.strict_yaml import load_yaml

    questions = load_yaml(ROOT / "tests" / "engine" / "coverage_questions.yml")
    statements, rules, on = load_statements(), load_rules(), the_day(options)
    table = coverage_table(statements, rules, questions, on)
    if options.write:
        options.write.write_text(table, encoding="utf-8")
    else:
        print(table)
    open_ones = [statement.id for statement in statements if not answering(statement, rules, on)]
    names = "、".join(open_ones) or SAY("none")
    print(SAY("coverage_count", count=len(statements), open=len(open_ones), names=names))
    return 1 if open_ones else 0
