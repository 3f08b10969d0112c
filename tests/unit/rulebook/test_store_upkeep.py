"""The rulebook's database is filled by one at a time, made anew when damaged, and its check tells the truth."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from bot.app.faults import sentence
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.store.database import open_database, read_rules
from bot.rulebook.store.upkeep import DatabaseCheck, fill

ROOT = Path(__file__).resolve().parents[3]
RULES = load_rules()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled database, to be copied."""
    file = tmp_path_factory.mktemp("whole") / "rules.sqlite3"
    assert fill(open_database(f"sqlite:///{file}"), RULES) is None
    return file


@pytest.fixture
def file(whole: Path, tmp_path: Path) -> Iterator[Path]:
    return_to = tmp_path / "rules.sqlite3"
    shutil.copy(whole, return_to)
    yield return_to


def random_bytes(file: Path) -> None:
    file.write_bytes(os.urandom(file.stat().st_size))


def random_middle(file: Path) -> None:
    with file.open("r+b") as content:
        content.seek(file.stat().st_size // 2)
        content.write(os.urandom(20_000))


def half(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2 // 4096 * 4096)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def no_table(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE rulebook_topic")
    connection.close()


def other_table(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE rulebook_entry RENAME COLUMN text TO words")
    connection.close()


def other_version(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def no_entry(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM rulebook_entry WHERE rowid = 1")
    connection.close()


SPOILT = [random_bytes, random_middle, half, empty, no_table, no_entry]
REBUILT = [random_bytes, half, no_table, other_table, other_version]


@pytest.mark.parametrize("spoil", SPOILT)
def test_the_check_sees_what_was_spoilt_while_it_runs(file: Path, spoil: Callable[[Path], None]) -> None:
    check = DatabaseCheck(open_database(f"sqlite:///{file}"), RULES)
    assert check()
    spoil(file)
    assert not check()


def test_the_check_sees_that_nothing_can_be_written(file: Path) -> None:
    assert not DatabaseCheck(open_database(f"sqlite:///file:{file}?mode=ro&uri=true"), RULES)()


def test_the_check_changes_nothing(file: Path) -> None:
    before = file.read_bytes()
    assert DatabaseCheck(open_database(f"sqlite:///{file}"), RULES)()
    assert file.read_bytes() == before


def test_a_fault_is_logged_once_and_so_is_its_end(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    content = file.read_bytes()
    check = DatabaseCheck(open_database(f"sqlite:///{file}"), RULES)
    random_bytes(file)
    assert [check(), check()] == [False, False]
    file.write_bytes(content)
    assert [check(), check()] == [True, True]
    assert len(caplog.messages) == 2 and "in order again" in caplog.messages[1]


@pytest.mark.parametrize("spoil", REBUILT)
def test_a_damaged_file_is_laid_aside_and_made_anew(file: Path, spoil: Callable[[Path], None]) -> None:
    spoil(file)
    content = file.read_bytes()
    engine = open_database(f"sqlite:///{file}")
    aside = fill(engine, RULES)
    assert aside is not None and aside.name == "rules.sqlite3.damaged" and aside.read_bytes()[:4096] == content[:4096]
    assert len(read_rules(engine).entries) == len(RULES.entries)
    assert fill(engine, RULES) is None


def test_a_read_only_database_is_not_taken_for_damaged(file: Path) -> None:
    with pytest.raises(OperationalError) as caught:
        fill(open_database(f"sqlite:///file:{file}?mode=ro&uri=true"), RULES)
    assert "読み取り専用" in (sentence(caught.value) or "")
    assert not list(file.parent.glob("*.damaged"))


def test_no_room_is_said_with_that_word(file: Path) -> None:
    with sqlite3.connect(file) as connection, pytest.raises(sqlite3.OperationalError) as caught:
        connection.execute("PRAGMA max_page_count = 1")
        connection.execute("CREATE TABLE big AS SELECT hex(randomblob(10000000)) AS x")
    connection.close()
    wrapped = OperationalError("", None, caught.value)
    assert isinstance(wrapped, SQLAlchemyError) and "ディスクがいっぱい" in (sentence(wrapped) or "")
    assert "ディスクがいっぱい" in (sentence(OSError(28, "No space left on device", "/x")) or "")


FILL = """
import sys
from bot.rulebook.statements.loader import load_rules
from bot.rulebook.store.database import open_database
from bot.rulebook.store.upkeep import fill
rules = load_rules()
sys.stdin.readline()
fill(open_database(sys.argv[1]), rules)
"""


def test_several_desks_may_fill_one_fresh_database_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FILL, f"sqlite:///{tmp_path / 'rules.sqlite3'}"]
    desks = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for desk in desks:  # all have loaded and wait for the word
        assert desk.stdin
        desk.stdin.write("\n")
        desk.stdin.flush()
    ended = [(desk.communicate(timeout=60)[1], desk.returncode) for desk in desks]
    assert ended == [("", 0)] * 4
