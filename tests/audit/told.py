"""Models that say what they are told, and the small charters and files that the audit's tests judge them on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from troth import data, standard
from troth.models import Description, Prediction
from troth.progress import Progress, silent

TEXTS = """\
charter: 1
name: hand
task: {kind: text-classification, output: {labels: [spam, ham], positive: spam}}
model: {base: minilm}
data: {train: train.csv, validation: valid.csv, test: test.csv, columns: {text: text, label: label, groups: [sex]}}
performance:
  - accuracy >= 0.5
  - auc >= 0.5
"""
TOKENS = """\
charter: 1
name: words
task: {kind: token-classification, output: {labels: [O, B-PER, I-PER]}}
model: {base: minilm}
data: {train: train.jsonl, validation: valid.jsonl, test: test.jsonl,
       columns: {tokens: tokens, tags: tags, groups: [origin]}}
performance:
  - entity_f1 >= 0.1
fairness:
  - accuracy_difference(group=origin) <= 0.9
  - worst_group(entity_f1, group=origin) >= 0.1
"""


class Answers:
    """A model that says what it is told, in an order of labels of its own."""

    def __init__(self, kind: str, labels: tuple[str, ...], said: Sequence[str | None], shares: object = None) -> None:
        self.kind, self.labels, self.digest = kind, labels, "sha256:" + "0" * 64
        codes = [-1 if label is None else labels.index(label) for label in said]
        self.prediction = Prediction(
            np.array(codes, dtype=np.int32), None if shares is None else np.asarray(shares, dtype=np.float32)
        )

    def describe(self) -> Description:
        return Description("told", self.kind, "memory", self.labels, None, None, 0)

    def check(self, inputs: object) -> None:
        """As stored answers have it: they are for these inputs and no others."""

    def predict(self, inputs: object, *, documents: object = None, progress: Progress = silent) -> Prediction:
        return self.prediction


def texts(folder: Path, about: Sequence[str] = ("",)) -> tuple[standard.Charter, data.Dataset]:
    rows = [
        f"text number {i} of {name}{about[i % len(about)]},{'spam' if i % 3 == 0 else 'ham'},{'F' if i % 2 else 'M'}"
        for name, size in (("train", 60), ("valid", 20), ("test", 120))
        for i in range(size)
    ]
    for name, start, end in (("train", 0, 60), ("valid", 60, 80), ("test", 80, 200)):
        (folder / f"{name}.csv").write_text("\n".join(["text,label,sex", *rows[start:end]]) + "\n", encoding="utf-8")
    (folder / "charter.yaml").write_text(TEXTS, encoding="utf-8")
    charter = standard.read(folder / "charter.yaml")
    return charter, data.load(charter)


def words(folder: Path) -> tuple[standard.Charter, data.Dataset]:
    for name, size in (("train", 40), ("valid", 20), ("test", 200)):
        lines = [
            json.dumps(
                {
                    "tokens": ["Ann", f"Lee{name}{i}", "came"],
                    "tags": ["B-PER", "I-PER", "O"],
                    "origin": "north" if i % 2 else "south",
                }
            )
            for i in range(size)
        ]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "charter.yaml").write_text(TOKENS, encoding="utf-8")
    charter = standard.read(folder / "charter.yaml")
    return charter, data.load(charter)


def posts(
    folder: Path,
    test: Sequence[tuple[str, str]],
    train_sexes: str = "FM",
    clauses: Sequence[str] = ("accuracy >= 0.5",),
) -> tuple[standard.Charter, data.Dataset]:
    """A charter of spam and ham over `test` rows of label and sex; every sex of `train_sexes` is trained on."""
    train = [("spam" if i % 2 else "ham", sex) for i in range(30) for sex in train_sexes]
    for name, rows in (("train", train), ("valid", train[:10]), ("test", test)):
        lines = [f"{name} text number {i} here,{label},{sex}" for i, (label, sex) in enumerate(rows)]
        (folder / f"{name}.csv").write_text("\n".join(["text,label,sex", *lines, ""]), encoding="utf-8")
    head = TEXTS.partition("performance:")[0]
    articles: dict[str, list[str]] = {}
    for clause in clauses:
        articles.setdefault("fairness" if "group=" in clause else "performance", []).append(f"  - {clause}\n")
    listed = "".join(f"{article}:\n{''.join(lines)}" for article, lines in articles.items())
    (folder / "charter.yaml").write_text(head + listed, encoding="utf-8")
    charter = standard.read(folder / "charter.yaml")
    return charter, data.load(charter)


def sentences(folder: Path, test: Sequence[tuple[str, int]]) -> tuple[standard.Charter, data.Dataset]:
    """A token charter over `test` sentences of origin and document, each with one person and one other word."""
    train = [("north" if i % 2 else "south", i) for i in range(40)]
    for name, rows in (("train", train), ("valid", train[:20]), ("test", test)):
        lines = [
            json.dumps({"tokens": ["Ann", f"{name}{i}"], "tags": ["B-PER", "O"], "origin": origin, "doc": document})
            for i, (origin, document) in enumerate(rows)
        ]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = TOKENS.replace("groups: [origin]", "groups: [origin], document: doc").replace(", I-PER]", "]")
    (folder / "charter.yaml").write_text(text, encoding="utf-8")
    charter = standard.read(folder / "charter.yaml")
    return charter, data.load(charter)
