"""The Chinese report of real audits holds no English: all names in the data are Chinese, so what is Latin is ours."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audit.told import Answers
from troth import audit, data, standard
from troth.reports import render
from troth.standard import VOCABULARY, Term

KNOWN = frozenset(
    re.findall(
        r"\w+",
        "AUC Bonferroni Brier Clopper DeLong F Holm JSON ONNX Pearson Python ROC Troth UTC "
        "B csv delta e fn fp guard jsonl min monitoring n O s sha tp",
    )
)
"""Names of people, formats, units and words of a charter that are written so in Chinese too."""

HEAD = """\
charter: 1
name: 分派
task: {kind: KIND, output: {labels: LABELS}}
model: {base: minilm}
data: {train: 训.FORM, validation: 验.FORM, test: 测.FORM, columns: COLUMNS}
"""
ROWS = {"训": 60, "验": 20}


def clauses(kind: str, label: str, groups: str) -> Iterator[tuple[str, str]]:
    """Every measure of a kind of task, with and without what it may leave out; each with its article."""
    terms = [term for term in VOCABULARY.values() if kind in term.tasks]
    for term in terms:
        inner = [other for other in terms if other.of_groups] if term.name == "worst_group" else [None]
        for measure in inner:
            for several in _arguments(term, measure, label, groups):
                if kind.startswith("tabular"):  # where a column takes the place of terms in a text
                    several = several.replace("of=identity_terms", "of=收入")
                yield term.articles[0], f"{term.name}{several} {term.operator if not measure else measure.operator} 0.5"


def _arguments(term: Term, measure: Term | None, label: str, groups: str) -> list[str]:
    values = {"label": label, "entity": label.removeprefix("B-"), "group": groups}
    values |= {"column": "收入", "exchanged": "收入", "condition": "'收入 < 0'"}
    given = [
        measure.name if parameter.kind == "measure" and measure else
        f"{parameter.name}="
        f"{parameter.choices[0] if parameter.choices else values.get(parameter.kind, parameter.low + 1e-5)}"
        for parameter in term.parameters
    ]  # fmt: skip
    needed = [text for text, parameter in zip(given, term.parameters, strict=True) if parameter.required]
    return list(dict.fromkeys(f"({', '.join(some)})" if some else "" for some in (needed, given)))


def write(folder: Path, kind: str, labels: Sequence[str], columns: str, label: str, groups: str) -> standard.Charter:
    form = "jsonl" if kind == "token-classification" else "csv"
    text = HEAD.replace("KIND", kind).replace("LABELS", f"[{', '.join(labels)}]").replace("COLUMNS", columns)
    articles: dict[str, list[str]] = {}
    for article, clause in clauses(kind, label, groups):
        articles.setdefault(article, []).append(f"  - {clause}\n")
    listed = "".join(f"{article}:\n{''.join(lines)}" for article, lines in articles.items())
    (folder / "章程.yaml").write_text(text.replace("FORM", form) + listed, encoding="utf-8")
    return standard.read(folder / "章程.yaml")


def texts(folder: Path, rows: int, *, gone: bool = False) -> tuple[standard.Charter, data.Dataset]:
    """gone: no row of one label and of one group is a test row, and some name no group."""
    draw = random.Random(rows)
    for name, size in (*ROWS.items(), ("测", rows)):
        lines = [["文", "类", "性", "区"]]
        for i in range(size):
            some = gone and name == "测"
            what = draw.choice("甲乙" if some else "甲乙丙")
            sex = "" if some and i % 9 == 0 else "女" if some else draw.choice("男女")
            lines.append([f"第{i}条{what}" if i > 3 else f"相同的一条文字 {what}", what, sex, draw.choice("南北")])
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(lines)
    columns = "{text: 文, label: 类, groups: [性, 区]}"
    charter = write(folder, "text-classification", "甲乙丙", columns, "甲", "区" if gone else "[性, 区]")
    return charter, data.load(charter)


def tables(folder: Path, rows: int) -> tuple[standard.Charter, data.Dataset]:
    """A table whose groups are one only, and whose labels are few."""
    draw = random.Random(rows)
    for name, size in (*ROWS.items(), ("测", rows)):
        lines = [["收入", "性", "类"]] + [
            [f"{draw.gauss(0, 1):.3f}", "女", "甲" if i % 12 == 0 else "乙"] for i in range(size)
        ]
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(lines)
    charter = write(folder, "tabular-classification", "甲乙", "{label: 类, groups: [性]}", "甲", "性")
    return charter, data.load(charter)


def sentences(folder: Path, rows: int, *, documents: bool) -> tuple[standard.Charter, data.Dataset]:
    """Sentences of one person and one other word; in documents of two sentences of different origins, or alone."""
    for name, size in (*ROWS.items(), ("测", rows)):
        lines = [
            {"词": ["某甲", f"{name}{i}"], "标": ["B-人", "O"], "源": "南" if i % 2 else "北", "文": f"文{i // 2}"}
            for i in range(size)
        ]
        content = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (folder / f"{name}.jsonl").write_text(content + "\n", encoding="utf-8")
    columns = "{tokens: 词, tags: 标, groups: [源]" + (", document: 文}" if documents else "}")
    charter = write(folder, "token-classification", ("O", "B-人"), columns, "B-人", "源")
    return charter, data.load(charter)


def answers(dataset: data.Dataset, *, sure: bool, known: Sequence[str], missed: int = 0) -> Answers:
    """Nine in ten right; with probabilities where sure; `missed` of the first are left unanswered."""
    draw, truth = random.Random(1), dataset.test.labels()
    said: list[str | None] = [label if draw.random() < 0.9 else draw.choice(known) for label in truth]
    shares = np.full((len(said), len(known)), 0.2 / len(known))
    shares[np.arange(len(said)), [known.index(label or "") for label in said]] += 0.8
    said[:missed] = [None] * missed
    return Answers(dataset.kind, tuple(known), said, shares if sure else None)


class Shown(HTMLParser):
    """What a reader sees of a page, but for code and sources."""

    LEFT_OUT = ("style", "code", "pre", "cite")

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.inside, self.words = 0, [""]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside += tag in self.LEFT_OUT

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag in self.LEFT_OUT

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.words.append(data)


def english(charter: standard.Charter, dataset: data.Dataset, model: Answers, folder: Path) -> dict[str, str]:
    """Each Latin word of the Chinese page that is neither a known name nor a word of the charter's grammar."""
    document: dict[str, Any] = audit.examine(charter, model, dataset).document
    document["model"] |= {"name": "模型", "runtime": "stored predictions"}
    document["environment"] = {}
    shown = Shown(render(document, folder / "报告", formats=("html",), languages=("zh",))["html.zh"].read_text("utf-8"))
    choices = {word for term in VOCABULARY.values() for one in term.parameters for word in one.choices}
    own = KNOWN | {*re.findall("[A-Za-z]+", " ".join(choices))}
    texts = [text.replace("B-人", "") for text in shown.words]
    return {word: text for text in texts for word in re.findall("[A-Za-z]+", text) if word not in own}


def test_texts(tmp_path: Path) -> None:
    charter, dataset = texts(tmp_path, 240)
    assert english(charter, dataset, answers(dataset, sure=True, known="甲乙丙"), tmp_path) == {}


def test_few_texts_with_gaps(tmp_path: Path) -> None:
    charter, dataset = texts(tmp_path, 90, gone=True)
    assert english(charter, dataset, answers(dataset, sure=False, known="甲乙丙丁", missed=7), tmp_path) == {}


def test_a_table_of_one_group(tmp_path: Path) -> None:
    charter, dataset = tables(tmp_path, 150)
    assert english(charter, dataset, answers(dataset, sure=True, known="甲乙"), tmp_path) == {}


@pytest.mark.parametrize(("rows", "documents"), [(260, True), (260, False), (60, True)])
def test_tokens(rows: int, documents: bool, tmp_path: Path) -> None:
    charter, dataset = sentences(tmp_path, rows, documents=documents)
    model = answers(dataset, sure=False, known=("O", "B-人"), missed=3 if rows < 100 else 0)
    assert english(charter, dataset, model, tmp_path) == {}
