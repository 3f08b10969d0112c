"""Runs a scenario in a loop of its own, with a house in a fresh folder."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from line_house import House, house

from bot.rulebook.statements.model import Rules
from bot.rulebook.statements.needs_loader import load_book
from bot.rulebook.statements.statement import Book

pytest.importorskip("linebot")
Scenario = Callable[[House], Awaitable[None]]


@pytest.fixture(scope="session", autouse=True)
def one_book() -> Iterator[None]:
    """The statements, the same for every desk of a run, are read once."""
    read: list[Book] = []

    def load_once(*, rules: Rules) -> Book:
        if not read:
            read.append(load_book(rules=rules))
        return read[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.app.build.load_book", load_once)
        yield


@pytest.fixture
def at_home(tmp_path: Path) -> Callable[..., None]:
    """`at_home(scenario, push=…, monthly=…, insurer=…)`."""

    def run(scenario: Scenario, **more: Any) -> None:
        async def inside() -> None:
            async with house(tmp_path / "data", **more) as one:
                await scenario(one)

        asyncio.run(inside())

    return run
