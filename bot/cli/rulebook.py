"""`mynadesk rulebook check | show | coverage`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bot.cli.rulebook_check import a_day, add_check, the_day
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.statements.model import INSURERS, USUAL, NothingInForce


def add_commands(commands: Any) -> None:
    """Adds the rulebook commands."""
    parser = commands.add_parser("rulebook", help="決まり（ルールブック）を確かめる・読む")
    actions = parser.add_subparsers(metavar="操作", required=True)
    add_check(actions)
    show = actions.add_parser("show", help="ある話題の、ある日の答えを見る")
    show.add_argument("topic", metavar="話題", help="bot/rulebook/statements/topics.yml の id（例 old_card）")
    show.add_argument("--on", type=a_day, default=None, metavar="日付", help="例 2026-02-01。省くと今日")
    show.add_argument("--insurer", choices=INSURERS, default="general", help="保険（省くと general）")
    show.add_argument("--case", default=USUAL, help="場合分け（省くと usual）")
    show.add_argument("--form", choices=("text", "easy", "speech"), default="text", help="文章の形")
    show.set_defaults(run=run_show)
    coverage = actions.add_parser("coverage", help="出典の文のそれぞれに、どの答えがあるか")
    coverage.add_argument("--on", type=a_day, default=None, metavar="日付", help="例 2026-02-01。省くと今日")
    coverage.add_argument("--write", type=Path, default=None, metavar="ファイル", help="Markdownで書く先（省くと画面）")
    coverage.set_defaults(run=run_coverage)


def run_coverage(options: argparse.Namespace) -> int:
    """Statement -> entry -> test question."""
    from bot.rulebook.statements.coverage import answering, coverage_table, load_statements
    from bot.settings import ROOT

    questions = yaml.safe_load((ROOT / "tests" / "engine" / "coverage_questions.yml").read_text(encoding="utf-8"))
    statements, rules, on = load_statements(), load_rules(), the_day(options)
    table = coverage_table(statements, rules, questions, on)
    if options.write:
        options.write.write_text(table, encoding="utf-8")
    else:
        print(table)
    open_ones = [statement.id for statement in statements if not answering(statement, rules, on)]
    print(f"出典の文 {len(statements)} のうち、答えがないもの {len(open_ones)}：{'、'.join(open_ones) or 'なし'}")
    return 1 if open_ones else 0


def run_show(options: argparse.Namespace) -> int:
    """One answer with its sources."""
    book = Rulebook(load_rules())
    if options.topic not in book.rules.topics:
        print(f"話題 {options.topic!r} はありません。使える話題：{', '.join(book.rules.topics)}")
        return 1
    cases = book.cases(options.topic)
    if options.case not in cases:
        print(f"{options.topic} に {options.case!r} という場合はありません。使える場合：{', '.join(sorted(cases))}")
        return 1
    on = the_day(options)
    found = book.answer(options.topic, options.insurer, on=on, case=options.case)
    if isinstance(found, NothingInForce):
        print(f"{on} の時点で有効な答えはありません（{options.topic}、{options.insurer}）。")
        return 1
    forms: dict[str, Callable[[], str]] = {
        "text": lambda: found.text,
        "easy": lambda: found.easy,
        "speech": lambda: found.speech,
    }
    print(f"[{found.entry}]  {on} の時点、{found.insurer}\n")
    print(forms[options.form]())
    print("\n出典：")
    for source in found.sources:
        print(f"  {source.title} {source.section}（{source.verified_on} 確認） {source.url}".rstrip())
    for contact in found.contacts:
        print(f"連絡先：{contact.name} {contact.phone} {contact.hours}".rstrip())
    return 0
