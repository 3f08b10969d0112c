"""The trail: only added to, and every change in it is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

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
