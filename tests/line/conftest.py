"""Runs a scenario in a loop of its own, with a house in a fresh folder."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from line_house import House, house

from tests.one_book import one_book  # noqa: F401

pytest.importorskip("linebot")
Scenario = Callable[[House], Awaitable[None]]


@pytest.fixture
def at_home(tmp_path: Path) -> Callable[..., None]:
    """`at_home(scenario, push=…, monthly=…, insurer=…)`."""

    def run(scenario: Scenario, **more: Any) -> None:
        async def inside() -> None:
            async with house(tmp_path / "data", **more) as one:
                await scenario(one)

        asyncio.run(inside())

    return run
