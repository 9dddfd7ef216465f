"""Figures per label for a report: precision, recall and F1, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from troth.measures.f1 import jaccard_interval, label_f1_parts, of_jaccard
from troth.measures.rates import rate_parts
from troth.measures.table import Integers, Table
from troth.measures.tokens import Tokens
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


def per_tag(tokens: Tokens, *, confidence: float) -> tuple[LabelSummary, ...]:
    """The same of every tag of the data, token by token, resting on documents as `token_macro_f1` does."""
    tokens = tokens.by_unit()
    names = tokens.labels[: len(tokens.labels) - tokens.surplus]
    return tuple(_tag(tokens, place, name, confidence) for place, name in enumerate(names))


def _tag(tokens: Tokens, place: int, name: str, confidence: float) -> LabelSummary:
    right, extra, missed = (counts[:, place] for counts in (tokens.right, tokens.extra, tokens.missed))
    precision, recall, jaccard = (
        _ratio(name, right, right + wrong, confidence) for wrong in (extra, missed, extra + missed)
    )
    return LabelSummary(name, int((right + missed).sum()), precision, recall, None if jaccard is None else _f1(jaccard))


def _f1(jaccard: Part) -> Part:
    """F1 and its bounds from those of right / (right + wrong), of which it is an increasing function."""
    value, low, high = (float(of_jaccard(x)) for x in (jaccard.value, jaccard.low, jaccard.high))
    return replace(jaccard, value=value, low=low, high=high)


def _ratio(name: str, right: Integers, trials: Integers, confidence: float) -> Part | None:
    """Sums over units [U] of one share; None without trials."""
    if not trials.sum():
        return None
    low, high = jaccard_interval(right, trials, confidence)
    return Part(name, float(right.sum() / trials.sum()), low, high, {"n": int(trials.sum())})
