"""From scores to spans."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from troth.personal.tagging.decoding import TAGS, spans_of

OUT, B_PER, I_PER, B_LOC, I_LOC = (TAGS.index(tag) for tag in ("O", "B-person", "I-person", "B-location", "I-location"))


def scores(*tags: int, sure: float = 9.0) -> np.ndarray:
    found = np.zeros((len(tags), len(TAGS)), np.float32)
    found[np.arange(len(tags)), tags] = sure
    return found


def test_spans_begin_and_go_on() -> None:
    found = spans_of(scores(OUT, B_PER, I_PER, OUT, B_LOC, B_LOC))
    assert [one[:3] for one in found] == [(1, 3, "person"), (4, 5, "location"), (5, 6, "location")]
    assert all(0.99 < one[3] <= 1 for one in found)
    assert spans_of(np.zeros((0, len(TAGS)), np.float32)) == []


def test_what_did_not_begin_does_not_go_on() -> None:
    given_ = scores(OUT, I_PER, I_PER)
    given_[1, B_PER] = 8.0
    assert [one[:3] for one in spans_of(given_)] == [(1, 3, "person")]
    given_ = scores(B_PER, I_LOC)
    given_[1, I_PER] = 8.5
    assert [one[:3] for one in spans_of(given_)] == [(0, 2, "person")]


@settings(max_examples=60)
@given(arrays(np.float32, st.tuples(st.integers(1, 4), st.just(len(TAGS))), elements=st.floats(-8, 8, width=16)))
def test_it_is_the_likeliest_sequence_that_is_allowed(given_: np.ndarray) -> None:
    def allowed(tags: tuple[int, ...]) -> bool:
        pairs = itertools.pairwise((OUT, *tags))
        return all(not TAGS[b].startswith("I-") or (TAGS[a][2:] == TAGS[b][2:] and a != OUT) for a, b in pairs)

    some = (OUT, B_PER, I_PER, B_LOC, I_LOC)
    narrowed = np.full_like(given_, -50)
    narrowed[:, some] = given_[:, some]
    best = max(
        (tags for tags in itertools.product(some, repeat=len(given_)) if allowed(tags)),
        key=lambda tags: sum(float(narrowed[place, tag]) for place, tag in enumerate(tags)),
    )
    total = sum(float(narrowed[place, tag]) for place, tag in enumerate(best))
    tags = [OUT] * len(given_)
    for start, end, kind, _ in spans_of(narrowed):
        tags[start] = TAGS.index(f"B-{kind}")
        tags[start + 1 : end] = [TAGS.index(f"I-{kind}")] * (end - start - 1)
    assert sum(float(narrowed[place, tag]) for place, tag in enumerate(tags)) == pytest.approx(total, abs=1e-4)
