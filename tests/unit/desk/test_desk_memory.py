"""The desk's forgetful memory: bounded in number and age."""

from __future__ import annotations

from bot.desk.memory import ForgetfulMemory


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def a_memory(most: int = 3, seconds: float = 10) -> tuple[ForgetfulMemory[str], Clock]:
    clock = Clock()
    return ForgetfulMemory(most=most, seconds=seconds, clock=clock), clock


def test_what_was_put_is_there() -> None:
    memory, _clock = a_memory()
    memory.put("a", "1")
    assert (memory.get("a"), memory.get("b")) == ("1", None)


def test_a_value_ends_after_its_time() -> None:
    memory, clock = a_memory(seconds=10)
    memory.put("a", "1")
    clock.now += 9.9
    assert memory.get("a") == "1"
    clock.now += 0.1
    assert memory.get("a") is None
    assert len(memory) == 0


def test_putting_again_begins_the_time_anew() -> None:
    memory, clock = a_memory(seconds=10)
    memory.put("a", "1")
    clock.now += 9
    memory.put("a", "2")
    clock.now += 9
    assert memory.get("a") == "2"


def test_the_oldest_go_when_there_are_too_many() -> None:
    memory, _clock = a_memory(most=2)
    for key in ("a", "b", "a", "c"):
        memory.put(key, key)
    assert [memory.get(key) for key in ("a", "b", "c")] == ["a", None, "c"]


def test_old_values_leave_when_a_new_one_comes() -> None:
    memory, clock = a_memory(seconds=10)
    memory.put("a", "1")
    memory.put("b", "2")
    clock.now += 10
    memory.put("c", "3")
    assert len(memory) == 1


def test_a_value_can_be_forgotten_also_twice() -> None:
    memory, _clock = a_memory()
    memory.put("a", "1")
    memory.forget("a")
    memory.forget("a")
    assert memory.get("a") is None
