"""Where staff's words go on LINE: sealed, kept once, gone with the conversation or when it is the bot's again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from bot.desk.line_talks import LineTalks
from bot.desk.record import Stay
from bot.desk.record_store import RecordStore
from bot.rulebook.store.conversation_tables import CONVERSATION
from bot.rulebook.store.database import migrate, open_conversations

SECRET = "a secret of the talks on LINE"
WHO = "U0123456789abcdef0123456789abcdef"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_conversations(f"sqlite:///{tmp_path / 'talks.sqlite3'}")
    migrate(made)
    yield made
    made.dispose()


@pytest.fixture
def records(engine: Engine) -> RecordStore:
    return RecordStore(engine, SECRET, "me", lease=30.0, stay=lambda _door: Stay(3600.0))


def owned(engine: Engine, records: RecordStore, owner: str) -> None:
    records.begin("talk", None, "line")
    with engine.begin() as connection:
        connection.execute(update(CONVERSATION).values(owner=owner))


def test_whom_to_push_to_is_sealed_and_the_first_number_stays(engine: Engine, tmp_path: Path) -> None:
    talks = LineTalks(engine, SECRET)
    talks.keep("talk", WHO, 3)
    talks.told("talk", 5)
    talks.keep("talk", WHO, 9)  # asked again: what was not told yet is not passed over
    (one,) = talks.every()
    assert (one.to, one.seq, one.tries) == (WHO, 5, 0) and WHO not in repr(one)
    engine.dispose()
    assert WHO.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_what_waits_is_left_alone_until_its_time(engine: Engine) -> None:
    now = [100.0]
    talks = LineTalks(engine, SECRET, lambda: now[0])
    talks.keep("talk", WHO, 3)
    talks.later(talks.every()[0], 8.0)
    assert talks.every() == []
    now[0] += 8.0
    assert [one.tries for one in talks.every()] == [1]


@pytest.mark.parametrize(("owner", "left"), [("bot", 0), ("waiting", 1), ("human", 1)])
def test_it_ends_unless_a_person_was_asked_for_again(engine: Engine, records: RecordStore, owner: str, left: int) -> None:
    talks = LineTalks(engine, SECRET)
    owned(engine, records, owner)
    talks.keep("talk", WHO, 1)
    talks.over("talk")
    assert len(talks.every()) == left


def test_it_goes_with_its_conversation(engine: Engine, records: RecordStore) -> None:
    talks = LineTalks(engine, SECRET)
    owned(engine, records, "human")
    talks.keep("talk", WHO, 1)
    records.end("talk")
    assert talks.every() == []


def test_one_of_another_secret_is_removed(engine: Engine) -> None:
    LineTalks(engine, SECRET).keep("talk", WHO, 1)
    assert LineTalks(engine, "another secret of the talks").every() == []
    assert LineTalks(engine, SECRET).every() == []
