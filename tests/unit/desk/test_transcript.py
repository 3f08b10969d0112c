"""The talk again from the store: by number, masked as kept, nothing of the past in careful mode, nothing that is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.desk.record import Line, Stay, Talk
from bot.desk.record_store import RecordStore
from bot.rulebook.store.database import open_conversations


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> Iterator[RecordStore]:
    engine = open_conversations("")
    yield RecordStore(engine, "a secret of the tests, long enough", "one", lease=18.0, stay=lambda _door: Stay(3600.0), clock=clock)
    engine.dispose()


def say(store: RecordStore, text: str, *, careful: bool = False) -> None:
    held = store.begin("c", None, "web").held
    assert held
    reply = {"messages": [{"text": f"返事：{text}"}], "owner": "bot"}
    store.commit(held, replace(held.record, careful=held.record.careful or careful), Line(None, text, reply))


def said(talk: Talk | None) -> list[tuple[int, str]]:
    assert talk
    return [(one.seq, one.said) for one in talk.spoken]


def test_by_number(store: RecordStore) -> None:
    for text in ("一", "二", "三"):
        say(store, text)
    assert said(store.talk("c", 0)) == [(1, "一"), (2, "二"), (3, "三")]
    assert said(store.talk("c", 2)) == [(3, "三")]
    talk = store.talk("c", 3)
    assert talk and (talk.seq, talk.owner, talk.door, talk.spoken) == (3, "bot", "web", ())


def test_in_careful_mode_only_what_a_door_has_missed(store: RecordStore) -> None:
    say(store, "一")
    say(store, "二", careful=True)
    talk = store.talk("c", 0)
    assert talk and talk.careful and talk.spoken == ()
    assert said(store.talk("c", 1)) == [(2, "")]


def test_nothing_of_what_is_over_or_unknown(store: RecordStore, clock: Clock) -> None:
    assert store.talk("c", 0) is None
    say(store, "一")
    clock.now += 3601
    assert store.talk("c", 0) is None
    say(store, "二")
    store.end("c")
    assert store.talk("c", 0) is None


def test_what_another_secret_sealed_is_as_if_it_were_not(store: RecordStore, clock: Clock) -> None:
    say(store, "一")
    other = RecordStore(store.engine, "another secret of the tests, long enough", "one", lease=18.0, stay=lambda _door: Stay(3600.0), clock=clock)
    assert other.talk("c", 0) is None


def test_its_repr_holds_no_words(store: RecordStore) -> None:
    say(store, "秘密")
    assert "秘密" not in repr(store.talk("c", 0))
