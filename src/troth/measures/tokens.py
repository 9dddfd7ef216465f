"""Tags of single tokens: accuracy and macro F1, resting on documents as the units of independence.

Tokens of one document err together, so a token-level interval is too short. The variance here is that of the documents'
(or, where these are not known, the sentences') totals about their ratio; the interval is the exact binomial one at the
number of independent tokens with that variance (see `proportion.effective`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from troth.measures.denominators import denominators
from troth.measures.f1 import freedom, jaccard_interval, of_jaccard
from troth.measures.proportion import EXACT, Floats, clopper_pearson, effective, student_ratio
from troth.measures.spans import summed, units_of
from troth.measures.table import Groups, Integers
from troth.measures.thin import UNITS, thin
from troth.standard import Estimate, Evidence, NotMeasured, Part


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens counted by unit of independence (document or sentence) and label.

    right, extra, missed: [U, K], predicted and true; predicted and not true; true and not predicted. unit: what errs
    together, in words. groups: of the U rows, or None. missing: tokens left out for want of truth or prediction.
    clusters: as in `Spans`. surplus: the last so many labels are predictions only, no label of the data: each is an
    error, and none is averaged over.
    """

    labels: tuple[str, ...]
    right: Integers
    extra: Integers
    missed: Integers
    unit: str
    groups: Groups | None = None
    missing: int = 0
    clusters: Integers | None = None
    surplus: int = 0

    @classmethod
    def count(
        cls,
        truth: npt.ArrayLike,
        prediction: npt.ArrayLike,
        labels: Sequence[str],
        lengths: npt.ArrayLike,
        documents: npt.ArrayLike | None = None,
        groups: Groups | None = None,
        *,
        extra: int = 0,
    ) -> Tokens:
        """Count flat codes into `labels`: `lengths` of the sentences, in order, and each one's document number, if
        known.

        groups: of the sentences; a document's sentences may be of several groups, and each group's are then clustered
        by document. extra: how many of the last labels are no labels of the data. Raises ValueError where lengths do
        not add up.
        """
        t, p = np.asarray(truth, dtype=np.int64), np.asarray(prediction, dtype=np.int64)
        sizes, k = np.asarray(lengths, dtype=np.int64), len(labels)
        if not len(t) == len(p) == int(sizes.sum()):
            raise ValueError("truth, prediction and lengths must describe the same tokens")
        sentences, clusters = units_of(len(sizes), documents, groups)
        units = np.repeat(sentences, sizes)
        kept = (t >= 0) & (p >= 0)
        t, p, units = t[kept], p[kept], units[kept]
        wrong, many = t != p, int(sentences.max()) + 1 if len(sentences) else 0

        def counted(codes: Integers, these: npt.NDArray[np.bool_]) -> Integers:
            flat = np.bincount(units[these] * k + codes[these], minlength=many * k)
            return flat.reshape(many, k).astype(np.int64)

        unit = "sentences" if documents is None else "documents"
        gone = int(len(kept) - np.count_nonzero(kept))
        table = counted(t, ~wrong), counted(p, wrong), counted(t, wrong)
        return cls(tuple(labels), *table, unit, groups, gone, clusters, extra)

    @property
    def n(self) -> int:
        """The tokens counted."""
        return int(self.right.sum() + self.missed.sum())

    def group(self, index: int) -> Tokens:
        """One group's sentences alone, by unit of independence."""
        if self.groups is None:
            raise ValueError("these tokens are not grouped")
        return self.by_unit(self.groups.members(index))

    def by_unit(self, rows: Integers | slice = slice(None)) -> Tokens:
        """These rows (all without any named), summed by unit of independence."""
        clusters = None if self.clusters is None else self.clusters[rows]
        right, extra, missed = summed((self.right[rows], self.extra[rows], self.missed[rows]), clusters)
        return Tokens(self.labels, right, extra, missed, self.unit, missing=self.missing, surplus=self.surplus)


