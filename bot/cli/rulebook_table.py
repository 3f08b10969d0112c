"""`mynadesk rulebook table`: the statements as a spreadsheet, and changed wordings back into the files."""

from __future__ import annotations

import argparse
import csv
import io
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from bot.cli.rulebook_check import the_day
from bot.rulebook.statements.coverage import load_statements
from bot.rulebook.statements.lint import lint
from bot.rulebook.statements.model import RulebookError
from bot.rulebook.statements.needs_loader import HERE, load_book
from bot.rulebook.statements.statement import Book
from bot.rulebook.statements.table import COLUMNS, Change, applied, changes, rows
from bot.words import Words

SAY: Final = Words(__file__)


def add_table(actions: Any) -> None:
    """Adds `table`."""
    table = actions.add_parser("table", help=SAY("table"))
    table.add_argument("--write", type=Path, default=None, metavar=SAY("file"), help=SAY("write"))
    table.add_argument("--from", type=Path, default=None, dest="edited", metavar=SAY("file"), help=SAY("edited"))
    table.add_argument("--folder", type=Path, default=HERE, metavar=SAY("folder"), help=argparse.SUPPRESS)
    table.set_defaults(run=run_table, on=None)


def run_table(options: argparse.Namespace) -> int:
    """Writes the table, or takes an edited one back. 1 when something in it is refused: then nothing is changed."""
    book = load_book(options.folder)
    if options.edited:
        return _take_back(options, book)
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS)
    table.writeheader()
    table.writerows(rows(book))
    if options.write:
        options.write.write_text(
            written.getvalue(), encoding="utf-8-sig", newline=""
        )  # the mark: or Excel takes it for Shift_JIS
        print(SAY("written", count=len(book.statements), file=options.write))
    else:
        print(written.getvalue(), end="")
    return 0


def _take_back(options: argparse.Namespace, book: Book) -> int:
    wanted = changes(book, _read(options.edited))
    if not wanted:
        print(SAY("unchanged"))
        return 0
    texts = _changed_texts(options.folder, wanted)
    with tempfile.TemporaryDirectory() as place:  # looked at whole before anything is written
        trial = Path(shutil.copytree(options.folder, Path(place) / "needs"))
        for file, text in texts.items():
            (trial / file).write_text(text, encoding="utf-8")
        then = load_book(trial)
    touched = {f"{change.file}: {change.statement}" for change in wanted}
    before = {str(one) for one in lint(book, load_statements(), the_day(options))}
    faults = [one for one in lint(then, load_statements(), the_day(options)) if one.where in touched and not one.hint]
    if fresh := [str(one) for one in faults if str(one) not in before]:
        raise RulebookError(fresh)
    for file, text in texts.items():
        _write_whole(options.folder / file, text)
    for change in wanted:
        print(f"{change.statement}: {change.key}")
    print(SAY("changed", files=len(texts), places=len(wanted)))
    return 0


def _read(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as content:
            table = csv.DictReader(content)
            found, columns = list(table), table.fieldnames or ()
    except UnicodeDecodeError:
        raise RulebookError([SAY("not_utf8", file=file)]) from None
    except csv.Error as error:
        raise RulebookError([SAY("no_csv", file=file, reason=error)]) from None
    if "id" not in columns:
        raise RulebookError([SAY("no_id", file=file, columns=", ".join(columns) or SAY("none"))])
    return found


def _changed_texts(folder: Path, wanted: list[Change]) -> dict[str, str]:
    files = dict.fromkeys(change.file for change in wanted)
    return {
        file: applied((folder / file).read_text(encoding="utf-8"), [one for one in wanted if one.file == file])
        for file in files
    }


def _write_whole(file: Path, text: str) -> None:
    """All of it or nothing."""
    aside = file.with_name(f".{file.name}.new")
    try:
        aside.write_text(text, encoding="utf-8")
        shutil.copymode(file, aside)
        aside.replace(file)
    except OSError:
        aside.unlink(missing_ok=True)
        print(SAY("unwritable", file=file), file=sys.stderr)
        raise
