"""`mynadesk rulebook check`: every fault of the rulebook's files at once, with counts."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot.rulebook.deadlines.book import load_deadline_book
from bot.rulebook.statements.coverage import load_statements
from bot.rulebook.statements.finding import RULES, Finding
from bot.rulebook.statements.leaks import leaks, read_samples
from bot.rulebook.statements.lint import lint
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.needs_loader import read_book


def a_day(value: str) -> date:
    """A date argument. Raises argparse's error naming the value."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} は 2026-11-22 の形の日付ではありません") from None


def the_day(options: argparse.Namespace) -> date:
    """The day of --on, or today."""
    from bot.settings import load_settings

    return options.on or load_settings().today()


def add_check(actions: Any) -> None:
    """Adds `check`."""
    check = actions.add_parser("check", help="すべてのファイルを確かめる")
    check.add_argument("--on", type=a_day, default=None, help="この日を今日として確かめる（例 2026-11-22）")
    check.add_argument(
        "--family", action="append", default=[], metavar="系統", help="この系統のことだけを出す（何度でも）"
    )
    check.add_argument(
        "--samples", nargs="+", type=Path, default=[], metavar="ファイル", help="例文がこの見本に近すぎないか"
    )
    check.add_argument("--hints", action="store_true", help="直さなくてもよい気づきも一つずつ出す")
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
        print(f"確認から1年以上たっています：{name}")
    _counts(refused, found)
    print(
        f"話題 {len(rules.topics)}、答え {len(rules.entries)}、期限の決まり {len(deadlines.rules)}、出典 {len(book.sources)}、"
        f"連絡先 {len(book.values.contacts)}、用件 {len(book.needs)}、文 {len(book.statements)}、"
        f"例文 {sum(len(need.examples) for need in book.needs.values())}"
    )
    bad = len(refused) + sum(not one.hint for one in found)
    print(f"直すところが {bad} あります。" if bad else "問題はありません。")
    return 1 if bad else 0


def _of(families: Sequence[str], lines: list[str]) -> list[str]:
    """The lines about a file or an id of one of the families; all when none is named."""
    if not families:
        return lines
    heads = tuple(f"{family}.yml:" for family in families)
    return [line for line in lines if line.startswith(heads) or any(f": {family}." in line for family in families)]


def _counts(refused: list[str], found: list[Finding]) -> None:
    if refused:
        print(f"{len(refused):5}  読み込めないもの（直すまで使えません）")
    for rule, count in Counter(one.rule for one in found).most_common():
        print(f"{count:5}  {rule.lstrip('?')}：{RULES[rule]}{'（気づき）' if rule.startswith('?') else ''}")
