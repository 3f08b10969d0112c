"""`mynadesk rulebook show`: what is said about a need or a topic, to whom, on which day, in which form."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from bot.cli.rulebook_check import a_day, the_day
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.loader import load_rules, load_topics
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.statements.model import USUAL, NothingInForce
from bot.rulebook.statements.needs_loader import load_book
from bot.rulebook.statements.render import Readings, rendered
from bot.rulebook.statements.statement import ASKS, FORMS, GENERAL, ISSUERS, WHEN, Statement


def add_show(actions: Any) -> None:
    """Adds `show`."""
    show = actions.add_parser("show", help="ある用件（または話題）の、ある日の答えを見る")
    show.add_argument("name", metavar="用件", help="用件の id（例 loss.report）、系統か話題の id（例 loss）")
    show.add_argument("--on", type=a_day, default=None, metavar="日付", help="例 2026-02-01。省くと今日")
    show.add_argument("--insurer", choices=ISSUERS, default=GENERAL, help="保険（省くと general）")
    show.add_argument("--form", choices=FORMS, default="text", help="文章の形")
    show.add_argument(
        "--readings", choices=("none", "brackets", "kana"), default="brackets", help="やさしい日本語の読み"
    )
    show.add_argument(
        "--asks", nargs="+", choices=ASKS, default=[], metavar="問い", help="聞かれたこと（例 cost bring）"
    )
    show.add_argument(
        "--when", nargs="+", type=_fact, default=[], metavar="事情", help="わかっていること（例 card=lost）"
    )
    show.add_argument("--case", default=USUAL, help="場合分け（話題だけ。省くと usual）")
    show.set_defaults(run=run_show)


def _fact(value: str) -> tuple[str, str]:
    name, _, word = value.partition("=")
    if name not in WHEN or name == "insurer" or word not in WHEN[name]:
        known = "、".join(f"{key}={'|'.join(words)}" for key, words in WHEN.items() if key != "insurer")
        raise argparse.ArgumentTypeError(f"{value!r} は使えません。使えるもの：{known}")
    return name, word


def run_show(options: argparse.Namespace) -> int:
    """One need with its statements; the needs of a family; or one of the older topics."""
    book = Statements(load_book())
    if book.need(options.name):
        return _show_need(book, options)
    if options.name in book.book.families:
        for need in book.book.needs.values():
            if need.family == options.name:
                print(f"{need.id}  {need.name}")
        return _show_topic(options) if options.name in load_topics() else 0
    return _no_need(book, options.name) if "." in options.name else _show_topic(options)


def _no_need(book: Statements, name: str) -> int:
    near = [need for need in book.book.needs if need.split(".")[0] == name.split(".")[0]] or list(book.book.families)
    print(f"用件 {name!r} はありません。使えるもの：{', '.join(near) or 'まだありません'}")
    return 1


def _show_need(book: Statements, options: argparse.Namespace) -> int:
    on, facts = the_day(options), dict(options.when)
    chosen = book.choose(options.name, options.asks, facts, options.insurer, on)
    print(f"[{options.name}]  {on} の時点、{options.insurer}\n")
    if not chosen.statements and not chosen.wants:
        print("この日に有効な答えはありません。")
        return 1
    for statement in chosen.statements:
        _show_statement(book, statement, options)
    for caution in chosen.cautions:
        print(f"注意：{_words(book, caution.words.form(options.form) or caution.words.text, options)}\n")
    if chosen.wants:
        print(f"先に聞くこと：{chosen.wants}（{'、'.join(chosen.offers)}）\n")
    if chosen.unanswered:
        print(f"答えがない問い：{'、'.join(chosen.unanswered)}\n")
    rest = book.rest(options.name, [one.id for one in chosen.statements], facts, options.insurer, on)
    if rest:
        print("――― くわしく ―――\n")
    for statement in rest:
        _show_statement(book, statement, options)
    return 0


def _show_statement(book: Statements, one: Statement, options: argparse.Namespace) -> None:
    when = " ".join(f"{key}={'|'.join(values)}" for key, values in one.when.items())
    print(f"({one.id}  {' '.join(one.asks) or '最初の文'}  {one.says}{'  ' + when if when else ''})")
    print(_words(book, one.words.form(options.form) or one.words.text, options))
    for source in book.cited(one):
        day = source.source_date or "日付の表示なし"
        print(f"  出典：{source.title}（{source.publisher}） {source.section} {day} {source.url}".rstrip())
    print()


def _words(book: Statements, wording: str, options: argparse.Namespace) -> str:
    readings: Readings = options.readings
    return rendered(wording, options.form, book.book.values, readings)


def _show_topic(options: argparse.Namespace) -> int:
    book = Rulebook(load_rules())
    if options.name not in book.rules.topics:
        print(f"話題 {options.name!r} はありません。使える話題：{', '.join(book.rules.topics)}")
        return 1
    cases = book.cases(options.name)
    if options.case not in cases:
        print(f"{options.name} に {options.case!r} という場合はありません。使える場合：{', '.join(sorted(cases))}")
        return 1
    on = the_day(options)
    found = book.answer(options.name, options.insurer, on=on, case=options.case)
    if isinstance(found, NothingInForce):
        print(f"{on} の時点で有効な答えはありません（{options.name}、{options.insurer}）。")
        return 1
    forms: dict[str, Callable[[], str]] = {"easy": lambda: found.easy, "speech": lambda: found.speech}
    print(f"\n[{found.entry}]  {on} の時点、{found.insurer}\n")
    print(forms.get(options.form, lambda: found.text)())
    print("\n出典：")
    for source in found.sources:
        print(f"  {source.title} {source.section}（{source.verified_on} 確認） {source.url}".rstrip())
    for contact in found.contacts:
        print(f"連絡先：{contact.name} {contact.phone} {contact.hours}".rstrip())
    return 0
