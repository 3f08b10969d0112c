"""A pytest plugin: `-p tests.record.plugin --turns FILE` writes every turn that the tests take to FILE, one JSON line each."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.record import adapter

_turns: list[dict[str, Any]] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where to write."""
    parser.addoption("--turns", type=Path, required=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Before any conftest or test binds the name of what is watched."""
    adapter.watch(_note)
    return (yield)


def _note(given: dict[str, Any], outcome: dict[str, Any]) -> None:
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" (")[0]
    _turns.append({"source": test, "input": given, "outcome": outcome})


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Everything at once, at the end."""
    with session.config.getoption("--turns").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(turn, ensure_ascii=False) + "\n" for turn in _turns)
