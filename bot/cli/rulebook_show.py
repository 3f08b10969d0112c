"""`mynadesk rulebook show`: what is said about a need or a topic, to whom, on which day, in which form."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, Final

from bot.cli.rulebook_check import a_day, the_day
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.loader import load_rules, load_topics
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.statements.model import USUAL, NothingInForce
from bot.rulebook.statements.needs_loader import load_book
from bot.rulebook.statements.render import Readings, rendered
from bot.rulebook.statements.statement import ASKS, FORMS, GENERAL, ISSUERS, WHEN, Statement
from bot.words import Words

SAY: Final = Words(__file__)


def add_show(actions: Any) -> None:
    """Adds `show`."""
    show = actions.add_parser("show", help=SAY("show"))
    show.add_argument("name", metavar=SAY("need"), help=SAY("which_need"))
    show.add_argument("--on", type=a_day, default=None, metavar=SAY("day"), help=SAY("on"))
    show.add_argument("--insurer", choices=ISSUERS, default=GENERAL, help=SAY("insurer"))
    show.add_argument("--form", choices=FORMS, default="text", help=SAY("form"))
    show.add_argument("--readings", choices=("none", "brackets", "kana"), default="brackets", help=SAY("readings"))
    show.add_argument("--asks", nargs="+", choices=ASKS, default=[], metavar=SAY("ask"), help=SAY("asks"))
    show.add_argument("--when", nargs="+", type=_fact, default=[], metavar=SAY("fact"), help=SAY("when"))
    show.add_argument("--case", default=USUAL, help=SAY("case"))
    show.set_defaults(run=run_show)


def _fact(value: str) -> tuple[str, str]:
    name, _, word = value.partition("=")
    if name not in WHEN or name == "insurer" or word not in WHEN[name]:
        known = "、".join(f"{key}={'|'.join(words)}" for key, words in WHEN.items() if key != "insurer")
        raise argparse.ArgumentTypeError(SAY("no_fact", value=value, known=known))
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
    known = ", ".join(near) or SAY("none")
    print(SAY("no_need", name=name, known=known))
    return 1


def _show_need(book: Statements, options: argparse.Namespace) -> int:
    on, facts = the_day(options), dict(options.when)
    chosen = book.choose(options.name, options.asks, facts, options.insurer, on)
    print(SAY("head", name=options.name, on=on, insurer=options.insurer))
    if not chosen.statements and not chosen.wants:
        print(SAY("none_in_force"))
        return 1
    for statement in chosen.statements:
        _show_statement(book, statement, options)
    for caution in chosen.cautions:
        print(SAY("caution", words=_words(book, caution.words.form(options.form) or caution.words.text, options)))
    if chosen.wants:
        print(SAY("first_asked", want=chosen.wants, offers="、".join(chosen.offers)))
    if chosen.unanswered:
        print(SAY("unanswered", asks="、".join(chosen.unanswered)))
    rest = book.rest(options.name, [one.id for one in chosen.statements], facts, options.insurer, on)
    if rest:
        print(SAY("more"))
    for statement in rest:
        _show_statement(book, statement, options)
    return 0


def _show_statement(book: Statements, one: Statement, options: argparse.Namespace) -> None:
    when = " ".join(f"{key}={'|'.join(values)}" for key, values in one.when.items())
    asks = " ".join(one.asks) or SAY("first_statement")
    print(f"({one.id}  {asks}  {one.says}{'  ' + when if when else ''})")
    print(_words(book, one.words.form(options.form) or one.words.text, options))
    for source in book.cited(one):
        day = source.source_date or SAY("no_day")
        print(
            SAY(
                "source",
                title=source.title,
                publisher=source.publisher,
                section=source.section,
                day=day,
                url=source.url,
            ).rstrip()
        )
    print()


def _words(book: Statements, wording: str, options: argparse.Namespace) -> str:
    readings: Readings = options.readings
    return rendered(wording, options.form, book.book.values, readings)


def _show_topic(options: argparse.Namespace) -> int:
    book = Rulebook(load_rules())
    if options.name not in book.rules.topics:
        print(SAY("no_topic", topic=options.name, topics=", ".join(book.rules.topics)))
        return 1
    cases = book.cases(options.name)
    if options.case not in cases:
        print(SAY("no_case", topic=options.name, case=options.case, cases=", ".join(sorted(cases))))
        return 1
    on = the_day(options)
    found = book.answer(options.name, options.insurer, on=on, case=options.case)
    if isinstance(found, NothingInForce):
        print(SAY("topic_not_in_force", on=on, topic=options.name, insurer=options.insurer))
        return 1
    forms: dict[str, Callable[[], str]] = {"easy": lambda: found.easy, "speech": lambda: found.speech}
    print(SAY("topic_head", entry=found.entry, on=on, insurer=found.insurer))
    print(forms.get(options.form, lambda: found.text)())
    print(SAY("sources"))
    for source in found.sources:
        print(
            SAY(
                "topic_source",
                title=source.title,
                section=source.section,
                verified_on=source.verified_on,
                url=source.url,
            ).rstrip()
        )
    for contact in found.contacts:
        print(SAY("contact", name=contact.name, phone=contact.phone, hours=contact.hours).rstrip())
    return 0
