"""How often: a burst, then a steady pace, for each key alone."""

from __future__ import annotations

from bot.desk.rates import Rate


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def rate(**more: int) -> tuple[Rate, Clock]:
    clock = Clock()
    return Rate(60, 5, clock=clock, **more), clock


def test_a_burst_goes_through_and_the_next_is_told_how_long_to_wait() -> None:
    limit, _clock = rate()
    assert [limit.take("a") for _ in range(7)] == [0, 0, 0, 0, 0, 1, 1]


def test_what_was_refused_is_not_counted() -> None:
    limit, clock = rate()
    for _ in range(100):
        limit.take("a")
    clock.now += 1
    assert [limit.take("a"), limit.take("a")] == [0, 1]


def test_the_pace_holds_in_the_long_run() -> None:
    limit, clock = rate()
    passed = 0
    for _ in range(6000):
        passed += limit.take("a") == 0
        clock.now += 0.1
    assert 600 <= passed <= 606


def test_one_key_says_nothing_about_another() -> None:
    limit, _clock = rate()
    for _ in range(9):
        limit.take("a")
    assert limit.take("b") == 0


def test_after_a_quiet_time_the_burst_is_there_again() -> None:
    limit, clock = rate()
    for _ in range(9):
        limit.take("a")
    clock.now += 6
    assert [limit.take("a") for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_a_flood_of_keys_is_bounded_in_memory() -> None:
    limit, _clock = rate(most=100)
    for number in range(1000):
        limit.take(str(number))
    assert len(limit._full_at) == 100
