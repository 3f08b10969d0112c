"""The inbox and the reminders by themselves, in SQLite and PostgreSQL: once, in order, over desks, and unreadable without the secret."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.desk.inbox import SEEN_SECONDS, Inbox, Incoming
from bot.rulebook.store.database import migrate, open_conversations, open_database

SECRET = "a secret of the tests"


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def engines(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Engine]]:
    """Each call opens the same database anew, as another desk does."""
    opened: list[Engine] = []

    def serve(url: str) -> Callable[[], Engine]:
        database = open_database(url)
        migrate(database)
        database.dispose()

        def one() -> Engine:
            opened.append(open_conversations(url, durable=True))
            return opened[-1]

        return one

    if request.param == "sqlite":
        yield serve(f"sqlite:///{tmp_path / 'shared.sqlite3'}")
    else:
        postgres = pytest.importorskip("postgres_place", exc_type=ImportError)
        with postgres.fresh_database(tmp_path) as url:
            yield serve(url)
            for engine in opened:
                engine.dispose()
    for engine in opened:
        engine.dispose()


Open = Callable[..., Inbox]


@pytest.fixture
def desk(engines: Callable[[], Engine], clock: Clock) -> Open:
    return lambda me="one", secret=SECRET: Inbox(engines(), secret, me, lease=60.0, keep=86_400.0, clock=clock)


def incoming(id_: str, lane: str = "lane", at: float = 0.0, **more: Any) -> Incoming:
    return Incoming(id_, lane, at, {"said": id_}, **more)


def test_an_event_is_taken_once_however_often_it_comes(desk: Open) -> None:
    one, other = desk("one"), desk("other")
    assert one.put([incoming("a")]) == {"lane"} and other.put([incoming("a")]) == set()
    claimed = one.claim("lane")
    assert claimed is not None and claimed.body == {"said": "a"} and claimed.tries == 1
    assert other.claim("lane") is None and one.lanes() == []
    one.done("a")
    assert other.put([incoming("a")]) == set() and other.claim("lane") is None


def test_a_batch_is_stored_whole_or_not_at_all(desk: Open) -> None:
    one = desk()
    with pytest.raises(Exception, match="line_event"):
        one.put([incoming("a"), incoming("b", lane=None)])  # type: ignore[arg-type]
    assert one.look()["waiting"] == 0 and one.put([incoming("a")]) == {"lane"}


def test_a_lane_is_taken_one_by_one_by_the_time_it_happened_and_lanes_side_by_side(desk: Open) -> None:
    one, other = desk("one"), desk("other")
    one.put([incoming("late", at=3.0), incoming("early", at=1.0), incoming("beside", "second")])
    first = one.claim("lane")
    assert first is not None and first.id == "early"
    one.put([incoming("earliest", at=0.5)])
    assert other.claim("lane") is None  # not beside the one that is under way
    beside = other.claim("second")
    assert beside is not None and beside.id == "beside"
    one.done("early")
    assert [(claimed := other.claim("lane")) and claimed.id, other.done("earliest"), (claimed := one.claim("lane")) and claimed.id] == ["earliest", None, "late"]


def test_what_a_dead_desk_had_taken_is_taken_by_its_successor_at_once_and_by_others_after_the_lease(desk: Open, clock: Clock) -> None:
    desk("one").put([incoming("a")])
    assert desk("one").claim("lane") is not None
    other = desk("other")
    assert other.resume() == 0 and other.claim("lane") is None
    heir = desk("one")
    assert heir.resume() == 1
    claimed = heir.claim("lane")
    assert claimed is not None and claimed.tries == 2
    clock.now += 61
    assert other.lanes() == ["lane"] and other.claim("lane") is not None


def test_two_desks_at_once_take_each_event_once(desk: Open) -> None:
    desk().put([incoming(f"e{number}", f"lane{number}") for number in range(40)])
    taken: list[str] = []

    def work(me: str) -> None:
        mine = desk(me)
        for number in range(40):
            claimed = mine.claim(f"lane{number}")
            if claimed:
                taken.append(claimed.id)

    threads = [threading.Thread(target=work, args=(me,)) for me in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted({*taken}) and len(taken) == 40


def test_an_event_waits_keeps_its_reason_and_that_its_token_was_used(desk: Open, clock: Clock) -> None:
    one = desk()
    one.put([incoming("a"), incoming("b", at=1.0)])
    one.claim("lane")
    one.replying("a")
    one.later("a", 5.0, "rate")
    assert one.lanes() == ["lane"] and one.claim("lane") is None  # the second waits for the first
    clock.now += 5
    again = one.claim("lane")
    assert again is not None and (again.id, again.reason, again.replied) == ("a", "rate", clock.now - 5)
    one.unreached("a")
    one.bury("a", "stale")
    assert one.look()["dead"] == {"stale": 1}
    second = one.claim("lane")
    assert second is not None and second.id == "b"
    one.done("b")
    assert one.revive() == 1
    revived = one.claim("lane")
    assert revived is not None and (revived.reason, revived.replied, revived.tries) == ("revived", None, 1)


def test_a_message_taken_back_is_gone_before_it_is_read(desk: Open) -> None:
    one = desk()
    one.put([incoming("a", message="m"), incoming("b", at=1.0, message="n")])
    one.put([incoming("c", at=2.0, unsent="m")])
    left = []
    while claimed := one.claim("lane"):
        left.append(claimed.id)
        one.done(claimed.id)
    assert left == ["b", "c"]


def test_what_is_old_goes_and_an_old_id_is_no_more_known(desk: Open, clock: Clock) -> None:
    one = desk()
    one.put([incoming("a"), incoming("b", "second")])
    one.claim("lane")
    one.done("a")
    clock.now += 86_401
    one.sweep()
    assert one.look()["waiting"] == 0 and one.put([incoming("a")]) == set()
    clock.now += SEEN_SECONDS
    one.sweep()
    assert one.put([incoming("a")]) == {"lane"}


def test_with_another_secret_nothing_is_read_and_nothing_stops(desk: Open) -> None:
    desk().put([incoming("a")])
    other = desk("other", "another secret")
    claimed = other.claim("lane")
    assert claimed is not None and claimed.body == {} and other.look()["waiting"] == 0
    assert desk().digest("event", "x") != other.digest("event", "x")


def test_troubles_are_counted(desk: Open, clock: Clock) -> None:
    one = desk()
    for kind in ("rate", "rate", "quota"):
        one.note(kind)
    assert one.look()["trouble"] == {"rate": (2, clock.now), "quota": (1, clock.now)}
    assert repr(one) == "Inbox()"
