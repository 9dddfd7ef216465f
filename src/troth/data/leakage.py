"""Rows of one split that also stand in another, exactly or nearly, and rows of one content with different labels.

What counts as nearly the same: see `near`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.content import contents
from troth.data.interface import Finding, Severity
from troth.data.near import near_copies
from troth.data.roles import Part

EXAMPLES = 5


def leakage(parts: Sequence[Part]) -> list[Finding]:
    """Findings on copies between the splits, and within the training split."""
    keyed = [contents(part.frame, part.roles) for part in parts]
    findings = _within(parts[0], keyed[0])
    for later in range(1, len(parts)):
        for earlier in range(later):
            findings += _between(parts[earlier], keyed[earlier], parts[later], keyed[later])
    return findings


def copies_in(known: pl.Series, texts: pl.Series) -> NDArray[np.int64]:
    """Which texts stand among those that are known, or nearly; both normalised."""
    exact = [row for row, _ in _first_rows(known, texts)]
    near = [row for row, _ in near_copies(known, texts)]
    return np.unique(np.array([*exact, *near], np.int64))


def _between(left: Part, left_keys: pl.Series, right: Part, right_keys: pl.Series) -> list[Finding]:
    copies = _first_rows(left_keys, right_keys)
    findings = _finding(left, right, copies, "also stand in")
    if right.roles.text or right.roles.tokens:
        rest = np.setdiff1d(np.arange(len(right_keys)), [row for row, _ in copies])
        near = near_copies(left_keys, right_keys.gather(rest))
        findings += _finding(left, right, [(int(rest[row]), other) for row, other in near], "nearly stand in")
    return findings


def _first_rows(left: pl.Series, right: pl.Series) -> list[tuple[int, int]]:
    """Rows of `right` that are in `left`, each with the first such row there."""
    first = pl.DataFrame({"key": left}).with_row_index("left").unique("key", keep="first")
    found = pl.DataFrame({"key": right}).with_row_index("right").join(first, on="key").sort("right")
    return list(zip(found["right"].to_list(), found["left"].to_list(), strict=True))


def _finding(left: Part, right: Part, pairs: list[tuple[int, int]], how: str) -> list[Finding]:
    if not pairs:
        return []
    share = len(pairs) / right.frame.height
    what = f"rows of the {right.name} split {how} the {left.name} split ({share:.1%} of its rows)"
    examples = tuple(f"{right.places.of(row)} = {left.places.of(other)}" for row, other in pairs[:EXAMPLES])
    return [Finding(_gravity(left, right, pairs), what, len(pairs), examples, right.name)]


def _gravity(left: Part, right: Part, pairs: Sequence[tuple[int, int]]) -> Severity:
    """A table's rows that are alike and have ids of their own are not the same row: few columns make many alike."""
    if not (_is_table(right) and left.roles.id and right.roles.id):
        return "warning"
    copied = right.frame[right.roles.id].cast(pl.String).gather([row for row, _ in pairs])
    known = copied.is_null() | copied.is_in(left.frame[left.roles.id].cast(pl.String).drop_nulls().implode())
    return "warning" if known.any() else "note"


def _is_table(part: Part) -> bool:
    return not (part.roles.text or part.roles.tokens)


def _within(train: Part, keys: pl.Series) -> list[Finding]:
    """Copies within the training split, and those among them that contradict each other."""
    labels = train.frame[train.roles.tags or train.roles.label or ""]
    if labels.dtype == pl.List:
        labels = labels.list.join(" ")
    rows = pl.DataFrame({"key": keys, "label": labels}).with_row_index("row")
    copies = rows.filter(pl.len().over("key") > 1)
    if copies.is_empty():
        return []
    again = copies.height - copies["key"].n_unique()
    findings = [Finding("note", "rows of the train split are copies of an earlier one", again, split=train.name)]
    torn = copies.group_by("key").agg(pl.col("label").n_unique(), pl.len(), pl.col("row").sort().head(2))
    torn = torn.filter(pl.col("label") > 1).sort(pl.col("row").list.first())
    if torn.height:
        pairs = torn["row"].head(EXAMPLES).to_list()
        examples = tuple(" / ".join(train.places.of(row) for row in pair) for pair in pairs)
        what = (
            f"rows of the train split have the same content as another and a different label (contents: {torn.height})"
        )
        # Two cases alike in all features may end otherwise; two people who read one text differ on its label.
        gravity: Severity = "note" if _is_table(train) else "warning"
        findings.append(Finding(gravity, what, int(torn["len"].sum()), examples, train.name))
    return findings
