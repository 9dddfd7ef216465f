"""How far annotators agree, where several labelled each row."""

from __future__ import annotations

import numpy as np
import polars as pl

from troth.data.quality.sheet import Sheet
from troth.measures import krippendorff_alpha
from troth.standard import Evidence


def agreement(sheet: Sheet, confidence: float) -> Evidence | None:
    """Krippendorff's alpha over the votes of a sheet; None where each row has one label."""
    votes = sheet.votes
    if votes is None:
        return None
    flat = pl.DataFrame({"row": pl.int_range(len(votes), eager=True), "label": votes}).explode("label").drop_nulls()
    names = flat["label"].unique().sort().to_list()
    counts = np.zeros((len(votes), max(len(names), 1)), dtype=np.int64)
    codes = flat["label"].cast(pl.Enum(names)).to_physical().to_numpy()
    np.add.at(counts, (flat["row"].to_numpy(), codes), 1)
    return krippendorff_alpha(counts, confidence=confidence)
