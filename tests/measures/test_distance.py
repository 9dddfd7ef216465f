from __future__ import annotations

import json

import numpy as np
import pytest

from troth.measures import Distance, distance_of

WIDTH, CLASSES = 24, 5


def drawn(rows: int, seed: int, *, away: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Vectors round as many centres as there are classes; away: how far they are moved in a direction of their own."""
    draw = np.random.default_rng(seed)
    centres = 3 * np.random.default_rng(1).normal(size=(CLASSES, WIDTH))
    codes = draw.integers(CLASSES, size=rows)
    moved = np.zeros(WIDTH)
    moved[0] = away
    return centres[codes] + draw.normal(size=(rows, WIDTH)) + moved, codes


@pytest.fixture(scope="module")
def reference() -> Distance:
    return distance_of(*drawn(2_000, 2), drawn(999, 3)[0])


def test_of_what_is_alike_no_more_than_the_share_is_far(reference: Distance) -> None:
    far, cells = reference.place(drawn(20_000, 4)[0])
    for share in (0.01, 0.05, 0.5):
        assert (far <= share).mean() == pytest.approx(share, abs=4 * (share * (1 - share) / 999) ** 0.5)
    assert far.mean() == pytest.approx(0.5, abs=0.03)
    seen = np.bincount(cells, minlength=len(reference.shares)) / len(cells)
    assert np.abs(seen - reference.shares).max() < 0.05


def test_what_is_unlike_is_far(reference: Distance) -> None:
    far, _ = reference.place(drawn(500, 5, away=15.0)[0])
    assert (far <= 0.01).mean() > 0.95
    assert reference.least_share() == far.min() == 1 / 1000


def test_how_long_a_vector_is_says_nothing(reference: Distance) -> None:
    vectors = drawn(50, 6)[0]
    assert (reference.place(vectors)[0] == reference.place(vectors * 7)[0]).all()


def test_a_reference_survives_being_written(reference: Distance) -> None:
    again = Distance.of_document(json.loads(json.dumps(reference.document())))
    vectors = drawn(50, 7, away=3.0)[0]
    assert (again.place(vectors)[0] == reference.place(vectors)[0]).all()
    assert (again.place(vectors)[1] == reference.place(vectors)[1]).all()


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("held", []),
        ("held", [2.0, 1.0]),
        ("held", None),
        ("means", [[1.0, 2.0]]),
        ("whitening", [[1.0, 2.0]]),
        ("cells", [1.0]),
        ("centres", [[float("nan")] * WIDTH]),
    ],
)
def test_what_is_no_reference_is_refused(reference: Distance, part: str, value: object) -> None:
    with pytest.raises(ValueError, match="distance"):
        Distance.of_document({**reference.document(), part: value})


def test_rows_there_must_be() -> None:
    with pytest.raises(ValueError, match="held back"):
        distance_of(*drawn(20, 8), np.zeros((0, WIDTH)))
    with pytest.raises(ValueError, match="two rows"):
        distance_of(np.eye(3), np.arange(3), np.eye(3))


def test_few_rows_of_many_directions_are_a_reference_too() -> None:
    vectors, codes = drawn(12, 9)
    made = distance_of(vectors, codes, drawn(5, 10)[0])
    far, _ = made.place(drawn(5, 11)[0])
    assert ((far > 0) & (far <= 1)).all()
