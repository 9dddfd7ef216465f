"""Values far from all others."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from troth.data.quality import Sheet
from troth.data.quality.lengths import sizes
from troth.data.quality.outliers import LIMIT, far_out, outliers

Made = Callable[..., Sheet]


def test_of_normal_values_hardly_any_is_far_and_what_is_added_is_found() -> None:
    draw = np.random.default_rng(1)
    values = np.concatenate([draw.normal(size=20_000), [40.0, -60.0], [np.nan, np.inf]])
    rows, scores = far_out(values)
    assert rows[:2].tolist() == [20_001, 20_000]
    assert len(rows) <= 3
    assert (np.diff(scores) <= 0).all()


def test_what_is_mostly_one_value_or_often_far_has_no_outliers() -> None:
    assert not len(far_out(np.array([1.0] * 60 + [9.0] * 40))[0])
    assert not len(far_out(np.concatenate([np.arange(90.0), np.full(10, 9999.0)]))[0])


@given(arrays(float, st.integers(0, 40), elements=st.floats(-1e9, 1e9) | st.just(np.nan)), st.floats(0.1, 50))
def test_where_values_are_moved_and_stretched_the_same_are_far(values: np.ndarray, by: float) -> None:
    rows, scores = far_out(values)
    assert (scores > LIMIT).all()
    assert np.isfinite(values[rows]).all()
    assert set(far_out(-values)[0].tolist()) == set(rows.tolist())


def test_lengths_of_texts_and_numbers_of_tables(made: Made) -> None:
    texts = made(
        "text,label\n"
        + "".join(f"{'word ' * (5 + at % 9)},{'ab'[at % 2]}\n" for at in range(200))
        + f"{'x' * 4000},a\n",
        text="text",
        label="label",
    )
    (listing,) = outliers(texts, sizes(texts))
    assert (listing.of, listing.rows.tolist()) == ("length", [200])
    rows = "".join(f"{20 + at % 50},{at},town{at % 5},{'ab'[at % 2]}\n" for at in range(200))
    table = made(f"age,pay,town,label\n{rows}999,3,town1,a\n", label="label")
    (listing,) = outliers(table, None)
    assert (listing.of, listing.rows.tolist()) == ("age", [200])
