"""SQLAlchemy tables of needs and statements. Alembic migrations under migrations/ create them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rulebook.store.tables import Base


class FamilyRow(Base):
    __tablename__ = "rulebook_family"
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int] = mapped_column()
    name: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)


class NeedRow(Base):
    __tablename__ = "rulebook_need"
    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    position: Mapped[int] = mapped_column()
    family: Mapped[str] = mapped_column(String(60), index=True)
    name: Mapped[str] = mapped_column(Text)
    frequent: Mapped[bool] = mapped_column(Boolean)
    danger: Mapped[str] = mapped_column(String(20))
    lists: Mapped[dict[str, Any]] = mapped_column(JSON)  # more, examples
    file: Mapped[str] = mapped_column(String(120))


class StatementRow(Base):
    __tablename__ = "rulebook_statement"
    id: Mapped[str] = mapped_column(String(160), primary_key=True)
    position: Mapped[int] = mapped_column()
    need: Mapped[str] = mapped_column(String(120), index=True)
    says: Mapped[str] = mapped_column(String(10))
    danger: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    verified_on: Mapped[date] = mapped_column(Date)
    text: Mapped[str] = mapped_column(Text)
    easy: Mapped[str] = mapped_column(Text)
    speech: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    sources: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    lists: Mapped[dict[str, Any]] = mapped_column(JSON)  # asks, when, covers, must_say, cautions
    file: Mapped[str] = mapped_column(String(120))


class SharedWordsRow(Base):
    """Cautions and amounts."""

    __tablename__ = "rulebook_shared_words"
    sort: Mapped[str] = mapped_column(String(10), primary_key=True)  # caution, amount
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(Text)
    easy: Mapped[str] = mapped_column(Text)
    speech: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    sources: Mapped[list[dict[str, str]]] = mapped_column(JSON)


class ContactWordsRow(Base):
    """How a contact's name, hours and address are worded in each form."""

    __tablename__ = "rulebook_contact_words"
    contact: Mapped[str] = mapped_column(String(40), primary_key=True)
    words: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
