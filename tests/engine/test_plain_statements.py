"""Short everyday statements of our own subject are not declined, whatever face, politeness or date they wear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from plain_statements import Statement, statements

DECLINED_AT_MOST = 0.005
ASKED_BACK_AT_MOST = 0.05  # the nearest topics offered instead of an answer
OFF_TOPIC_AT_MOST = 0.02


@pytest.fixture(scope="module")
def heard(agent: Any) -> list[tuple[Statement, dict[str, Any]]]:
    import asyncio

    async def all_of_them() -> list[tuple[Statement, dict[str, Any]]]:
        return [(one, (await agent.parse_message(one.text))["understanding"]) for one in statements()]

    return asyncio.run(all_of_them())


def topics(understood: dict[str, Any]) -> Iterator[str]:
    yield from understood["choices"] if understood["verdict"] == "choose" else (one["topic"] for one in understood["topics"])


def test_they_are_not_declined(heard: list[tuple[Statement, dict[str, Any]]]) -> None:
    declined = [one.text for one, understood in heard if understood["verdict"] in ("outside", "unclear")]
    assert len(heard) >= 1500
    assert len(declined) / len(heard) <= DECLINED_AT_MOST, declined


def test_they_are_answered_rather_than_asked_back(heard: list[tuple[Statement, dict[str, Any]]]) -> None:
    asked = [one.text for one, understood in heard if understood["verdict"] == "choose"]
    assert len(asked) / len(heard) <= ASKED_BACK_AT_MOST, asked


def test_they_reach_a_topic_that_answers_them(heard: list[tuple[Statement, dict[str, Any]]]) -> None:
    off = [one.text for one, understood in heard if understood["verdict"] != "outside" and not set(topics(understood)) & set(one.topics)]
    assert len(off) / len(heard) <= OFF_TOPIC_AT_MOST, off
