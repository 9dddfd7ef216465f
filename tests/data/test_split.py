from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.interface import Roles
from troth.data.places import Places
from troth.data.roles import Part
from troth.data.split import split_off, validation_share
from troth.errors import DataError


def part(frame: pl.DataFrame, **roles: object) -> Part:
    places = Places(((0, "rows.csv"),), np.arange(2, frame.height + 2, dtype=np.int64))
    return Part("train", frame, Roles(**roles), places)  # type: ignore[arg-type]


def posts(labels: list[str], texts: list[str] | None = None, **columns: list[str]) -> Part:
    texts = texts or [f"text {row}" for row in range(len(labels))]
    frame = pl.DataFrame({"text": texts, "label": labels, **columns})
    groups = tuple(name for name in columns if name != "document")
    return part(
        frame, text="text", label="label", groups=groups, document="document" if "document" in columns else None
    )


def lines(some: Part) -> list[int]:
    return some.places.lines.tolist()


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from("aab"), min_size=20, max_size=200), st.text(max_size=5), st.floats(0.05, 0.5))
def test_a_split_is_disjoint_complete_stratified_and_the_same_again(labels: list[str], seed: str, share: float) -> None:
    whole = posts([*labels, *"aaaaaaaaaabbbbbbbbbb"])
    rest, taken = split_off(whole, "test", seed, share)
    assert sorted(lines(rest) + lines(taken)) == lines(whole)
    assert lines(rest) == sorted(lines(rest))
    assert lines(split_off(whole, "test", seed, share)[1]) == lines(taken)
    counts, all_counts = Counter(taken.frame["label"]), Counter(whole.frame["label"])
    for label, count in all_counts.items():
        assert abs(counts[label] - share * count) <= 2
    assert abs(taken.frame.height - share * whole.frame.height) <= 2


def test_another_seed_gives_another_split() -> None:
    whole = posts(["a", "b"] * 50)
    assert lines(split_off(whole, "test", "one", 0.2)[1]) != lines(split_off(whole, "test", "two", 0.2)[1])


def test_this_very_split_is_made_on_every_machine() -> None:
    whole = posts(["a", "b"] * 10)
    assert lines(split_off(whole, "test", "seed", 0.2)[1]) == [2, 11, 15, 20]


def test_the_order_of_the_file_does_not_choose() -> None:
    texts = [f"text {row}" for row in range(60)]
    forward = split_off(posts(["a"] * 30 + ["b"] * 30, texts), "test", "s", 0.2)[1]
    backward = split_off(posts(["b"] * 30 + ["a"] * 30, texts[::-1]), "test", "s", 0.2)[1]
    assert set(forward.frame["text"]) == set(backward.frame["text"])


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from("ab")), min_size=30, max_size=150))
def test_no_document_is_in_two_splits(rows: list[tuple[int, str]]) -> None:
    whole = posts([label for _, label in rows], document=[str(document) for document, _ in rows])
    try:
        rest, taken = split_off(whole, "test", "s", 0.3)
    except DataError:
        return
    assert not set(rest.frame["document"]) & set(taken.frame["document"])
    assert rest.frame.height + taken.frame.height == len(rows)


def test_copies_stay_together() -> None:
    whole = posts(["a", "b"] * 40, [f"Same {row % 10}" if row % 2 else f"same  {row % 10}" for row in range(80)])
    rest, taken = split_off(whole, "test", "s", 0.3)
    keys = [{text.lower().split()[1] for text in some.frame["text"]} for some in (rest, taken)]
    assert not keys[0] & keys[1]


def test_groups_share_in_the_strata() -> None:
    whole = posts(["a", "b"] * 200, sex=(["f"] * 4 + ["m"] * 16) * 20)
    taken = split_off(whole, "test", "s", 0.25)[1]
    assert Counter(taken.frame["sex"]) == {"f": 20, "m": 80}


def test_a_stratum_of_one_stays_in_training() -> None:
    rest, taken = split_off(posts(["a"] * 50 + ["rare"]), "test", "s", 0.5)
    assert "rare" in set(rest.frame["label"])
    assert "rare" not in set(taken.frame["label"])


def test_of_many_rows_a_smaller_share_is_held_out() -> None:
    shares = {rows: validation_share(rows) for rows in (1, 300, 5_000, 8_000, 10_000, 40_000)}
    assert shares == {1: 0.1, 300: 0.1, 5_000: 0.1, 8_000: 0.0625, 10_000: 0.05, 40_000: 0.05}


def test_no_more_than_the_most() -> None:
    assert split_off(posts(["a", "b"] * 500), "validation", "s", 0.5, most=30)[1].frame.height == 30


def test_too_few_rows_to_split() -> None:
    with pytest.raises(
        DataError, match=r"rows.csv: too few rows to split off a test set \(3 rows in 1 different unit\)"
    ):
        split_off(posts(["a", "a", "b"], ["x"] * 3), "test", "s", 0.2)
