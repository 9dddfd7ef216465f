"""Explanations under a clause: banking77, trained with the transparency clauses of its charter and without.

The two charters differ in one line, `training: {constrained: false}`; both models are judged on the test split by the
audit's own check, method by method. Told beside it is what the difference is made of, by occlusion on some of the test
rows: the label's probability with all words, without words at random and without the words named. A model that falls
whatever is taken would show by the second. REPEATS trainings of each side (1), with the default settings; the first are
taken apart. A run that was interrupted goes on; a finished one is judged again.

    REPEATS=3 python -m benches faithful_texts
"""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

from benches._judged import again, judged, repeats, told
from troth.audit.faithfulness import ORDERS, left_without
from troth.explain import Asked, explain
from troth.models import load
from troth.progress import silent

HERE = Path(__file__).parent
DATA = Path(os.environ.get("TROTH_DATA") or HERE / "../../shared/data").resolve()
GAIN, LOSS = 0.05, 0.01
ROWS = 200  # of the test split, that are taken apart


def run(report: Callable[[str, str, str], None]) -> bool:
    """Report accuracy, faithfulness and what it is made of; good where each method's rises and accuracy stays."""
    plain, governed = ([figures(number, constrained=side) for number in repeats()] for side in (False, True))
    good = True
    for clause in (name for name in plain[0] if name != "folder"):
        before, after = ([one[clause] for one in side] for side in (plain, governed))
        change = mean(after) - mean(before)
        explained = clause.startswith("explanation_faithfulness")
        target = f"up by {GAIN}" if explained else f"down by at most {LOSS}"
        good &= change >= (GAIN if explained else -LOSS)
        report(clause, f"{told(before)} without clauses, {told(after)} with ({change:+.3f})", target)
    for (name, before), after in zip(parts(plain[0]).items(), parts(governed[0]).values(), strict=True):
        report(f"the label's probability {name}", f"{before:.3f} without clauses, {after:.3f} with", "")
    return good


def figures(number: int, *, constrained: bool) -> dict[str, Any]:
    """Each clause's estimate on the test split of one training, by its measure as written, and the model's folder."""
    text = (HERE / "faithful" / "banking77.yaml").read_text(encoding="utf-8")
    text = text.replace("${TROTH_DATA:-../../../shared/data}", str(DATA))
    text += "" if constrained else "training: {constrained: false}\n"
    folder = HERE / "work" / "faithful" / f"{number}-{'governed' if constrained else 'plain'}"
    return judged(folder, again(text, number))


def parts(document: dict[str, Any]) -> dict[str, float]:
    """The predicted label's probability with all words, without some at random and without those occlusion names."""
    with gzip.open(DATA / "banking77" / "test.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    draw = np.random.default_rng(0)
    texts = [rows[place]["text"] for place in draw.permutation(len(rows))[:ROWS]]
    model = load(str(document["folder"]), kind="text-classification", labels=sorted({row["category"] for row in rows}))
    found, asked = explain(model, texts, "occlusion"), Asked(model, "taking words away", silent)
    orders = [[draw.permutation(len(each.spans)).tolist() for each in found] for _ in range(ORDERS)]
    chance = [left_without(asked, found, order, model.labels).mean() for order in orders]
    named = left_without(asked, found, [each.ranking for each in found], model.labels).mean()
    whole = np.mean([each.probability for each in found])
    return {"with all words": whole, "without words at random": np.mean(chance), "without the words named": named}
