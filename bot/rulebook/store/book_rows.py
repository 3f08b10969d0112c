"""Needs and statements as rows of the database, and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.rulebook.statements.statement import Amount, Book, Caution, Need, StatedSource, Statement, Wording
from bot.rulebook.store.book_tables import ContactWordsRow, FamilyRow, NeedRow, SharedWordsRow, StatementRow
from bot.rulebook.store.tables import Base


def book_rows(book: Book) -> Iterator[Base]:
    """The rows of a book, but for its sources, contacts and days, which stand in the tables of the rules."""
    for position, family in enumerate(book.families.values()):
        yield FamilyRow(id=family.id, position=position, name=family.name, about=family.about)
    for position, need in enumerate(book.needs.values()):
        yield NeedRow(
            id=need.id, position=position, family=need.family, name=need.name, frequent=need.frequent, danger=need.danger,
            lists={"more": list(need.more), "examples": list(need.examples)}, file=need.file,
        )  # fmt: skip
    for position, statement in enumerate(book.statements):
        yield _statement_row(position, statement)
    for position, caution in enumerate(book.cautions.values()):
        yield _shared("caution", position, caution)
    for position, amount in enumerate(book.values.amounts.values()):
        yield _shared("amount", position, amount)
    for contact, words in book.values.words.items():
        yield ContactWordsRow(contact=contact, words={form: dict(fields) for form, fields in words.items()})


def _shared(sort: str, position: int, one: Caution | Amount) -> SharedWordsRow:
    return SharedWordsRow(sort=sort, id=one.id, position=position, **_words(one.words), sources=_refs(one.sources))


def _words(words: Wording) -> dict[str, str]:
    return {"text": words.text, "easy": words.easy, "speech": words.speech, "en": words.en}


def _refs(refs: tuple[StatedSource, ...]) -> list[dict[str, str]]:
    return [{"id": ref.id, "section": ref.section, "source_date": ref.source_date} for ref in refs]


def _statement_row(position: int, one: Statement) -> StatementRow:
    return StatementRow(
        id=one.id,
        position=position,
        need=one.need,
        says=one.says,
        danger=one.danger,
        valid_from=one.start,
        valid_until=one.end,
        verified_on=one.verified_on,
        **_words(one.words),
        sources=_refs(one.sources),
        lists={
            "asks": list(one.asks),
            "when": [[key, list(values)] for key, values in one.when.items()],
            "covers": list(one.covers),
            "must_say": [[form, list(words)] for form, words in one.must_say.items()],
            "cautions": list(one.cautions),
        },
        file=one.file,
    )


def read_statement(row: StatementRow) -> Statement:
    """The statement of a row."""
    lists: dict[str, Any] = row.lists
    return Statement(
        id=row.id,
        need=row.need,
        asks=tuple(lists["asks"]),
        says=row.says,
        when={key: tuple(values) for key, values in lists["when"]},
        start=row.valid_from,
        end=row.valid_until,
        verified_on=row.verified_on,
        sources=read_sources(row.sources),
        words=Wording(row.text, row.easy, row.speech, row.en),
        covers=tuple(lists["covers"]),
        must_say={form: tuple(words) for form, words in lists["must_say"]},
        cautions=tuple(lists["cautions"]),
        danger=row.danger,
        file=row.file,
    )


def read_sources(refs: list[dict[str, str]]) -> tuple[StatedSource, ...]:
    """The sources of a row."""
    return tuple(StatedSource(ref["id"], ref["section"], ref["source_date"]) for ref in refs)


def read_need(row: NeedRow) -> Need:
    """The need of a row."""
    more, examples = tuple(row.lists["more"]), tuple(row.lists["examples"])
    return Need(row.id, row.family, row.name, row.frequent, more, examples, row.danger, row.file)
