"""int8 against the original: the same test set answered by the torch model, its float and its int8 ONNX export.

The three take turns for some rounds, so that whatever else the machine does hits all alike; the best round of each
counts. The original answers as it does by default: float32 on torch, all processors. The models are those that Troth
trained on the charters of CoNLL-2003 and Banking77, found in `benches/work` or beside the charters; Banking77 is
trained there when there is none.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from troth import data, models, standard

HERE = Path(__file__).parent
NAMES = ("conll2003", "banking77")
ROUNDS = 3
WITHIN = 0.005
FASTER = 2.0
SHARED = Path(os.environ.get("TROTH_DATA", HERE.parents[1] / "shared" / "data"))


def run(report: Callable[[str, str, str], None]) -> bool:
    """Report F1 and throughput of the originals and their exports; True when int8 meets both targets on each."""
    os.environ.setdefault("TROTH_DATA", str(SHARED))
    found = trained() or {NAMES[1]: train(NAMES[1])}
    good = [compare_exports(name, folder, report) for name, folder in found.items()]
    return all(good)


def compare_exports(name: str, folder: Path, report: Callable[[str, str, str], None]) -> bool:
    """The same of one model."""
    charter = standard.read(HERE / name / "charter.yaml")
    dataset = data.load(charter)
    if not (folder / "model.int8.onnx").is_file():
        split = dataset.validation
        exported = models.export(folder, split.inputs(), documents=split.documents())
        if exported.int8 is None:
            report(f"int8 export, {name}", exported.notes[-1], "agrees with the original")
            return False
    references = {
        "torch": str(folder),
        "ONNX": f"onnx:{folder / 'model.onnx'}",
        "int8": f"onnx:{folder / 'model.int8.onnx'}",
    }
    loaded = {
        key: models.load(where, kind=charter.task.kind, labels=dataset.labels) for key, where in references.items()
    }
    scores, seconds = compare(loaded, dataset.test)
    for key in loaded:
        speed = f"{len(dataset.test) / seconds[key]:.0f} inputs/s, {seconds['torch'] / seconds[key]:.2f}x torch"
        target = f"F1 within {WITHIN}, {FASTER:.0f}x torch" if key == "int8" else "-"
        report(f"{name}, {key}", f"F1 {scores[key]:.4f}, {speed}", target)
    lost, gain = scores["torch"] - scores["int8"], seconds["torch"] / seconds["int8"]
    report(f"{name}, int8 against float ONNX", f"{seconds['ONNX'] / seconds['int8']:.2f}x", "-")
    return abs(lost) <= WITHIN and gain >= FASTER


def trained() -> dict[str, Path]:
    """The folder of one model that Troth trained on it, for each data set that has one."""
    found = {}
    for name in NAMES:
        for folder in (HERE / "work", HERE / name / ".troth"):
            for manifest in sorted(folder.glob("**/troth.json")):
                if folder.name == ".troth" or name in manifest.relative_to(folder).parts:
                    found[name] = manifest.parent
    return found


def train(name: str) -> Path:
    """The model of a charter, trained with the default settings."""
    from troth import training

    charter = standard.read(HERE / name / "charter.yaml")
    folder = HERE / "work" / name / "model"
    base = models.base_digest(charter.model_base, kind=charter.task.kind)
    dataset = data.load(charter)
    seed = standard.seed_for(charter.digest, dataset.digest, base, 0)
    return training.train(charter, dataset, folder=folder, work=folder.with_name("checkpoints"), seed=seed).path


def compare(loaded: dict[str, models.Model], split: Any) -> tuple[dict[str, float], dict[str, float]]:
    """F1 of each model on a split, and the best of ROUNDS seconds for all of it, the models taking turns."""
    inputs, documents = split.inputs(), split.documents()
    seconds = dict.fromkeys(loaded, float("inf"))
    scores: dict[str, float] = {}
    for _ in range(ROUNDS):
        for key, model in loaded.items():
            started = time.perf_counter()
            prediction = model.predict(inputs, documents=documents)
            seconds[key] = min(seconds[key], time.perf_counter() - started)
            scores[key] = score(split, model.labels, prediction.codes)
    return scores, seconds


def score(split: Any, labels: tuple[str, ...], codes: np.ndarray) -> float:
    """Entity F1 of tags, macro-F1 of texts."""
    truth = split.labels()
    answers = [labels[code] if code >= 0 else "" for code in codes]
    if split.lengths() is None:
        from sklearn.metrics import f1_score

        return float(f1_score(truth, answers, average="macro", labels=list(labels), zero_division=0))
    return entity_f1(truth, answers, split.lengths())


def entity_f1(truth: list[str], answers: list[str], lengths: np.ndarray) -> float:
    """CoNLL's entity F1."""
    from seqeval.metrics import f1_score

    ends = np.cumsum(lengths)
    cut = [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]
    return float(f1_score([truth[part] for part in cut], [answers[part] for part in cut]))
