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
from bot.words import Words

SAY: Final = Words(__file__)

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
    booklet = actions.add_parser("booklet", help=SAY("booklet"))
    booklet.add_argument("--insurer", choices=ISSUERS, default=GENERAL, help=SAY("insurer"))
    booklet.add_argument("--on", type=a_day, default=None, metavar=SAY("day"), help=SAY("on"))
    booklet.add_argument("--write", type=Path, default=None, metavar=SAY("file"), help=SAY("write"))
    booklet.set_defaults(run=run_booklet)


def run_booklet(options: argparse.Namespace) -> int:
    """Prints or writes the page."""
    page = "\n".join(_page(Statements(load_book()), options.insurer, the_day(options)))
    if options.write:
        options.write.write_text(page, encoding="utf-8")
        print(SAY("written", file=options.write))
    else:
        print(page)
    return 0


def _page(book: Statements, insurer: str, on: date) -> Iterator[str]:
    title = SAY("title", insurer=SAY.table("insurers")[insurer], year=on.year, month=on.month, day=on.day)
    yield f'<!doctype html>\n<html lang="ja">\n<head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style></head>'
    yield f"<body>\n<h1>{title}</h1>"
    yield SAY("head")
    for family in book.book.families.values():
        needs = [
            (need, book.page(need.id, insurer, on)) for need in book.book.needs.values() if need.family == family.id
        ]
        if any(statements for _need, statements in needs):
            yield f"<h2>{escape(family.name)}</h2>"
        for need, statements in needs:
            yield from _need(book, need, statements)
    yield SAY("sign")


def _need(book: Statements, need: Need, statements: tuple[Statement, ...]) -> Iterator[str]:
    if statements:
        yield f'<h3>{escape(need.name)}</h3>\n<p class="head">{escape("　".join(need.examples[:3]))}</p>'
    for statement in statements:
        when = "、".join(f"{key}={'|'.join(values)}" for key, values in statement.when.items())
        yield f'<section>\n<div class="head">{escape(statement.id)} {escape(when)}</div>\n<dl>'
        yield from _forms(book, statement.words)
        yield "</dl>"
        for name in statement.cautions:
            yield SAY("caution")
            yield from _forms(book, book.book.cautions[name].words)
            yield "</dl>"
        yield from _sources(book, statement)
        yield "</section>"


def _forms(book: Statements, words: Wording) -> Iterator[str]:
    for form in FORMS:
        if words.form(form):
            yield f"<dt>{SAY.table('forms')[form]}</dt><dd>{as_html(pieces(words.form(form), form, book.book.values))}</dd>"


def _sources(book: Statements, statement: Statement) -> Iterator[str]:
    for source in book.cited(statement):
        day = source.source_date or SAY("no_day")
        shown = f"{source.title}（{source.publisher}） {source.section}、{day}"
        link = f' <a href="{escape(source.url, quote=True)}">{escape(source.url)}</a>' if source.url else ""
        yield SAY("source", source=escape(shown), link=link)
    yield SAY("seen", verified_on=statement.verified_on, start=statement.start, end=statement.end or "")
