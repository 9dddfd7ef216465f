"""What is kept of a network to make it as small as a clause asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.errors import TrainingError
from troth.training.pruning.plan import Sizes, plan, spread

MINILM = Sizes(layers=6, layer=1_774_464, pieces=30_522, piece=384, rest=228_000, fewest=2_000)


def test_what_is_small_enough_stays_whole() -> None:
    assert plan(MINILM, MINILM.total(6, 30_522)) is None


def test_half_of_minilm_is_half_of_its_layers_and_of_its_pieces() -> None:
    found = plan(MINILM, MINILM.total(6, 30_522) // 2)
    assert found is not None
    assert found.layers == (0, 2, 5)
    assert 14_000 < found.pieces < 16_000


@given(limit=st.integers(1, 25_000_000), fewest=st.integers(1, 30_522))
def test_a_plan_keeps_within_the_limit_or_says_what_is_the_least(limit: int, fewest: int) -> None:
    sizes = Sizes(6, 1_774_464, 30_522, 384, 228_000, fewest)
    least = sizes.total(1, fewest)
    if limit < least:
        with pytest.raises(TrainingError, match=f"{least:,} is the least"):
            plan(sizes, limit)
        return
    found = plan(sizes, limit)
    if found is None:
        assert sizes.total(6, 30_522) <= limit
        return
    assert sizes.total(len(found.layers), found.pieces) <= limit
    assert fewest <= found.pieces <= 30_522


@pytest.mark.parametrize("kept", range(1, 13))
def test_layers_are_kept_evenly_with_both_ends(kept: int) -> None:
    found = spread(kept, 12)
    assert len(set(found)) == kept
    assert found[0] == 0
    assert kept == 1 or found[-1] == 11
