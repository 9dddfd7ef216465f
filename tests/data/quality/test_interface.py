"""Rows that were found, by their places."""

from __future__ import annotations

import numpy as np

from troth.data.places import Places
from troth.data.quality.interface import SHOWN, Listed, Listing

PLACES = Places(((0, "a.csv"), (2, "b.csv")), np.array([2, 3, 2, 3]))


def test_a_listing_tells_places_of_both_rows() -> None:
    listing = Listing("copies", "train", "", np.array([1, 3]), PLACES, np.array([0, 2]))
    assert list(listing) == [Listed("a.csv:3", "a.csv:2"), Listed("b.csv:3", "b.csv:2")]
    assert listing.examples == ("a.csv:3 = a.csv:2", "b.csv:3 = b.csv:2")


def test_other_rows_may_stand_in_another_sheet() -> None:
    other = Places(((0, "test.csv"),), np.array([9]))
    listing = Listing("leaked", "train", "test", np.array([0]), PLACES, np.array([0]), other)
    assert listing.examples == ("a.csv:2 = test.csv:9",)


def test_scores_are_told_and_examples_are_few() -> None:
    many = np.zeros(9, np.int64)
    listing = Listing("outliers", "train", "length", many, PLACES, scores=np.linspace(9, 1, 9))
    assert [one.score for one in listing.first(2)] == [9.0, 8.0]
    assert len(listing.examples) == SHOWN
    assert len(listing) == 9
