"""The order of waiting turns, as tables."""

from __future__ import annotations

import pytest

from bot.desk.fair_queue import FairQueue


def served(queue: FairQueue[str]) -> str:
    order = []
    while (ticket := queue.pop()) is not None:
        order.append(ticket.item)
    return " ".join(order)


def queued(*turns: tuple[str, float, str]) -> FairQueue[str]:
    queue: FairQueue[str] = FairQueue()
    for turn in turns:
        queue.push(*turn)
    return queue


def test_equal_turns_of_one_address_come_in_their_order() -> None:
    assert served(queued(*[("a", 1, str(n)) for n in range(5)])) == "0 1 2 3 4"


def test_addresses_take_turns_however_many_one_has_waiting() -> None:
    many = [("a", 1.0, f"a{n}") for n in range(6)]
    assert served(queued(*many, ("b", 1, "b0"), ("b", 1, "b1"))) == "a0 b0 a1 b1 a2 a3 a4 a5"


def test_the_share_is_counted_in_cost_and_not_in_turns() -> None:
    order = served(queued(*[("long", 10.0, "L")] * 3, *[("short", 1.0, "s")] * 25)).split()
    assert order.index("L") == 9
    assert [order[:21].count(one) for one in "Ls"] == [2, 19]


def test_a_short_question_goes_before_a_long_one_of_the_same_address() -> None:
    assert served(queued(("a", 20, "long"), ("a", 1, "short"))) == "short long"


def test_a_long_one_is_never_put_off_for_ever() -> None:
    queue = queued(("a", 20, "long"), ("a", 1, "s"), ("a", 1, "s"))
    order = []
    for _ in range(60):  # two short questions wait at any time
        ticket = queue.pop()
        assert ticket is not None
        order.append(ticket.item)
        queue.push("a", 1, "s")
    assert order.index("long") <= 2 * 20


def test_an_address_that_comes_late_is_not_behind_the_others_past() -> None:
    queue = queued(*[("a", 1.0, f"a{n}") for n in range(10)])
    for _ in range(5):
        queue.pop()
    queue.push("b", 1, "b")
    assert served(queue).split().index("b") <= 1


def test_an_address_that_was_idle_has_saved_nothing() -> None:
    queue = queued(("b", 1, "b"))
    queue.pop()
    for n in range(50):
        queue.push("a", 1, f"a{n}")
        queue.pop()
    for _ in range(3):
        queue.push("a", 1, "a")
        queue.push("b", 1, "b")
    assert served(queue) == "a b a b a b"


def test_the_last_one_is_the_costly_one_of_the_address_with_most() -> None:
    queue = queued(("a", 1, "a0"), ("a", 9, "a-long"), ("a", 1, "a1"), ("b", 50, "b"))
    assert queue.last().item == "a-long"
    assert queue.last("b").item == "b"
    assert queue.last("a").item == "a-long"


def test_of_equals_the_last_to_come_is_the_last() -> None:
    assert queued(("a", 1, "x"), ("a", 1, "y"), ("a", 1, "z")).last().item == "z"


def test_nobody_is_last_where_nobody_waits() -> None:
    with pytest.raises(ValueError, match="empty"):
        FairQueue[str]().last("a")


def test_a_dropped_turn_is_not_served_and_may_be_dropped_again() -> None:
    queue = queued(("a", 1, "x"))
    ticket = queue.push("a", 1, "y")
    queue.drop(ticket)
    queue.drop(ticket)
    assert (len(queue), queue.count("a"), queue.count("b")) == (1, 1, 0)
    assert served(queue) == "x"
    assert len(queue) == 0
