"""Figures per label for a report: precision, recall and F1, each with its exact interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from troth.measures.f1 import label_f1_parts
from troth.measures.rates import rate_parts
from troth.measures.table import Table
from troth.standard import Part


@dataclass(frozen=True, slots=True)
class LabelSummary:
    """One label's figures; support counts the rows truly of it. A figure without a denominator is None."""

    name: str
    support: int
    precision: Part | None
    recall: Part | None
    f1: Part | None


def per_label(table: Table, *, confidence: float) -> tuple[LabelSummary, ...]:
    """Precision, recall and F1 of every label of the data, in the table's order."""
    many = len(table.classes)
    hits, supports = np.diagonal(table.overall)[:many], table.overall.sum(1)[:many]
    figures = (
        rate_parts(table.classes, hits, table.overall.sum(0)[:many], confidence),
        rate_parts(table.classes, hits, supports, confidence),
        label_f1_parts(table, confidence),
    )
    precision, recall, f1 = ({part.name: part for part in parts} for parts in figures)
    return tuple(
        LabelSummary(name, int(n), precision.get(name), recall.get(name), f1.get(name))
        for name, n in zip(table.classes, supports, strict=True)
    )
