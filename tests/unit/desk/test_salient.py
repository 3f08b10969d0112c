"""What was spoken of last and what was said: ids and days only."""

from __future__ import annotations

from typing import Any

from bot.desk.record import Record
from bot.desk.salient import MOST_SAID, noted
from bot.engine.client import Replies


def replies(*items: dict[str, Any], statements: tuple[str, ...] = (), contacts: tuple[str, ...] = ()) -> Replies:
    found = Replies({"topic": "", "deadlines": [], **item} for item in items)
    found.statements, found.contacts = statements, contacts
    return found


def test_the_last_of_each_kind_is_kept() -> None:
    deadline = {"id": "moving_in", "due": "2026-12-17", "whose": "妻"}
    one = noted(Record("c"), replies({"topic": "loss"}, statements=("A1",), contacts=("kitaku",)))
    two = noted(one, replies({"topic": "moving_deadline", "deadlines": [deadline, {"id": "later", "due": None}]}))
    assert two.salient == {"topic": "moving_deadline", "office": "kitaku", "deadline": "moving_in", "person": "妻"}


def test_a_reply_about_nothing_changes_nothing() -> None:
    one = noted(Record("c"), replies({"topic": "loss"}, statements=("A1",)))
    assert noted(one, replies({})) == one


def test_statements_are_kept_once_in_the_order_of_saying_and_bounded() -> None:
    one = noted(Record("c"), replies(statements=("B2", "A1", "B2")))
    assert noted(one, replies(statements=("A1", "C3"))).said == ("B2", "A1", "C3")
    assert len(noted(one, replies(statements=tuple(f"S{n}" for n in range(2 * MOST_SAID)))).said) == MOST_SAID
