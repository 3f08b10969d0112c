"""When a part is replaced, with which pauses, and when its failures are forgotten."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from bot.app import watch
from bot.app.watch import PAUSES, Question, Watch


class FakeChild:
    """What Watch needs of a child process."""

    def __init__(self) -> None:
        self.code: int | None = None
        self.stopped: list[float] = []
        self.cpu = 0.0

    def ended(self) -> int | None:
        return self.code

    def computed(self) -> float:
        return self.cpu

    def stop(self, limit: float) -> None:
        self.stopped.append(limit)


class Stage:
    """A watched part whose clock and answers the test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.good, self.replies, self.fails = 1000.0, True, True, False
        self.children: list[FakeChild] = []
        self.told: list[str] = []
        monkeypatch.setattr(watch.time, "monotonic", lambda: self.now)
        questions = [Question(lambda: self.good, every=0.001, misses=3), Question(lambda: self.replies, every=0.001, misses=2)]
        self.watch = Watch("部品", self.start, questions, self.told.append)  # type: ignore[arg-type]

    def start(self) -> FakeChild:
        if self.fails:
            raise OSError(12, "Cannot allocate memory")
        self.children.append(FakeChild())
        return self.children[-1]

    def until(self, true: Callable[[], bool]) -> None:
        """Tends until it is so; the questions are asked in threads of their own."""
        end = time.perf_counter() + 20
        while not true():
            assert time.perf_counter() < end, self.told
            self.watch.tend()
            time.sleep(0.002)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    found = Stage(monkeypatch)
    found.watch.begin()
    return found


def test_one_that_dies_is_replaced_at_once_and_that_is_told(stage: Stage) -> None:
    stage.until(stage.watch.ready)
    stage.children[0].code = -9
    stage.until(lambda: len(stage.children) == 2 and stage.watch.ready())
    stage.until(lambda: len(stage.told) == 2)
    assert stage.told == ["部品が止まりました（-9）。入れ直します。", "部品が戻りました（0秒）。"]
    stage.watch.end(5)
    assert stage.children[1].stopped == [5]


def test_pauses_grow_to_a_minute_and_it_never_gives_up(stage: Stage) -> None:
    stage.good = False
    waited = []
    for number in range(1, len(PAUSES) + 5):
        stage.children[-1].code = 3
        began = stage.now
        while len(stage.children) <= number:
            stage.watch.tend()
            stage.now += 0.25
        waited.append(stage.now - began)
    assert [abs(took - pause) <= 0.5 for took, pause in zip(waited, [*PAUSES, *[60.0] * 4])] == [True] * len(waited)
    stage.watch.end(0)


def test_one_that_does_not_answer_is_killed(stage: Stage) -> None:
    stage.until(stage.watch.ready)
    stage.good = False
    stage.until(lambda: bool(stage.children[0].stopped))
    assert stage.children[0].stopped == [0] and "答えません" in stage.told[0]
    stage.watch.end(0)


def test_one_whose_door_answers_and_no_question_is_killed(stage: Stage) -> None:
    stage.until(stage.watch.ready)
    stage.replies = False
    stage.until(lambda: bool(stage.children[0].stopped))
    assert "答えません" in stage.told[0]
    stage.watch.end(0)


def test_one_that_computes_is_given_more_time(stage: Stage) -> None:
    stage.until(lambda: stage.watch.well() and len(stage.watch._askers) == 2)
    stage.watch.tend()
    asker = stage.watch._askers[0]
    asker.end()
    for missed, busy, killed in ((5, True, False), (11, True, False), (12, True, True)):
        asker.missed = missed
        stage.now += 3.0
        stage.children[0].cpu += 2.9 if busy else 0.0
        stage.watch.tend()
        assert bool(stage.children[0].stopped) is killed, missed
    stage.watch.end(0)


def test_one_that_never_gets_ready_is_replaced_and_sooner_once_its_usual_time_is_known(stage: Stage) -> None:
    stage.until(stage.watch.ready)
    stage.watch.tend()
    stage.good = False
    stage.children[0].code = 1
    stage.until(lambda: len(stage.children) == 2)
    stage.now += 29.0
    stage.watch.tend()
    assert not stage.children[1].stopped
    stage.now += 2.0
    stage.watch.tend()
    assert stage.children[1].stopped and "始まりません" in stage.told[-1]
    stage.watch.end(0)


def test_a_start_that_fails_for_want_of_memory_is_tried_again(stage: Stage) -> None:
    stage.until(stage.watch.ready)
    stage.fails = True
    stage.children[0].code = -9
    stage.watch.tend()
    stage.watch.tend()
    assert "Cannot allocate memory" in stage.told[-1]
    stage.fails = False
    stage.now += PAUSES[1] + 0.1
    stage.until(lambda: len(stage.children) == 2)
    stage.watch.end(0)


def test_failures_are_forgotten_after_a_quiet_time(stage: Stage) -> None:
    stage.until(stage.watch.ready)
    stage.children[0].code = -9
    stage.until(lambda: len(stage.children) == 2 and stage.watch.ready())
    stage.now += watch.QUIET - 1
    stage.watch.tend()
    assert stage.watch.failures == 1
    stage.now += 2
    stage.until(lambda: stage.watch.failures == 0)
    stage.watch.end(0)
