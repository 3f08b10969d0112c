"""The statements are read once for all desks of a test run, not by each of a hundred."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.rulebook.statements.model import Rules
from bot.rulebook.statements.needs_loader import load_book
from bot.rulebook.statements.statement import Book


@pytest.fixture(scope="session", autouse=True)
def one_book() -> Iterator[None]:
    """All desks have the rules that come with the project, so that the first one's statements are every desk's."""
    read: list[Book] = []

    def load_once(*, rules: Rules) -> Book:
        if not read:
            read.append(load_book(rules=rules))
        return read[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.app.build.load_book", load_once)
        yield
