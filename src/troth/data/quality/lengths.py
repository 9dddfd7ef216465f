"""How long texts are, and which are far shorter or longer than the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.quality.sheet import Sheet

SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
BINS = 24


@dataclass(frozen=True, slots=True)
class Lengths:
    """Characters of each text, or words of each sentence.

    quantiles: by their shares. edges: of the bars of a histogram, which are of equal width on a logarithmic scale;
    counts: rows of each bar.
    """

    of: str
    quantiles: Mapping[str, float]
    edges: tuple[float, ...]
    counts: tuple[int, ...]


def sizes(sheet: Sheet) -> NDArray[np.int64] | None:
    """The length of each row's text, 0 where there is none; None of a table."""
    if sheet.roles.tokens:
        return sheet.frame[sheet.roles.tokens].list.len().fill_null(0).to_numpy().astype(np.int64)
    texts = sheet.texts
    return None if texts is None else texts.str.len_chars().fill_null(0).to_numpy().astype(np.int64)


def lengths(sheet: Sheet, found: NDArray[np.int64]) -> Lengths | None:
    """The lengths of the rows that have a text; None where none has."""
    known = found[found > 0]
    if not len(known):
        return None
    values = np.quantile(known, SHARES).tolist()
    low, high = int(known.min()), int(known.max())
    edges = np.unique(np.round(np.geomspace(low, high + 1, min(BINS, high - low + 1) + 1)))
    counts, edges = np.histogram(known, bins=edges)
    return Lengths(
        "words" if sheet.roles.tokens else "characters",
        {f"{share:g}": round(value, 1) for share, value in zip(SHARES, values, strict=True)},
        tuple(edges.tolist()),
        tuple(counts.tolist()),
    )


def empty_rows(sheet: Sheet) -> pl.Series:
    """Whether a row has no text but blanks."""
    texts = sheet.texts
    assert texts is not None
    return (texts.is_null() | (texts.str.strip_chars() == "")).fill_null(True)
