"""SQLAlchemy tables of the rulebook. Alembic migrations under migrations/ create them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Date, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Common metadata."""


class SourceRow(Base):
    __tablename__ = "rulebook_source"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    publisher: Mapped[str] = mapped_column(Text)
    shown_date: Mapped[str] = mapped_column(String(40))
    url: Mapped[str] = mapped_column(Text)


class ContactRow(Base):
    __tablename__ = "rulebook_contact"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(String(40))
    hours: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    sources: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    verified_on: Mapped[date] = mapped_column(Date)


class FactDateRow(Base):
    __tablename__ = "rulebook_date"
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    says: Mapped[str] = mapped_column(Text)
    sources: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    verified_on: Mapped[date] = mapped_column(Date)


class EntryRow(Base):
    __tablename__ = "rulebook_entry"
    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    topic: Mapped[str] = mapped_column(String(60), index=True)
    insurer: Mapped[str] = mapped_column(String(20))
    case: Mapped[str] = mapped_column("case_key", String(40))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    verified_on: Mapped[date] = mapped_column(Date)
    text: Mapped[str] = mapped_column(Text)
    easy: Mapped[str] = mapped_column(Text)
    speech: Mapped[str] = mapped_column(Text)
    sources: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    asks_insurer: Mapped[bool] = mapped_column(Boolean)
    lists: Mapped[dict[str, Any]] = mapped_column(JSON)


class TopicRow(Base):
    __tablename__ = "rulebook_topic"
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    personal: Mapped[bool] = mapped_column(Boolean)
