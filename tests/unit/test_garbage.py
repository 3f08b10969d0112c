"""What is there when a process begins to serve is not searched again; what comes later still is."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.garbage import OBJECTS, keep_what_is_there


class Ring:
    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


def test_what_is_there_is_kept_and_what_comes_later_is_not() -> None:
    old = Ring()
    keep_what_is_there()
    assert gc.get_freeze_count() > 0 and gc.get_threshold()[0] == OBJECTS
    new = Ring()
    gone, stays = weakref.ref(new), weakref.ref(old)
    del new, old
    gc.collect()
    assert gone() is None and stays() is not None


def test_rings_go_by_themselves() -> None:
    keep_what_is_there()
    first = weakref.ref(Ring())
    for _ in range(2 * OBJECTS):
        Ring()
    assert first() is None
