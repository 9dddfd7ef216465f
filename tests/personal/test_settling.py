"""Of findings that overlap the surest stays."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from troth.personal.interface import Finding
from troth.personal.settling import settled

SPANS = st.builds(
    lambda start, length, score: Finding(start, start + length, "phone", "a", score),
    st.integers(0, 40),
    st.integers(1, 12),
    st.sampled_from((0.5, 0.7, 0.9)),
)


def span(start: int, end: int, score: float) -> Finding:
    return Finding(start, end, "phone", "a", score)


def test_the_surest_then_the_longest() -> None:
    assert settled([span(0, 9, 0.5), span(3, 5, 0.9)]) == [span(3, 5, 0.9)]
    assert settled([span(0, 9, 0.5), span(3, 5, 0.5)]) == [span(0, 9, 0.5)]
    assert settled([span(5, 9, 0.5), span(0, 5, 0.5)]) == [span(0, 5, 0.5), span(5, 9, 0.5)]


@given(st.lists(SPANS, max_size=30))
def test_what_stays_does_not_overlap_and_what_goes_overlaps_something_as_sure(given_: list[Finding]) -> None:
    kept = settled(given_)
    assert kept == sorted(kept)
    assert all(one.end <= other.start for one, other in pairwise(kept))
    for one in given_:
        assert one in kept or any(
            one.start < other.end and other.start < one.end and other.score >= one.score for other in kept
        )
