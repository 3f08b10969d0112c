"""A table as a file for a spreadsheet. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

_MARK: Final = "\ufeff"  # or Excel reads UTF-8 as Shift_JIS
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_table_file(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """CSV with a mark for Excel, and no cell that a spreadsheet would reckon with."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_plain(str(cell)) for cell in row] for row in rows)
    return _MARK + out.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