def token_accuracy(tokens: Tokens, *, confidence: float) -> Evidence:
    """The share of tokens whose predicted tag is the true one."""
    if tokens.n == 0:
        return NotMeasured("no tokens to measure on", {"n": 0})
    tokens = tokens.by_unit()
    right, trials = tokens.right.sum(1), (tokens.right + tokens.missed).sum(1)
    low, high = jaccard_interval(right, trials, confidence)
    method = f"{EXACT} at the effective number of tokens, clustered by {tokens.unit}"
    counts = {"n": tokens.n, tokens.unit: len(trials), "successes": int(right.sum())}
    value, few = int(right.sum()) / tokens.n, _thin(tokens)
    return Estimate(value, low, high, confidence, method, counts, thin=few, unit="tokens")


def token_macro_f1(tokens: Tokens, *, confidence: float) -> Evidence:
    """The plain mean over tags of F1, token by token; a tag neither true nor predicted counts as 0."""
    if tokens.n == 0:
        return NotMeasured("no tokens to measure on", {"n": 0})
    value, successes, trials = _macro(tokens, confidence)
    low, high = clopper_pearson(successes, trials, confidence)
    classes = tokens.labels[: len(tokens.labels) - tokens.surplus]
    supports = (tokens.right + tokens.missed).sum(0)[: len(classes)]
    counts = denominators(tokens.n, classes, supports, **{tokens.unit: len(tokens.right)})
    method = f"delta-method variance, {EXACT} at the effective number of tokens, clustered by {tokens.unit}"
    few = _thin(tokens) or thin(classes, supports, "tokens")
    parts = _parts(tokens, confidence)
    return Estimate(value, float(low), float(high), confidence, method, counts, thin=few, parts=parts, unit="tokens")


def _macro(tokens: Tokens, confidence: float) -> tuple[float, Floats, Floats]:
    """Macro F1, and the successes and trials its interval is made from.

    As for rows (see `f1`), half a unit right and half a unit of errors more stand for what was not seen of each tag.
    """
    many = len(tokens.labels) - tokens.surplus
    right = tokens.right[:, :many]
    either = right + tokens.extra[:, :many] + tokens.missed[:, :many]
    twice = right + either  # 2tp + fp + fn
    denominator = np.maximum(twice.sum(0), 1)
    f = 2 * right.sum(0) / denominator
    units = int(np.count_nonzero(either.sum(1)))
    influence = ((2 * right - f * twice) / denominator).mean(1)
    wider = student_ratio(freedom(2 * right.sum(1), twice.sum(1)), (1 - confidence) / 2)
    seen = float((influence**2).sum()) * units / max(units - 1, 1) * float(wider) ** 2
    share = 1 / (2 * many * np.maximum(np.count_nonzero(either, axis=0), 1))
    unseen = 0.5 * float(((share * f) ** 2 + (2 * share * (1 - f)) ** 2).sum())
    supports = (right + tokens.missed[:, :many]).sum(0)
    smallest = min(units, int(supports.min()))
    least = max(1, smallest if seen > 0 else min(units, int(many * supports.min())))
    return float(f.mean()), *effective(f.mean(), seen + unseen, least, tokens.n)


def _parts(tokens: Tokens, confidence: float) -> tuple[Part, ...]:
    parts = []
    for i, name in enumerate(tokens.labels[: len(tokens.labels) - tokens.surplus]):
        right = tokens.right[:, i]
        trials = right + tokens.extra[:, i] + tokens.missed[:, i]
        if trials.sum() == 0:
            continue
        low, high = jaccard_interval(right, trials, confidence)
        counts = {"n": int(trials.sum()), "support": int((right + tokens.missed[:, i]).sum())}
        value = float(of_jaccard(right.sum() / trials.sum()))
        parts.append(Part(name, value, float(of_jaccard(low)), float(of_jaccard(high)), counts))
    return tuple(parts)


def _thin(tokens: Tokens) -> str | None:
    units = int(np.count_nonzero((tokens.right + tokens.missed).sum(1)))
    if units >= UNITS:
        return None
    return f"{units} {tokens.unit}; its interval is shown to hold from {UNITS} on"
