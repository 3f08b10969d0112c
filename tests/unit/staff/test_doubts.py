"""The editors' queue: sealed, seven days at most, settled once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine, select
from staff_parts import SECRET, Clock

from bot.desk.record import Stay
from bot.desk.record_store import RecordStore
from bot.desk.sealing import Keyring
from bot.rulebook.store.staff_tables import DOUBT
from bot.staff import doubts as room
from bot.staff.audit import Audit
from bot.staff.doubt_files import as_drafts, as_examples
from bot.staff.doubts import LONGEST, About, Doubts


@pytest.fixture
def doubts(engine: Engine, audit: Audit, clock: Clock) -> Doubts:
    return Doubts(engine, Keyring(SECRET), audit, clock)


@pytest.fixture
def records(engine: Engine, clock: Clock) -> RecordStore:
    return RecordStore(engine, SECRET, "me", lease=30.0, stay=lambda _door: Stay(3600.0), clock=clock)


def keep(doubts: Doubts, engine: Engine, *texts: str) -> None:
    with engine.begin() as connection:
        doubts.add(connection, list(texts), About("misses"))


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_it_is_kept_sealed(doubts: Doubts, engine: Engine, tmp_path: Path) -> None:
    keep(doubts, engine, "カードのあれ", "どうなるの")
    assert [one.texts for one in doubts.every()] == [("カードのあれ", "どうなるの")]
    assert "カード" not in repr(doubts.every()[0])
    engine.dispose()
    assert "カード".encode() not in files(tmp_path)


def test_after_seven_days_it_is_gone(doubts: Doubts, engine: Engine, clock: Clock, records: RecordStore) -> None:
    keep(doubts, engine, "一つめ")
    clock.now += LONGEST - 1
    records.sweep()
    assert len(doubts.every()) == 1
    name = doubts.every()[0].id
    clock.now += 1
    assert doubts.every() == [] and doubts.counts() == {} and not doubts.assign("emi", name, "loss.stop")
    records.sweep()
    with engine.begin() as connection:
        assert connection.execute(select(DOUBT)).all() == []


def test_what_is_dismissed_leaves_no_bytes(doubts: Doubts, engine: Engine, tmp_path: Path) -> None:
    keep(doubts, engine, "ならない")
    with engine.begin() as connection:
        row = connection.execute(select(DOUBT.c.id, DOUBT.c.wrapped_key, DOUBT.c.sealed_text)).one()
    assert row.wrapped_key in files(tmp_path)
    assert doubts.dismiss("emi", row.id)
    assert not [one for one in (row.wrapped_key, row.sealed_text) if one in files(tmp_path)]


def test_each_is_settled_once_and_in_the_trail(doubts: Doubts, engine: Engine, audit: Audit) -> None:
    keep(doubts, engine, "例になる")
    keep(doubts, engine, "ならない")
    first, second = doubts.every()
    assert doubts.assign("emi", first.id, "loss.stop") and not doubts.dismiss("emi", first.id)
    assert doubts.dismiss("emi", second.id) and not doubts.assign("emi", second.id, "loss.stop")
    assert doubts.counts() == {"assigned": 1, "dismissed": 1}
    assert yaml.safe_load(doubts.export("emi")) == {"loss.stop": ["例になる"]}
    assert doubts.every("dismissed") == []  # its words are gone
    acts = [(one.actor, one.act, one.target, one.detail) for one in reversed(audit.last())]
    assert acts == [
        ("emi", "doubt_assigned", first.id, "loss.stop"),
        ("emi", "doubt_dismissed", second.id, ""),
        ("emi", "doubts_exported", "", "1"),
    ]


def test_the_file_says_what_was_said(doubts: Doubts, engine: Engine) -> None:
    texts = ("it's", 'say "yes": #1\\n', "- 〔名前〕のカード")
    keep(doubts, engine, *texts, texts[0])
    doubts.assign("emi", doubts.every()[0].id, "loss.stop")
    assert yaml.safe_load(doubts.export("emi")) == {"loss.stop": list(texts)}
    assert as_examples([]) == as_drafts([], date(2026, 11, 22)) == ""


def test_a_draft_is_a_statement_that_nobody_has_looked_up(doubts: Doubts, engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        for asked in ("どうする\u2028- id: made.up", "いつ"):
            doubts.add(connection, [asked], About("unhelpful", "loss.stop", 0.7))
    first, second = doubts.every()
    draft = {"text": 'まず"電話"です。', "easy": "でんわ します。", "source": "S1 紛失"}
    for one in (first, second):
        assert doubts.draft("emi", one.id, "loss.stop", draft) and not doubts.draft("emi", one.id, "loss.stop", draft)
    assert doubts.every("drafted")[0].draft == draft and doubts.every("drafted")[0].about.topic == "loss.stop"
    text = doubts.export_drafts("emi", date(2026, 11, 22))
    one, two = yaml.safe_load(text)["statements"]
    assert (one["id"], two["id"]) == ("loss.stop.draft1", "loss.stop.draft2")
    assert (one["text"], one["easy"], one["from"]) == (draft["text"], draft["easy"], date(2026, 11, 22))
    assert one["verified_on"] is None and one["sources"] == []  # the book takes none like this
    assert '# source: "S1 紛失"' in text and "でんわ" not in repr(doubts.every("drafted"))
    engine.dispose()
    assert "でんわ".encode() not in files(tmp_path)


def test_a_flood_fills_the_queue_until_somebody_looks(
    doubts: Doubts, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST", 2)
    keep(doubts, engine, "0")
    assert not doubts.is_full()
    keep(doubts, engine, "1")
    assert doubts.is_full()
    doubts.dismiss("emi", doubts.every()[0].id)
    assert not doubts.is_full()
