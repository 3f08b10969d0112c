"""The rulebook in a database: migrate, replace, read back. Any SQLAlchemy URL; SQLite by default."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, delete, event, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, QueuePool

from bot.rulebook.statements.model import Contact, Entry, FactDate, Rules, Source, SourceRef, Topic
from bot.rulebook.statements.statement import Book
from bot.rulebook.store.book_rows import book_rows
from bot.rulebook.store.staff_tables import EVERY
from bot.rulebook.store.tables import Base, ContactRow, EntryRow, FactDateRow, SourceRow, TopicRow

READS: Final = "mynadesk_reads"


def open_database(url: str) -> Engine:
    """An engine for `url`. Nothing is connected yet. Each use of a SQLite file opens it anew: a connection that is kept
    answers from its memory when the file is long gone or spoilt."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return create_engine(parsed, poolclass=NullPool)
    return create_engine(parsed)


def open_conversations(url: str, *, durable: bool = False) -> Engine:
    """An engine for the conversations of `url`; an empty `url`: in this process's memory, with the tables. Connections to
    a SQLite file are kept, because there is a turn to be written every few milliseconds. What is deleted is overwritten;
    a commit is safe from a crash of the desk, and the last ones may be lost in a power cut (WAL, synchronous=NORMAL),
    unless it is to be `durable`."""
    parsed = make_url(url or "sqlite://")
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    one = {"pool_size": 1, "max_overflow": 0} if not url else {}
    engine = create_engine(parsed, poolclass=QueuePool, connect_args={"check_same_thread": False}, **one)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin below, not where the driver thinks fit
        synchronous = f"synchronous={'FULL' if durable else 'NORMAL'}"
        for pragma in ("busy_timeout=3000", "journal_mode=WAL", synchronous, "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get(READS)
        # a reader that becomes a writer could be refused at once: whoever may write waits for its turn first
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    if not url:
        EVERY.create_all(engine)
    return engine


def reading(engine: Engine) -> Engine:
    """The same database for those who only read: on SQLite they wait for no writer, and no writer for them."""
    return engine.execution_options(**{READS: True})


def empty_log(engine: Engine) -> None:
    """SQLite's write-ahead log still holds what was deleted: empties it, as far as nobody reads from it just now."""
    if engine.dialect.name == "sqlite":
        with contextlib.suppress(SQLAlchemyError):
            pooled = engine.raw_connection()  # outside any transaction
            try:
                pooled.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                pooled.close()


def migrate(engine: Engine) -> None:
    """Brings the database to the newest schema; does nothing when it is there already."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _refs(refs: tuple[SourceRef, ...]) -> list[dict[str, str]]:
    return [{"id": ref.id, "section": ref.section} for ref in refs]


def _unref(refs: list[dict[str, str]]) -> tuple[SourceRef, ...]:
    return tuple(SourceRef(ref["id"], ref["section"]) for ref in refs)


def replace_rules(engine: Engine, rules: Rules, book: Book | None = None) -> None:
    """Writes `rules`, and `book` with the sources, contacts and days that it adds, in one transaction; what stood there
    before is gone, or, on any error, still there."""
    sources, contacts, dates = rules.sources, rules.contacts, rules.dates
    if book:
        sources, contacts, dates = book.sources, book.values.contacts, book.values.days
    with Session(engine) as session, session.begin():
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))
        for position, topic in enumerate(rules.topics.values()):
            session.add(
                TopicRow(id=topic.id, position=position, name=topic.name, about=topic.about, personal=topic.personal)
            )
        for source in sources.values():
            session.add(
                SourceRow(
                    id=source.id, title=source.title, publisher=source.publisher, shown_date=source.date, url=source.url
                )
            )
        for contact in contacts.values():
            session.add(
                ContactRow(
                    id=contact.id,
                    name=contact.name,
                    phone=contact.phone,
                    hours=contact.hours,
                    address=contact.address,
                    note=contact.note,
                    sources=_refs(contact.sources),
                    verified_on=contact.verified_on,
                )
            )
        for fact in dates.values():
            session.add(
                FactDateRow(
                    id=fact.id, day=fact.day, says=fact.says, sources=_refs(fact.sources), verified_on=fact.verified_on
                )
            )
        for entry in rules.entries:
            session.add(_row(entry))
        session.add_all(book_rows(book) if book else ())


def _row(entry: Entry) -> EntryRow:
    return EntryRow(
        id=entry.id,
        topic=entry.topic,
        insurer=entry.insurer,
        case=entry.case,
        valid_from=entry.start,
        valid_until=entry.end,
        verified_on=entry.verified_on,
        text=entry.text,
        easy=entry.easy,
        speech=entry.speech,
        sources=_refs(entry.sources),
        asks_insurer=entry.asks_insurer,
        lists={
            "contacts": list(entry.contacts),
            "statements": list(entry.statements),
            "followups": list(entry.followups),
            "aspects": dict(entry.aspects),
        },
    )


def _entry(row: EntryRow) -> Entry:
    return Entry(
        id=row.id,
        topic=row.topic,
        insurer=row.insurer,
        case=row.case,
        start=row.valid_from,
        end=row.valid_until,
        verified_on=row.verified_on,
        text=row.text,
        easy=row.easy,
        speech=row.speech,
        sources=_unref(row.sources),
        contacts=tuple(row.lists["contacts"]),
        asks_insurer=row.asks_insurer,
        statements=tuple(row.lists["statements"]),
        followups=tuple(row.lists["followups"]),
        aspects=row.lists["aspects"],
    )


def read_rules(engine: Engine) -> Rules:
    """Everything in the database, as `replace_rules` wrote it."""
    with Session(engine) as session:
        topics = session.scalars(select(TopicRow).order_by(TopicRow.position)).all()
        return Rules(
            topics={row.id: Topic(row.id, row.name, row.about, row.personal) for row in topics},
            sources={
                row.id: Source(row.id, row.title, row.publisher, row.shown_date, row.url)
                for row in session.scalars(select(SourceRow))
            },
            contacts={
                row.id: Contact(
                    row.id, row.name, row.phone, row.hours, row.address, row.note, _unref(row.sources), row.verified_on
                )
                for row in session.scalars(select(ContactRow))
            },
            dates={
                row.id: FactDate(row.id, row.day, row.says, _unref(row.sources), row.verified_on)
                for row in session.scalars(select(FactDateRow))
            },
            entries=tuple(_entry(row) for row in session.scalars(select(EntryRow).order_by(EntryRow.id))),
        )


def stale(rules: Rules, on: date, *, days: int = 365) -> list[str]:
    """Ids of entries whose last verification lies more than `days` before `on`."""
    return [entry.id for entry in rules.entries if (on - entry.verified_on).days > days]
