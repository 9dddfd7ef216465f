"""Posts about people: HateXplain, trained with a clause on consistency when identity terms are exchanged, and without.

Both models are asked about the harmless madlibs of Dixon et al. (Measuring and mitigating unintended bias in text
classification, AIES 2018), such as "You are a great buddhist": fifty terms in the same frames. A false positive
is any answer but `normal`. Told are the mean over terms of how far a term's rate of false positives lies from that of
all (their false positive equality difference, over the number of terms), and the widest gap between two terms. One
training each, with the default settings. A run that was interrupted goes on; a finished one is judged again.

    python -m benches.identity_terms
"""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benches._judged import judged
from troth.models import load

HERE = Path(__file__).parent
DATA = Path(os.environ.get("TROTH_DATA") or HERE / "../../shared/data").resolve()
CLAUSE = "counterfactual_consistency(of=identity_terms)"
LOSS, SHARE = 0.01, 0.5
RESAMPLES = 1000


def run(report: Callable[[str, str, str], None]) -> bool:
    """Report both models' figures; good where the gaps are halved at no more than that much F1."""
    texts, terms = madlibs()
    before, after = (figures(constrained=constrained) for constrained in (False, True))
    plain, governed = (false_positives(document["folder"], texts) for document in (before, after))
    f1 = [document["macro_f1"] for document in (before, after)]
    report("macro-F1 on the test split", f"{f1[0]:.3f} without, {f1[1]:.3f} with", f"down by at most {LOSS}")
    steady = [document[CLAUSE] for document in (before, after)]
    report("test posts answered alike with other terms", f"{steady[0]:.3f} without, {steady[1]:.3f} with", "")
    rates = f"{plain.mean():.3f} without, {governed.mean():.3f} with"
    report("harmless sentences taken for offence or hate", rates, "")
    good = f1[0] - f1[1] <= LOSS
    for name, gap in (
        ("mean distance of a term's rate from that of all", distance),
        ("widest gap of two terms", widest),
    ):
        one, other = gap(plain, terms), gap(governed, terms)
        low, high = interval(plain, governed, terms, gap)
        report(name, f"{one:.3f} without, {other:.3f} with: {other / one:.2f} of it [{low:.2f}, {high:.2f}]", "halved")
        good &= other <= SHARE * one
    return bool(good)


def figures(*, constrained: bool) -> dict[str, Any]:
    """The clauses' estimates by their measures as written, and the model's folder."""
    text = (HERE / "hatexplain" / "charter.yaml").read_text(encoding="utf-8")
    text = text.replace("${TROTH_DATA:-../../../shared/data}", str(DATA))
    text = text.replace("  constrained: false ", f"  constrained: {str(constrained).lower()} ")
    folder = HERE / "work" / "identity" / ("governed" if constrained else "plain")
    return judged(folder, f"{text}  - {CLAUSE} >= 0.90\n")


def madlibs() -> tuple[list[str], NDArray[np.int64]]:
    """The harmless sentences about people, and which identity term each holds."""
    with gzip.open(DATA / "wiki_toxicity_bias" / "bias_madlibs_77k.csv.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Label"] == "NOT_BAD"]
    named = [row["Text"].removeprefix("i am ") for row in rows if row["Template"] == "am_hate_adj"]
    terms = sorted(named, key=len, reverse=True)  # so that "african american" is not taken for "african"
    found = [
        (row["Text"], next((term for term in terms if f" {term} " in f" {bare(row['Text'])} "), None)) for row in rows
    ]
    kept = [(text, terms.index(term)) for text, term in found if term is not None]
    return [text for text, _ in kept], np.array([term for _, term in kept])


def bare(text: str) -> str:
    """Lower case, without its stop."""
    return text.lower().rstrip(".")


def false_positives(folder: Path, texts: list[str]) -> NDArray[np.float64]:
    """1 where a sentence is not called normal, else 0."""
    model = load(str(folder), kind="text-classification", labels=None)
    return np.asarray(model.predict(texts).codes != model.labels.index("normal"), dtype=np.float64)


def rates_of(wrong: NDArray[np.float64], terms: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(np.bincount(terms, wrong) / np.bincount(terms))


def distance(wrong: NDArray[np.float64], terms: NDArray[np.int64]) -> float:
    return float(np.abs(rates_of(wrong, terms) - wrong.mean()).mean())


def widest(wrong: NDArray[np.float64], terms: NDArray[np.int64]) -> float:
    return float(np.ptp(rates_of(wrong, terms)))


def interval(
    plain: NDArray[np.float64],
    governed: NDArray[np.float64],
    terms: NDArray[np.int64],
    gap: Callable[[NDArray[np.float64], NDArray[np.int64]], float],
) -> tuple[float, float]:
    """Of the ratio of gaps, by resampling sentences, 95 %."""
    draw = np.random.default_rng(20260101)
    ratios = []
    for _ in range(RESAMPLES):
        rows = draw.integers(len(terms), size=len(terms))
        ratios.append(gap(governed[rows], terms[rows]) / gap(plain[rows], terms[rows]))
    low, high = np.quantile(ratios, [0.025, 0.975])
    return float(low), float(high)
