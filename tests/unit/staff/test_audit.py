"""The trail: only added to, and every change in it is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError
from staff_parts import SECRET, Clock

from bot.staff.audit import Audit, Verified
from bot.staff.faults import words_of


def filled(audit: Audit, rows: int = 5) -> None:
    for number in range(rows):
        audit.note("hanako", "signed_in", f"row {number}")


def change(engine: Engine, statement: str) -> None:
    """What somebody with the database in hand does: first away with the guard of the table."""
    with engine.begin() as connection:
        for trigger in ("staff_audit_no_update", "staff_audit_no_delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        connection.execute(text(statement))


def test_a_whole_trail_is_whole(audit: Audit) -> None:
    filled(audit)
    assert audit.verify() == Verified(5)
    assert [one.target for one in audit.last(2)] == ["row 4", "row 3"]


@pytest.mark.parametrize(
    "change_it", ["UPDATE staff_audit SET actor='x' WHERE seq=3", "DELETE FROM staff_audit WHERE seq=3"]
)
def test_the_database_itself_takes_no_change(engine: Engine, audit: Audit, change_it: str) -> None:
    filled(audit)
    with pytest.raises(DatabaseError), engine.begin() as connection:
        connection.execute(text(change_it))
    assert audit.verify() == Verified(5)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE staff_audit SET actor='taro' WHERE seq=3", Verified(2, "changed", 3)),
        ("UPDATE staff_audit SET at=at+1 WHERE seq=1", Verified(0, "changed", 1)),
        ("UPDATE staff_audit SET previous=mark WHERE seq=4", Verified(3, "changed", 4)),
        ("DELETE FROM staff_audit WHERE seq=3", Verified(2, "missing", 3)),
        ("DELETE FROM staff_audit WHERE seq=5", Verified(4, "cut", 5)),
        ("DELETE FROM staff_audit", Verified(0, "cut", 5)),
    ],
)
def test_a_changed_row_a_missing_one_and_a_cut_end_are_found(
    engine: Engine, audit: Audit, statement: str, found: Verified
) -> None:
    filled(audit)
    change(engine, statement)
    assert audit.verify() == found


def test_whoever_acts_while_it_is_looked_at_waits_for_nothing_and_is_no_fault(
    engine: Engine, audit: Audit, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(audit)
    other = Audit(engine, SECRET, tmp_path / "audit.head", clock)
    head, mark, acted = audit._known_head, audit._mark, []

    def then_head() -> Any:
        other.note("taro", "signed_in")
        return head()

    def then_mark(row: Any) -> str:
        if not acted:
            acted.append(other.note("taro", "signed_in"))
        return mark(row)

    monkeypatch.setattr(audit, "_known_head", then_head)
    monkeypatch.setattr(audit, "_mark", then_mark)
    assert audit.verify().fault == "" and acted
    assert other.verify() == Verified(7)


def test_a_head_that_cannot_be_written_leaves_nothing_behind(
    audit: Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(audit)

    def full(*_paths: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("bot.staff.audit.os.replace", full)
    filled(audit)
    assert [one.name for one in tmp_path.iterdir() if "sqlite" not in one.name] == ["audit.head"]
    assert audit.verify() == Verified(10)


def test_a_head_of_other_bytes_is_a_cut(audit: Audit, tmp_path: Path) -> None:
    filled(audit)
    (tmp_path / "audit.head").write_bytes(b"\xff\xfe")
    assert audit.verify() == Verified(5, "cut", 0)


def test_who_has_not_the_secret_cannot_write_a_row(engine: Engine, audit: Audit, tmp_path: Path) -> None:
    filled(audit)
    Audit(engine, "another secret of somebody", None).note("hanako", "signed_in", "forged")
    assert audit.verify() == Verified(5, "changed", 6)


def test_an_act_and_its_row_are_written_together_or_not_at_all(engine: Engine, audit: Audit) -> None:
    with engine.begin() as connection:  # the disk is full for the trail
        connection.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON staff_audit BEGIN SELECT RAISE(ABORT, 'full'); END")
        )
    with pytest.raises(DatabaseError) as raised, audit.acting("hanako", "setting_changed") as connection:
        connection.execute(text("INSERT INTO staff_setting VALUES ('hours', '1')"))
    assert "操作をしませんでした" in words_of(raised.value)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM staff_setting")) == 0
