"""Entities found in sequences of tags, and their F1.

An entity is right only where its type and both its ends are. Chunks are read from IOB1, IOB2 and IOBES tags as
conlleval and seqeval (in its default mode) read them.

F1 is a rising function of J = tp / (tp + fp + fn), namely 2J / (1 + J), and J is a proportion of the entities in
truth or prediction. Its interval is that of a proportion in clusters (documents, or sentences where documents are not
known): see `proportion.effective`.

E. F. Tjong Kim Sang and F. De Meulder (2003), Introduction to the CoNLL-2003 shared task, CoNLL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from troth.measures.f1 import jaccard_interval, of_jaccard
from troth.measures.table import Groups, Integers
from troth.measures.thin import UNITS
from troth.standard import Estimate, Evidence, NotMeasured, Part

Span = tuple[str, int, int]

# Fewest entities for which coverage was shown.
ENTITIES = 100


@dataclass(frozen=True, slots=True)
class Spans:
    """Entities counted by unit of independence (document or sentence) and type.

    types: T names, sorted. right, extra, missed: [U, T], found and true; found and not true; true and not found.
    unit: what errs together, in words. groups: of the U rows, or None. clusters: where the rows are sentences and their
    documents are known, [U] the document of each; None where the rows are the units themselves.
    """

    types: tuple[str, ...]
    right: Integers
    extra: Integers
    missed: Integers
    unit: str
    groups: Groups | None = None
    clusters: Integers | None = None

    @classmethod
    def count(
        cls,
        truth: Sequence[str],
        prediction: Sequence[str],
        lengths: npt.ArrayLike,
        documents: npt.ArrayLike | None = None,
        groups: Groups | None = None,
    ) -> Spans:
        """Count from flat tags: `lengths` of the sentences, in order, and the document number of each, if known.

        groups: of the sentences; a document's sentences may be of several groups, and each group's are then clustered
        by document. Raises ValueError where lengths do not add up.
        """
        sizes = np.asarray(lengths, dtype=np.int64)
        if not len(truth) == len(prediction) == int(sizes.sum()):
            raise ValueError("truth, prediction and lengths must describe the same tokens")
        units, clusters = units_of(len(sizes), documents, groups)
        found: dict[str, list[tuple[int, int]]] = {}
        start = 0
        for unit, size in zip(units.tolist(), sizes.tolist(), strict=True):
            true = set(chunks(truth[start : start + size]))
            guessed = set(chunks(prediction[start : start + size]))
            for kind, these in enumerate((true & guessed, guessed - true, true - guessed)):
                for name, _, _ in these:
                    found.setdefault(name, []).append((unit, kind))
            start += size
        names = tuple(sorted(found))
        table = np.zeros((3, int(units.max()) + 1 if len(units) else 0, len(names)), np.int64)
        for column, name in enumerate(names):
            which = np.array(found[name])
            np.add.at(table[:, :, column], (which[:, 1], which[:, 0]), 1)
        unit = "sentences" if documents is None else "documents"
        return cls(names, table[0], table[1], table[2], unit, groups, clusters)

    def group(self, index: int) -> Spans:
        """One group's sentences alone, by unit of independence."""
        if self.groups is None:
            raise ValueError("these spans are not grouped")
        return self.by_unit(self.groups.members(index))

    def by_unit(self, rows: Integers | slice = slice(None)) -> Spans:
        """These rows (all without any named), summed by unit of independence."""
        clusters = None if self.clusters is None else self.clusters[rows]
        right, extra, missed = summed((self.right[rows], self.extra[rows], self.missed[rows]), clusters)
        return Spans(self.types, right, extra, missed, self.unit)


def entity_f1(spans: Spans, *, confidence: float, label: str | None = None) -> Evidence:
    """F1 of whole entities, of all types together (micro) or of one type."""
    if label is not None and label not in spans.types:
        return NotMeasured(f"no entity of type {label} in truth or prediction", {"n": 0})
    spans = spans.by_unit()
    every = spans.right, spans.extra, spans.missed
    at = slice(None) if label is None else [spans.types.index(label)]
    right, extra, missed = (counts[:, at].sum(1) for counts in every)
    if right.sum() + missed.sum() == 0:
        return NotMeasured(f"no true entity of type {label or 'any'} to find", {"n": 0})
    value, low, high = _interval(right, extra, missed, confidence)
    trials = right + extra + missed
    counts = {"n": int((right + missed).sum()), "predicted": int((right + extra).sum()), spans.unit: len(right)}
    parts = () if label is not None else _parts(spans, confidence)
    method = f"Clopper–Pearson of tp/(tp+fp+fn) at the effective number of entities, clustered by {spans.unit}"
    few, unit = _thin(trials, spans.unit), "entities" if label is None else f"entities of type {label}"
    return Estimate(value, low, high, confidence, method, counts, thin=few, parts=parts, unit=unit)


