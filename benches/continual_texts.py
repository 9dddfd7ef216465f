"""New intents added to banking77 in two steps: what is forgotten of the old ones, and what an update costs.

Three repeats, each with another draw of the intents: a release of 57 is trained, 10 intents are added to it, and 10
more to what came of that. A tenth of the training rows of each intent is held out as a validation file. Every update is
judged on the test rows of all intents it knows, by a clause on forgetting among others; in the first repeat a model is
also trained from the base on all 77, which says what an update gives up. A run that was interrupted goes on.

    python -m benches.continual_texts
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

HERE = Path(__file__).parent
DATA = Path(os.environ.get("TROTH_DATA") or HERE / "../../shared/data").resolve() / "banking77"
WORK = HERE / "work" / "continual"
REPEATS, STEPS, ALLOWED = 3, (57, 67, 77), 0.01
HELD_OUT = 10  # one row of so many is validated on
CHARTER = """\
charter: 1
name: continual-{repeat}-{known}
version: "2026.1"
purpose: Tell what a bank's customer wants, as intents are added, to compare methods.
task: {{kind: text-classification}}
model: {{base: minilm}}
data:
  train: train-{trained}.csv
  validation: valid-{known}.csv
  test: test-{known}.csv
  columns: {{text: text, label: category}}
  source: https://github.com/PolyAI-LDN/task-specific-datasets
  licence: CC BY 4.0
performance:
  - accuracy >= 0.90
"""


def run(report: Callable[[str, str, str], None]) -> bool:
    """Report drops, verdicts and seconds; good where every drop is small, or its clause is broken and says so."""
    good = True
    for number in range(REPEATS):
        documents = repeat(number)
        for before, known, document in zip(STEPS, STEPS[1:], documents[1:], strict=False):
            check = document["update"]["checks"][-1]
            drop, verdict = check["drop"], verdict_of(document)
            good &= drop["estimate"] <= ALLOWED or verdict in ("broken", "refused")
            figures = f"{drop['estimate']:+.4f} [{drop['low']:+.4f}, {drop['high']:+.4f}], {verdict}"
            report(f"repeat {number}, {before} to {known} intents: accuracy lost on old ones", figures, f"<= {ALLOWED}")
        report(f"repeat {number}, recall of the intents just added", ", ".join(map(added, documents[1:])), "")
        report(f"repeat {number}, accuracy on all", " -> ".join(map(accuracy, documents)), "")
        seconds = [document["training"]["seconds"] for document in documents]
        report(f"repeat {number}, seconds of training", " -> ".join(f"{one:.0f}" for one in seconds), "updates fewer")
    whole = judged(WORK / "0", STEPS[-1], STEPS[-1], "whole")
    report("repeat 0, trained from the base on all 77", f"{accuracy(whole)}, {whole['training']['seconds']:.0f} s", "")
    return good


def accuracy(document: dict[str, Any]) -> str:
    """On the test rows of all intents known; of an update that was refused, not asked."""
    return f"{document['clauses'][0]['estimate']:.4f}" if "clauses" in document else "refused"


def added(document: dict[str, Any]) -> str:
    """The mean recall of the labels that an update added: who learns nothing new forgets nothing."""
    new = document["update"]["labels_added"]
    labels = document.get("performance", {}).get("labels", ())
    found = [each["recall"]["estimate"] for each in labels if each["name"] in new and each["recall"]]
    return f"{np.mean(found):.4f}" if found else "refused"


def verdict_of(document: dict[str, Any]) -> str:
    """Of the clause on forgetting; `refused` where the validation rows said no, and the test set stayed closed."""
    clauses = {each["measure"]: each["verdict"] for each in document.get("clauses", ())}
    return str(clauses.get("forgetting", "refused"))


def repeat(number: int) -> list[dict[str, Any]]:
    """What `run` said of the release and of both updates; a refused one is not gone on from."""
    folder = WORK / str(number)
    write(folder, number)
    documents = [judged(folder, STEPS[0], STEPS[0], "first")]
    for before, known in itertools.pairwise(STEPS):
        release = release_of(folder, documents[-1])
        documents.append(
            judged(folder, before, known, "update", "--from", release, "--new", folder / f"new-{known}.csv")
        )
        if "clauses" not in documents[-1]:
            break
    return documents


def release_of(folder: Path, document: dict[str, Any]) -> Path:
    digest: str = document["model"]["digest"]
    return folder / ".troth" / "models" / digest.removeprefix("sha256:")


def write(folder: Path, number: int) -> None:
    """The data files of a repeat: what is trained, validated and judged on at each step, and what is new."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, tested = (pl.read_csv(DATA / f"{name}.csv.gz") for name in ("train", "test"))
    draw = np.random.default_rng(number)
    rows = rows[draw.permutation(len(rows))]
    intents = draw.permutation(rows["category"].unique().sort().to_list()).tolist()
    held = pl.int_range(pl.len()).over("category") % HELD_OUT == 0
    train, valid = rows.filter(~held), rows.filter(held)
    for before, known in zip((0, *STEPS), STEPS, strict=False):
        there = pl.col("category").is_in(intents[:known])
        for name, part in (("train", train), ("valid", valid), ("test", tested)):
            part.filter(there).write_csv(folder / f"{name}-{known}.csv")
        train.filter(pl.col("category").is_in(intents[before:known])).write_csv(folder / f"new-{known}.csv")


def judged(folder: Path, trained: int, known: int, kind: str, *options: object) -> dict[str, Any]:
    """What `run` says of a charter of so many intents."""
    charter = folder / f"{kind}-{known}.yaml"
    text = CHARTER.format(repeat=folder.name, trained=trained, known=known)
    clause = f"  - forgetting <= {ALLOWED}\n" if kind == "update" else ""
    charter.write_text(text + clause, encoding="utf-8")
    command = [sys.executable, "-m", "troth.cli.main", "run", str(charter), "--json", *map(str, options)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if ended.returncode not in (0, 1, 3):
        raise SystemExit(f"troth run ended with {ended.returncode}")
    document: dict[str, Any] = json.loads(ended.stdout)
    return document
