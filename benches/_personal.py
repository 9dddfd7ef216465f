"""Texts with personal data marked in them, and how much of it is found: for the benches of `troth.personal`."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.measures import proportion

DATA = Path(os.environ.get("TROTH_DATA") or Path(__file__).parents[2] / "shared" / "data").resolve()
RESAMPLES, LONGEST, OF_EACH = 2000, 3000, 12  # characters of a text of pii_lifebench, and texts of each person
Span = tuple[int, int, str]
Report = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text. spans: what is marked in it. of: what it was made from or is about; texts of one err together."""

    text: str
    spans: tuple[Span, ...]
    of: str


def presidio() -> list[Marked]:
    """pii_presidio; `of` is the template."""
    return [
        Marked(
            row["full_text"],
            tuple((s["start_position"], s["end_position"], s["entity_type"]) for s in row["spans"]),
            f"{name} {row['template_id']}",
        )
        for name in ("synth_dataset_v2", "generated_large")
        for row in map(json.loads, _lines(f"pii_presidio/{name}.jsonl.gz"))
    ]


def lifebench() -> list[Marked]:
    """The beginnings of some texts of pii_lifebench; `of` is the person they are about."""
    rows = pl.read_parquet(DATA / "pii_lifebench" / "lifebench.parquet").sort("user", "id")
    rows = rows.filter(pl.int_range(pl.len()).shuffle(seed=0).over("user") < OF_EACH)
    return [
        Marked(
            row["data_to_answer"][:LONGEST],
            tuple((s["start"], s["end"], s["type"]) for s in row["pii_spans"] if s["end"] <= LONGEST),
            row["user"],
        )
        for row in rows.iter_rows(named=True)
    ]


def messages() -> list[tuple[str, bool, str]]:
    """Of pii_dlp_benchmark: a message, whether it holds something sensitive, and the point it is an example of."""
    rows = csv.DictReader(io.StringIO("\n".join(_lines("pii_dlp_benchmark/dlp_benchmark.csv.gz"))))
    return [(row["Example"], row["Type"] == "Positive", row["Point"]) for row in rows]


def weibo() -> list[Marked]:
    """The test split of weibo_ner; `of` is the message."""
    return [_joined(rows, "", str(number)) for number, rows in enumerate(_tagged("weibo_ner/test.conll.gz"))]


def newswire() -> list[tuple[list[str], list[str], int]]:
    """Words, tags and the number of the document, of every sentence of the test split of conll2003."""
    found, document = [], -1
    for rows in _tagged("conll2003/test.tsv.gz"):
        if rows[0][0] == "-DOCSTART-":
            document += 1
        else:
            found.append(([word for word, _ in rows], [tag for _, tag in rows], document))
    return found


def _lines(name: str) -> Iterable[str]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        return lines.read().splitlines()


def _tagged(name: str) -> Iterable[list[tuple[str, str]]]:
    """Word and tag, sentence by sentence."""
    for blank, lines in groupby(_lines(name), key=lambda line: not line.strip()):
        if not blank:
            yield [(word, tag) for word, _, tag in (line.partition("\t") for line in lines)]


def _joined(rows: Sequence[tuple[str, str]], between: str, of: str) -> Marked:
    """A message of weibo_ner: a character and the digit of its place in its word on each line."""
    text, spans = "", []
    for sign, tag in rows:
        low = len(text)
        text += sign[:-1] + between
        if tag.startswith("B-"):
            spans.append([low, len(text), tag[2:]])
        elif tag.startswith("I-") and spans:
            spans[-1][1] = len(text)
    return Marked(text, tuple((low, high, kind) for low, high, kind in spans), of)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of each group of texts that err together: marked and found, marked, found and marked, found; int [groups, 4]."""

    of: NDArray[np.int64]

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.of + other.of)

    @property
    def sums(self) -> tuple[int, int, int, int]:
        right, marked, true, found = (int(each) for each in self.of.sum(0))
        return right, marked, true, found

    def f1(self, weights: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
        """Of recall and precision, no number where nothing is marked; weights: how often each group counts."""
        right, marked, true, found = np.moveaxis(
            (self.of.sum(0)[None] if weights is None else weights @ self.of).astype(float), -1, 0
        )
        recall, precision = right / np.maximum(marked, 1), true / np.maximum(found, 1)
        f1 = 2 * recall * precision / np.maximum(recall + precision, 1e-12)
        return np.asarray(np.where(marked > 0, f1, np.nan))


def counted(
    texts: Sequence[Marked], found: Sequence[Sequence[Span]], kinds: Iterable[str], *, exact: bool = False
) -> dict[str, Counts]:
    """By kind: what is marked counts as found, and what is found as marked, by any overlap; exact: by both ends."""

    def same(one: Span, other: Span) -> bool:
        return one[:2] == other[:2] if exact else one[0] < other[1] and other[0] < one[1]

    groups = {of: place for place, of in enumerate(dict.fromkeys(text.of for text in texts))}
    counts = {kind: np.zeros((len(groups), 4), np.int64) for kind in kinds}
    for text, findings in zip(texts, found, strict=True):
        for kind, sums in counts.items():
            wanted = [one for one in text.spans if one[2] == kind]
            given = [one for one in findings if one[2] == kind]
            right = sum(any(same(one, other) for other in given) for one in wanted)
            true = sum(any(same(one, other) for other in wanted) for one in given)
            sums[groups[text.of]] += (right, len(wanted), true, len(given))
    return {kind: Counts(sums) for kind, sums in counts.items()}


def weights(groups: int, seed: int = 0) -> NDArray[np.int64]:
    """How often each group is drawn in a resample of as many, [resamples, groups]: the bootstrap of groups."""
    return np.random.default_rng(seed).multinomial(groups, np.full(groups, 1 / groups), size=RESAMPLES)


def interval(value: float, drawn: NDArray[np.float64]) -> str:
    low, high = np.nanquantile(drawn, [0.025, 0.975])  # of resamples that hold any
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"


def rate(right: int, n: int) -> str:
    """A share with its exact interval."""
    found = proportion(right, n, 0.95, "values")
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}] of {n:,}" if n else "not measured: none"