def chunks(tags: Sequence[str]) -> Iterator[Span]:
    """The entities of one sentence: type, first token, last token.

    >>> list(chunks(["B-PER", "I-PER", "O", "I-LOC"]))
    [('PER', 0, 1), ('LOC', 3, 3)]
    """
    before, kind, start = "O", "", 0
    for i, tag in enumerate([*tags, "O"]):
        prefix, name = _split(tag)
        if before != "O" and (prefix in "OBS" or before in "ES" or name != kind):
            yield kind, start, i - 1
        if prefix != "O" and (prefix in "BS" or before in "OES" or name != kind):
            start = i
        before, kind = prefix, name


def entities_of(tags: Sequence[str], lengths: Sequence[int], types: Collection[str]) -> list[tuple[int, int, int]]:
    """Where the entities of some types stand: sentence, first token, last token; tags: of all sentences, in order."""
    ends = list(accumulate(lengths, initial=0))
    return [
        (number, first, last)
        for number, (start, end) in enumerate(pairwise(ends))
        for kind, first, last in chunks(tags[start:end])
        if kind in types
    ]


def units_of(
    sentences: int, documents: npt.ArrayLike | None, groups: Groups | None = None
) -> tuple[Integers, Integers | None]:
    """The row each sentence is counted in, and the document of each row where rows are to be clustered.

    A sentence is counted in its document, or by itself where documents are not known, or where groups are, which may
    cut across documents.
    """
    if groups is not None and groups.total != sentences:
        raise ValueError(f"groups of {groups.total} do not describe {sentences} sentences")
    own = np.arange(sentences, dtype=np.int64)
    if documents is None:
        return own, None
    numbers = np.asarray(documents)
    if len(numbers) != sentences:
        raise ValueError("each sentence needs one document number")
    document = np.unique(numbers, return_inverse=True)[1].astype(np.int64)
    return (document, None) if groups is None else (own, document)


def summed(tables: Sequence[Integers], clusters: Integers | None) -> list[Integers]:
    """Tables [U, K] summed over the rows of each cluster, or as they are without clusters."""
    if clusters is None:
        return list(tables)
    names, at = np.unique(clusters, return_inverse=True)
    sums = [np.zeros((len(names), table.shape[1]), np.int64) for table in tables]
    for whole, table in zip(sums, tables, strict=True):
        np.add.at(whole, at, table)
    return sums


def _split(tag: str) -> tuple[str, str]:
    """Prefix and type as seqeval splits them: `B-PER` gives B and PER, `O` gives O and _."""
    return tag[0], tag[1:].split("-", maxsplit=1)[-1] or "_"


def _interval(right: Integers, extra: Integers, missed: Integers, confidence: float) -> tuple[float, float, float]:
    trials = right + extra + missed
    low, high = jaccard_interval(right, trials, confidence)
    return float(of_jaccard(right.sum() / trials.sum())), float(of_jaccard(low)), float(of_jaccard(high))


def _parts(spans: Spans, confidence: float) -> tuple[Part, ...]:
    parts = []
    for t, name in enumerate(spans.types):
        right, extra, missed = spans.right[:, t], spans.extra[:, t], spans.missed[:, t]
        counts = {"n": int((right + missed).sum()), "predicted": int((right + extra).sum())}
        parts.append(Part(name, *_interval(right, extra, missed, confidence), counts))
    return tuple(parts)


def _thin(trials: Integers, unit: str) -> str | None:
    units, entities = int(np.count_nonzero(trials)), int(trials.sum())
    if units >= UNITS and entities >= ENTITIES:
        return None
    return f"{entities} entities in {units} {unit}; its interval is shown to hold from {ENTITIES} in {UNITS} on"
