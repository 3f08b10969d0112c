"""Conversations in a database: sealed, one desk at a time, taken once, gone when they end."""

from __future__ import annotations

import base64
import contextlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.desk.record import Held, Line, Stay
from bot.desk.record_queue import STALE
from bot.desk.record_store import CAREFUL_TURNS, MOST_TURNS, RecordStore
from bot.guard.window import LIMIT
from bot.rulebook.store.database import migrate, open_conversations, open_database

SECRET = "a secret of the tests, long enough"
LEASE = 18.0
BELIEF = {"known": {"": {"move_date": "2026-12-03"}}, "topic": "moving"}
REPLY = {"messages": [{"text": "期限は12月17日です。"}], "owner": "bot"}


class Clock:
    """Seconds since 1970, as told."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


OpenStore = Callable[..., RecordStore]


@pytest.fixture
def open_store(tmp_path: Path, clock: Clock) -> Iterator[OpenStore]:
    """Desks by name at one file; each could be a process of its own."""
    url = f"sqlite:///{tmp_path / 'desk.sqlite3'}"
    migrate(open_database(url))
    opened: list[RecordStore] = []

    def open_one(me: str = "one", secret: str = SECRET, idle: float = 3600.0) -> RecordStore:
        engine = open_conversations(url)
        opened.append(RecordStore(engine, secret, me, lease=LEASE, stay=lambda _door: Stay(idle), clock=clock))
        return opened[-1]

    yield open_one
    for store in opened:
        store.engine.dispose()


def held(store: RecordStore, name: str = "c1", message: str | None = None) -> Held:
    taken = store.begin(name, message, "web")
    assert taken.held is not None, taken
    return taken.held


def turn(store: RecordStore, name: str = "c1", message: str | None = None, said: str = "12月3日に引っ越します", **changed: Any) -> str:
    """One message from its coming to its reply."""
    mine = held(store, name, message)
    return store.commit(mine, replace(mine.record, **{"belief": BELIEF, **changed}), Line(message, said, REPLY))


# ---- what is kept


def test_what_is_known_is_there_with_the_next_message_also_after_a_restart(open_store: OpenStore) -> None:
    assert turn(open_store(), digits=5, blanks=2, day_asked=True, insurer="kitaku") == "stored"
    again = held(open_store())
    assert (again.record.belief, again.new, again.seq) == (BELIEF, False, 1)
    assert (again.record.digits, again.record.blanks, again.record.day_asked, again.record.insurer) == (5, 2, True, "kitaku")


@pytest.mark.parametrize("window", [0, 1, 2**31, 2**63, LIMIT - 1])
def test_the_whole_window_of_counted_digits_is_kept(open_store: OpenStore, window: int) -> None:
    turn(open_store(), digits=window)
    assert held(open_store()).record.digits == window


def test_a_conversation_that_could_not_be_written_is_free_for_the_other_desk(open_store: OpenStore) -> None:
    one = open_store("one")
    one.release(held(one))
    assert open_store("other").begin("c1", None, "web").what == "held"


def test_nothing_of_it_can_be_read_in_the_files(open_store: OpenStore, tmp_path: Path) -> None:
    store = open_store()
    turn(store)
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for word in ("引っ越し", "2026-12-03", "12月17日", "move_date", "moving"):
        forms = (word.encode(), json.dumps(word)[1:-1].encode(), base64.b64encode(word.encode())[:-4] or b"?")
        assert not any(form in content for form in forms), word


def test_the_repr_of_what_is_in_hand_shows_no_words(open_store: OpenStore) -> None:
    store = open_store()
    turn(store, message="m1")
    shown = repr((held(store), held(store).record, Line("m1", "引っ越し", REPLY), store.begin("c1", "m1", "web"), store))
    shown = re.sub(r" at 0x[0-9a-f]+>", ">", shown)  # an address in memory may hold these letters by chance
    assert not any(word in shown for word in ("引っ越し", "2026", "12月", "c1", "m1"))


def test_with_another_secret_a_conversation_begins_anew(open_store: OpenStore) -> None:
    turn(open_store())
    anew = held(open_store(secret=SECRET + "x"))
    assert anew.new and anew.record.belief == {}


def test_a_careful_conversation_keeps_no_transcript_not_even_the_earlier_one(open_store: OpenStore) -> None:
    store = open_store()
    for number in range(5):
        turn(store, message=f"m{number}")
    assert store.look("c1")["transcript"] == 5  # type: ignore[index]
    turn(store, message="m5", careful=True)
    found = store.look("c1")
    assert found and (found["transcript"], found["replies"], found["careful"]) == (0, CAREFUL_TURNS, True)


def test_the_number_of_kept_messages_is_bounded(open_store: OpenStore) -> None:
    store = open_store()
    for _ in range(MOST_TURNS + 5):
        turn(store)
    found = store.look("c1")
    assert found and (found["replies"], found["seq"]) == (MOST_TURNS, MOST_TURNS + 5)


def test_what_is_held_is_told_without_words(open_store: OpenStore) -> None:
    store = open_store()
    turn(store, message="m1")
    found = store.look("c1")
    assert found and (found["people"], found["days"], found["transcript"], found["message_ids"], found["key"]) == (1, 1, 1, 1, True)
    assert "2026" not in str(found) and "引っ越し" not in str(found)
    assert store.look("c2") is None


# ---- once


def test_the_same_message_again_gets_the_same_reply_and_changes_nothing(open_store: OpenStore) -> None:
    turn(open_store(), message="m1")
    before = open_store().look("c1")
    for desk in ("one", "another"):
        taken = open_store(desk).begin("c1", "m1", "web")
        assert (taken.what, taken.reply) == ("again", REPLY)
    assert open_store().look("c1") == before
    assert held(open_store("another"), message="m2").seq == 1  # no lease was left behind


def test_the_message_of_another_conversation_is_another(open_store: OpenStore) -> None:
    store = open_store()
    turn(store, message="m1")
    assert store.begin("c2", "m1", "web").what == "held"


# ---- one desk at a time


def test_while_one_desk_has_a_message_the_other_waits(open_store: OpenStore) -> None:
    one, other = open_store("one"), open_store("other")
    mine = held(one)
    assert other.begin("c1", None, "web").what == "busy"
    assert other.begin("c2", None, "web").what == "held"
    one.commit(mine, mine.record, None)
    assert other.begin("c1", None, "web").what == "held"


def test_a_lease_of_a_desk_that_is_gone_ends(open_store: OpenStore, clock: Clock) -> None:
    held(open_store("gone"))
    other = open_store("other")
    clock.now += LEASE - 1
    assert other.begin("c1", None, "web").what == "busy"
    clock.now += 1
    assert other.begin("c1", None, "web").what == "held"


def test_the_successor_of_a_killed_desk_goes_on_at_once(open_store: OpenStore) -> None:
    held(open_store("one"))
    assert open_store("one").begin("c1", None, "web").what == "held"


def test_whoever_was_overtaken_changes_nothing(open_store: OpenStore, clock: Clock) -> None:
    slow, quick = open_store("slow"), open_store("quick")
    mine = held(slow)
    clock.now += LEASE
    turn(quick, belief={"topic": "loss"})
    assert slow.commit(mine, replace(mine.record, belief=BELIEF), Line("m1", "x", REPLY)) == "lost"
    after = held(quick)
    assert (after.record.belief, after.seq) == ({"topic": "loss"}, 1)


# ---- the end


def test_the_end_leaves_nothing_but_that_it_is_over(open_store: OpenStore, tmp_path: Path) -> None:
    store = open_store()
    turn(store)
    with store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT wrapped_key, sealed_belief FROM conversation").all()
        rows += connection.exec_driver_sql("SELECT sealed_said, sealed_reply FROM conversation_turn").all()
    assert store.end("c1") and not store.end("c1")
    assert open_store("other").begin("c1", None, "web").what == "over"
    found = store.look("c1")
    assert found and (found["owner"], found["key"], found["replies"]) == ("closed", False, 0)
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert len(rows) == 2 and not any(value[:24] in content for row in rows for value in row)


def test_a_message_under_way_at_the_end_leaves_nothing(open_store: OpenStore) -> None:
    store = open_store()
    mine = held(store)
    store.end("c1")
    assert store.commit(mine, replace(mine.record, belief=BELIEF), Line("m1", "x", REPLY)) == "over"
    found = store.look("c1")
    assert found and (found["replies"], found["key"]) == (0, False)


def test_what_never_began_can_be_ended(open_store: OpenStore) -> None:
    store = open_store()
    assert not store.end("c1")
    assert store.begin("c1", None, "web").what == "over"


def test_a_conversation_is_gone_after_its_time_and_swept_away(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(idle=60.0)
    turn(store, "old")
    clock.now += 30
    turn(store, "young")
    clock.now += 30
    anew = held(store, "old")
    assert anew.new and anew.record.belief == {}
    clock.now += 29
    assert store.sweep() == 0
    clock.now += 1
    assert store.sweep() == 1 and store.look("young") is None and store.look("old") is not None


def test_no_conversation_is_kept_longer_than_a_day_however_busy(open_store: OpenStore, clock: Clock) -> None:
    store = open_store(idle=20 * 3600.0)
    for _ in range(3):
        turn(store)
        clock.now += 7 * 3600
    clock.now += 3 * 3600
    assert held(store).new


# ---- in the order of coming, over desks


def test_the_message_that_came_first_is_taken_first_whichever_desk_it_came_to(open_store: OpenStore, clock: Clock) -> None:
    one, other = open_store("one"), open_store("other")
    mine = held(one)
    came = clock.now
    assert other.begin("c1", "second", "web", came + 0.1).what == "busy"
    clock.now += 0.5
    one.commit(mine, mine.record, None)
    assert one.begin("c1", "third", "web", came + 0.2).what == "busy"  # free, but another came before
    second = other.begin("c1", "second", "web", came + 0.1).held
    assert second is not None
    other.leave("c1")
    other.commit(second, second.record, None)
    assert one.begin("c1", "third", "web", came + 0.2).what == "held"


def test_a_desk_that_waits_no_more_holds_nobody_up(open_store: OpenStore, clock: Clock) -> None:
    one, gone = open_store("one"), open_store("gone")
    mine = held(one)
    assert gone.begin("c1", None, "web", clock.now - 5).what == "busy"
    one.commit(mine, mine.record, None)
    assert one.begin("c1", None, "web", clock.now).what == "busy"
    clock.now += STALE
    assert one.begin("c1", None, "web", clock.now).what == "held"
    assert one.sweep() == 0


def test_who_waits_for_one_conversation_holds_up_no_other(open_store: OpenStore, clock: Clock) -> None:
    one, other = open_store("one"), open_store("other")
    held(one)
    assert other.begin("c1", None, "web", clock.now - 1).what == "busy"
    assert one.begin("c2", None, "web", clock.now).what == "held"


# ---- danger


def test_what_was_spoken_of_and_said_is_kept_sealed(open_store: OpenStore, tmp_path: Path) -> None:
    store = open_store()
    mine = held(store)
    store.commit(mine, replace(mine.record, salient={"office": "kitaku_counter"}, said=("A10", "B13")), None)
    again = held(store).record
    assert (again.salient, again.said) == ({"office": "kitaku_counter"}, ("A10", "B13"))
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"kitaku_counter" not in content and b"B13" not in content


def test_danger_in_a_message_without_a_place_makes_the_conversation_careful(open_store: OpenStore) -> None:
    store = open_store()
    turn(store, message="m1")
    store.be_careful("c1", "web")
    found = store.look("c1")
    assert found and (found["careful"], found["transcript"], found["replies"]) == (True, 0, 1)
    turn(store, message="m2")
    assert store.look("c1")["transcript"] == 0  # type: ignore[index]


def test_danger_told_while_another_message_is_under_way_counts_for_that_too(open_store: OpenStore) -> None:
    store = open_store()
    mine = held(store)
    store.be_careful("c1", "web")
    assert store.commit(mine, mine.record, Line("m1", "引っ越し", REPLY)) == "stored"
    found = store.look("c1")
    assert found and (found["careful"], found["transcript"]) == (True, 0)
    assert found["expires"] - found["last"] == Stay.CAREFUL  # nor does it undo that the conversation is gone early


def test_danger_in_the_very_first_message_without_a_place(open_store: OpenStore) -> None:
    store = open_store()
    store.be_careful("c1", "web")
    assert open_store("other").begin("c1", None, "web").what == "held"  # no lease was left behind
    assert held(open_store("new"), "c2").record.careful is False
    found = store.look("c1")
    assert found and found["careful"]


def test_an_ended_conversation_does_not_come_back_by_danger(open_store: OpenStore) -> None:
    store = open_store()
    turn(store)
    store.end("c1")
    store.be_careful("c1", "web")
    assert store.begin("c1", None, "web").what == "over"


# ---- the files


def test_deleted_is_overwritten_and_the_log_is_emptied(open_store: OpenStore, tmp_path: Path) -> None:
    store, reader = open_store(), open_store("reader")
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    log = tmp_path / "desk.sqlite3-wal"
    turn(store)
    assert log.stat().st_size > 0
    with reader.engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM conversation").all()  # somebody reads while it ends: the log cannot be emptied
        with contextlib.suppress(Exception):
            store.sweep()
    store.sweep()
    assert log.stat().st_size == 0
