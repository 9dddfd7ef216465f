from __future__ import annotations

import numpy as np

from troth.data.places import Places

PLACES = Places(((0, "a.csv"), (3, "b.csv")), np.array([2, 3, 4, 2, 3], dtype=np.int64))


def test_a_row_s_file_and_line() -> None:
    assert [PLACES.of(row) for row in range(5)] == ["a.csv:2", "a.csv:3", "a.csv:4", "b.csv:2", "b.csv:3"]


def test_rows_taken_in_any_order_keep_their_places() -> None:
    rows = np.array([4, 0, 2, 3], dtype=np.int64)
    taken = PLACES.take(rows)
    assert [taken.of(place) for place in range(4)] == [PLACES.of(int(row)) for row in rows]
