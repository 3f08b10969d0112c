"""The circuit breaker as a table of events and times."""

from __future__ import annotations

from bot.engine.breaker import Breaker


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def opened() -> tuple[Breaker, Clock]:
    clock = Clock()
    breaker = Breaker(failures=3, pause=2.0, clock=clock)
    for _ in range(3):
        assert breaker.allows()
        breaker.failed()
    return breaker, clock


def test_it_opens_after_failures_in_a_row_only() -> None:
    breaker = Breaker(failures=3)
    for _ in range(5):
        breaker.failed()
        breaker.failed()
        breaker.succeeded()
    assert (breaker.state, breaker.failures, breaker.allows()) == ("closed", 0, True)


def test_open_it_lets_nobody_wait() -> None:
    breaker, clock = opened()
    clock.now += 1.9
    assert (breaker.state, breaker.allows()) == ("open", False)


def test_after_the_pause_one_alone_may_try() -> None:
    breaker, clock = opened()
    clock.now += 2
    assert (breaker.state, [breaker.allows() for _ in range(3)]) == ("half_open", [True, False, False])


def test_a_good_probe_closes_it() -> None:
    breaker, clock = opened()
    clock.now += 2
    breaker.allows()
    breaker.succeeded()
    assert (breaker.state, breaker.allows(), breaker.allows()) == ("closed", True, True)


def test_a_bad_probe_opens_it_for_another_pause() -> None:
    breaker, clock = opened()
    clock.now += 2
    breaker.allows()
    breaker.failed()
    assert (breaker.state, breaker.allows(), breaker.failures) == ("open", False, 4)
    clock.now += 2
    assert breaker.allows()


def test_a_probe_that_says_nothing_leaves_the_next_to_try() -> None:
    breaker, clock = opened()
    clock.now += 2
    assert breaker.allows()
    breaker.given_up()
    assert (breaker.state, breaker.allows()) == ("half_open", True)
