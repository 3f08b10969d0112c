"""A sparse table weighs as the full one does, but for what is next to nothing."""

from __future__ import annotations

import numpy as np

from bot.nlu.sparse import FAINT, loaded_sparse, made_sparse

CHANCE = np.random.default_rng(7)
TABLE = np.where(CHANCE.random((60, 9)) < 0.8, 0.0, CHANCE.normal(size=(60, 9))).astype(np.float32)
TABLE[7] = 0.0


def test_rows_weigh_as_in_the_full_table() -> None:
    table = made_sparse(TABLE)
    rows, values = np.asarray([3, 7, 41, 59], dtype=np.int32), np.asarray([0.5, 2.0, -1.0, 0.25], dtype=np.float32)
    assert np.allclose(table.weighted(rows, values), values @ TABLE[rows], atol=1e-2)
    assert len(table.data) == int((np.abs(TABLE) >= FAINT).sum())


def test_no_row_weighs_nothing() -> None:
    none = np.asarray([], dtype=np.int32)
    assert made_sparse(TABLE).weighted(none, none.astype(np.float32)).tolist() == [0.0] * 9


def test_what_is_kept_is_read_again() -> None:
    table = made_sparse(TABLE)
    again = loaded_sparse("weights", table.arrays("weights"), 9)
    rows, values = np.arange(60, dtype=np.int32), np.ones(60, dtype=np.float32)
    assert np.array_equal(again.weighted(rows, values), table.weighted(rows, values))
