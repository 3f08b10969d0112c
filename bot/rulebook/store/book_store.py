"""Needs and statements in the database: the whole book back, and what is in force on a day. `replace_rules` writes them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session

from bot.rulebook.statements.statement import Amount, Book, Caution, Family, Statement, Values, Wording
from bot.rulebook.store.book_rows import read_need, read_sources, read_statement
from bot.rulebook.store.book_tables import ContactWordsRow, FamilyRow, NeedRow, SharedWordsRow, StatementRow
from bot.rulebook.store.database import read_rules


def stored_book(engine: Engine) -> Book:
    """The book as `replace_rules` wrote it."""
    rules = read_rules(engine)
    with Session(engine) as session:
        families = session.scalars(select(FamilyRow).order_by(FamilyRow.position))
        needs = session.scalars(select(NeedRow).order_by(NeedRow.position))
        shared = session.scalars(select(SharedWordsRow).order_by(SharedWordsRow.position)).all()
        worded = [
            (row.sort, row.id, Wording(row.text, row.easy, row.speech, row.en), read_sources(row.sources))
            for row in shared
        ]
        amounts = {name: Amount(name, words, refs) for sort, name, words, refs in worded if sort == "amount"}
        return Book(
            families={row.id: Family(row.id, row.name, row.about) for row in families},
            needs={row.id: read_need(row) for row in needs},
            statements=tuple(
                read_statement(row) for row in session.scalars(select(StatementRow).order_by(StatementRow.position))
            ),
            cautions={name: Caution(name, words, refs) for sort, name, words, refs in worded if sort == "caution"},
            sources=rules.sources,
            values=Values(
                rules.contacts,
                {row.contact: row.words for row in session.scalars(select(ContactWordsRow))},
                amounts,
                rules.dates,
            ),
        )


def in_force(engine: Engine, need: str, on: date) -> tuple[Statement, ...]:
    """The statements of a need that hold on the day `on`, in the order of the file."""
    wanted = (
        select(StatementRow)
        .where(StatementRow.need == need, StatementRow.valid_from <= on)
        .where(or_(StatementRow.valid_until.is_(None), StatementRow.valid_until > on))
        .order_by(StatementRow.position)
    )
    with Session(engine) as session:
        return tuple(read_statement(row) for row in session.scalars(wanted))
