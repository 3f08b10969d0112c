"""`mynadesk rulebook booklet`: all answers for an insurer as one page to be printed and signed."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path
from typing import Any, Final

from bot.cli.rulebook_check import a_day, the_day
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.needs_loader import load_book
from bot.rulebook.statements.render import as_html, pieces
from bot.rulebook.statements.statement import FORMS, GENERAL, ISSUERS, Need, Statement, Wording

INSURER: Final = {
    GENERAL: "保険を問わない答え",
    "kitamura": "キタムラ健康保険組合",
    "kitaku": "北区国民健康保険",
    "kouki": "後期高齢者医療",
    "other": "そのほかの健康保険",
}
FORM: Final = {"text": "文章", "easy": "やさしい日本語", "speech": "読み上げ", "en": "英語"}
STYLE: Final = """
body { font-family: "Noto Sans JP", "Hiragino Sans", "Yu Gothic", sans-serif; line-height: 1.7 }
body { max-width: 50rem; margin: 2rem auto }
h2 { border-bottom: 2px solid #333; margin-top: 3rem } h3 { margin-bottom: .2rem }
section { break-inside: avoid; border-left: 3px solid #bbb; margin: 1rem 0; padding-left: 1rem }
dl { display: grid; grid-template-columns: 7rem 1fr; gap: .2rem 1rem; margin: 0 } dt { color: #555 } dd { margin: 0 }
.caution { font-weight: bold } .source, .head { color: #555; font-size: .85rem } .sign { font-size: .85rem; text-align: right }
@page { margin: 18mm } @media print { body { margin: 0; max-width: none } a { color: inherit; text-decoration: none } }
"""


def add_booklet(actions: Any) -> None:
    """Adds `booklet`."""
    booklet = actions.add_parser("booklet", help="すべての答えを、印刷して見る一冊（HTML）にする")
    booklet.add_argument("--insurer", choices=ISSUERS, default=GENERAL, help="保険（省くと general）")
    booklet.add_argument("--on", type=a_day, default=None, metavar="日付", help="例 2026-02-01。省くと今日")
    booklet.add_argument("--write", type=Path, default=None, metavar="ファイル", help="書く先（省くと画面）")
    booklet.set_defaults(run=run_booklet)


def run_booklet(options: argparse.Namespace) -> int:
    """Prints or writes the page."""
    page = "\n".join(_page(Statements(load_book()), options.insurer, the_day(options)))
    if options.write:
        options.write.write_text(page, encoding="utf-8")
        print(f"{options.write} に書きました。")
    else:
        print(page)
    return 0


def _page(book: Statements, insurer: str, on: date) -> Iterator[str]:
    title = f"答えの一覧：{INSURER[insurer]}（{on.year}年{on.month}月{on.day}日の時点）"
    yield f'<!doctype html>\n<html lang="ja">\n<head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style></head>'
    yield f"<body>\n<h1>{title}</h1>"
    yield "<p>出典の日付は、そのページに表示されている日付です。直すところは赤字で書いてください。</p>"
    for family in book.book.families.values():
        needs = [
            (need, book.page(need.id, insurer, on)) for need in book.book.needs.values() if need.family == family.id
        ]
        if any(statements for _need, statements in needs):
            yield f"<h2>{escape(family.name)}</h2>"
        for need, statements in needs:
            yield from _need(book, need, statements)
    yield '<p class="sign">確認した人：＿＿＿＿＿＿＿＿　確認した日：＿＿＿＿＿＿＿＿</p>\n</body>\n</html>'


def _need(book: Statements, need: Need, statements: tuple[Statement, ...]) -> Iterator[str]:
    if statements:
        yield f'<h3>{escape(need.name)}</h3>\n<p class="head">{escape("　".join(need.examples[:3]))}</p>'
    for statement in statements:
        when = "、".join(f"{key}={'|'.join(values)}" for key, values in statement.when.items())
        yield f'<section>\n<div class="head">{escape(statement.id)} {escape(when)}</div>\n<dl>'
        yield from _forms(book, statement.words)
        yield "</dl>"
        for name in statement.cautions:
            yield '<div class="caution">注意</div>\n<dl>'
            yield from _forms(book, book.book.cautions[name].words)
            yield "</dl>"
        yield from _sources(book, statement)
        yield "</section>"


def _forms(book: Statements, words: Wording) -> Iterator[str]:
    for form in FORMS:
        if words.form(form):
            yield f"<dt>{FORM[form]}</dt><dd>{as_html(pieces(words.form(form), form, book.book.values))}</dd>"


def _sources(book: Statements, statement: Statement) -> Iterator[str]:
    for source in book.cited(statement):
        shown = f"{source.title}（{source.publisher}） {source.section}、{source.source_date or '日付の表示なし'}"
        link = f' <a href="{escape(source.url, quote=True)}">{escape(source.url)}</a>' if source.url else ""
        yield f'<div class="source">出典：{escape(shown)}{link}</div>'
    yield f'<div class="source">見た日：{statement.verified_on}　有効：{statement.start}から{statement.end or ""}</div>'
