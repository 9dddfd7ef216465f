"""A dataset in figures, as plain JSON: what the report and the record say of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl

from troth.data.interface import Dataset, Split, as_groups

QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def describe(dataset: Dataset) -> dict[str, Any]:
    """Rows, digests, label and group counts, lengths and missing values of every split; findings and lineage."""
    return {
        "kind": dataset.kind,
        "digest": dataset.digest,
        "labels": list(dataset.labels),
        "splits": [_split(split, dataset.labels) for split in dataset.splits],
        "findings": [{**asdict(finding), "examples": list(finding.examples)} for finding in dataset.findings],
        "lineage": [{"what": step.what, **step.details} for step in dataset.lineage],
    }


def _split(split: Split, labels: tuple[str, ...]) -> dict[str, Any]:
    found = {
        "name": split.name,
        "rows": len(split),
        "digest": split.digest,
        "labels": _label_counts(split, labels),
        "groups": {name: _group_counts(split, name) for name in split.roles.groups},
        "missing": _missing(split),
        "lengths": _lengths(split),
    }
    if split.roles.tokens:
        documents = split.documents()
        lengths = split.lengths()
        found["words"] = 0 if lengths is None else int(lengths.sum())
        found["documents"] = 0 if documents is None else len(np.unique(documents))
    return found


def _label_counts(split: Split, labels: tuple[str, ...]) -> dict[str, int]:
    counts = _counts(pl.Series(split.labels(), dtype=pl.String))
    return {label: counts[label] for label in labels if label in counts} | counts


def _group_counts(split: Split, name: str) -> dict[str, int]:
    """Rows of each group, most first; groups that only another split has come last, with 0."""
    counts = _counts(as_groups(split.frame[name]))
    return counts | {group: 0 for group in split.group_names.get(name, ()) if group not in counts}


def _counts(column: pl.Series) -> dict[str, int]:
    flat = column.explode() if column.dtype == pl.List else column.cast(pl.String)
    counts = flat.drop_nulls().value_counts(sort=True).sort("count", flat.name, descending=[True, False])
    return dict(zip(counts.to_series(0).to_list(), counts["count"].to_list(), strict=True))


def _missing(split: Split) -> dict[str, int]:
    """Rows without a value, for every feature and group that has any."""
    found = {}
    for name in dict.fromkeys((*split.roles.features, *split.roles.groups)):
        column = split.frame[name]
        if column.dtype == pl.List:
            count = int((column.list.len().fill_null(0) == 0).sum())
        else:
            count = column.null_count() + (int(column.is_nan().sum()) if column.dtype.is_float() else 0)
        if count:
            found[name] = count
    return found


def _lengths(split: Split) -> dict[str, Any] | None:
    """Quantiles of characters a text, or words a sentence."""
    if not len(split) or not (split.roles.text or split.roles.tokens):
        return None
    column = split.frame[split.roles.text or split.roles.tokens or ""]
    sizes = column.str.len_chars() if split.roles.text else column.list.len()
    values = np.quantile(sizes.to_numpy(), QUANTILES).tolist()
    quantiles = {f"{share:g}": round(value, 1) for share, value in zip(QUANTILES, values, strict=True)}
    return {"of": "characters" if split.roles.text else "words", "quantiles": quantiles}
