"""A table of weights most of which are nothing, a row an n-gram: a sixth of the memory of a full one. Plain arrays; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.nlu.grams import Floats

FAINT: Final = 0.004  # weights nearer to nothing decide nothing


@dataclass(frozen=True)
class Sparse:
    """`data` with their `columns`, row by row; row r is data[ends[r]:ends[r + 1]]; `width`: how many columns there are."""

    data: npt.NDArray[np.float16]
    columns: npt.NDArray[np.uint16]
    ends: npt.NDArray[np.int32]
    width: int

    def weighted(self, rows: npt.NDArray[np.int32], values: Floats) -> Floats:
        """The sum of the rows, each multiplied with its value: (width,)."""
        starts, sizes = self.ends[rows], self.ends[rows + 1] - self.ends[rows]
        first = np.repeat(starts - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
        at = first + np.arange(int(sizes.sum()))
        each = self.data[at].astype(np.float32) * np.repeat(values, sizes)
        return np.bincount(self.columns[at], weights=each, minlength=self.width).astype(np.float32)

    def arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """What `loaded_sparse` reads, its keys begun with `name`."""
        return {f"{name}_data": self.data, f"{name}_columns": self.columns, f"{name}_ends": self.ends}


def made_sparse(table: Floats, least: float = FAINT) -> Sparse:
    """Of a full table, without weights below `least`."""
    kept = np.abs(table) >= least
    ends = np.concatenate(([0], np.cumsum(kept.sum(axis=1)))).astype(np.int32)
    _rows, columns = np.nonzero(kept)
    return Sparse(table[kept].astype(np.float16), columns.astype(np.uint16), ends, table.shape[1])


def loaded_sparse(name: str, arrays: Mapping[str, npt.NDArray[Any]], width: int) -> Sparse:
    """From what `Sparse.arrays` gave under `name`."""
    return Sparse(arrays[f"{name}_data"], arrays[f"{name}_columns"], arrays[f"{name}_ends"], width)
