"""The picture of a decision tree that stands for a model: questions from left to right, answers at the right edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from troth.reports.page import environment
from troth.reports.render import write
from troth.reports.tidy import tidy, visible
from troth.reports.words import LANGUAGES, words

STEP, BOX, TALL, ROW, EDGE = 208, 172, 40, 52, 8
"""SVG units: from one column to the next, width and height of a box, height of an answer's row, margin."""

LONGEST = 26
"""Characters of a question or label that fit into a box."""


@dataclass(frozen=True, slots=True)
class Box:
    """A question or an answer. x, y: its left edge and its middle. share: of the answer's label, 0 to 1; None of a
    question. rows: that came here. tone: number of the answer's label. whole: its text uncut."""

    x: float
    y: float
    text: str
    whole: str
    rows: int
    share: float | None
    tone: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from a question to what follows. path: as SVG. x, y: where its word stands. yes: which word."""

    path: str
    x: float
    y: float
    yes: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """All places of one tree, in SVG units."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    width: float
    height: float


def drawn(tree: Mapping[str, Any], labels: Sequence[str], turned: Callable[[str], str] = str) -> Drawing:
    """Where everything stands: answers one below the other, each question in the middle of what follows it.

    turned: a question in the reader's language.
    """
    boxes: list[Box] = []
    edges: list[Edge] = []
    _place(_told(tree, turned), 0, 0, list(labels), boxes, edges)
    width = max(box.x for box in boxes) + BOX + EDGE
    return Drawing(tuple(boxes), tuple(edges), width, _leaves(tree) * ROW + 2 * EDGE)


def write_tree(document: Mapping[str, Any], folder: Path) -> dict[str, Path]:
    """Write `tree.html` and `tree.zh.html` of what `troth explain --tree --json` prints; returns both by language."""
    ready = tidy(document)
    papers = {}
    for language in LANGUAGES:
        name = "tree.html" if language == "en" else f"tree.{language}.html"
        papers[language] = write(folder / name, tree_page(ready, language))
    return papers


def tree_page(document: Mapping[str, Any], language: str) -> str:
    """One HTML file that fetches nothing and runs nothing."""
    table = words(language)
    drawing = drawn(document["tree"], document["labels"], lambda text: table.turned(text, "questions"))
    context = {"d": document, "t": table, "drawing": drawing, "box": (BOX, TALL)}
    return environment().get_template("tree.html").render(context)


def _told(branch: Mapping[str, Any], turned: Callable[[str], str]) -> dict[str, Any]:
    if "question" not in branch:
        return dict(branch)
    sides = {side: _told(branch[side], turned) for side in ("yes", "no")}
    return {**branch, "question": turned(branch["question"]), **sides}


def _place(
    branch: Mapping[str, Any], depth: int, above: int, labels: list[str], boxes: list[Box], edges: list[Edge]
) -> float:
    """Put a branch and all below it; returns the height of its middle. above: answers before it."""
    x = EDGE + depth * STEP
    rows, label = sum(branch["counts"].values()), branch["label"]
    if "question" not in branch:
        y = EDGE + (above + 0.5) * ROW
        share = branch["counts"][label] / max(rows, 1)
        boxes.append(Box(x, y, visible(label, LONGEST), label, rows, share, labels.index(label)))
        return y
    upper = _place(branch["yes"], depth + 1, above, labels, boxes, edges)
    lower = _place(branch["no"], depth + 1, above + _leaves(branch["yes"]), labels, boxes, edges)
    y = (upper + lower) / 2
    boxes.append(Box(x, y, visible(branch["question"], LONGEST), branch["question"], rows, None, -1))
    for end, yes in ((upper, True), (lower, False)):
        path = f"M{x + BOX:g} {y:g} C{x + BOX + 18:g} {y:g} {x + STEP - 18:g} {end:g} {x + STEP:g} {end:g}"
        edges.append(Edge(path, x + STEP - 6, end - 5 if yes else end + 13, yes))
    return y


def _leaves(branch: Mapping[str, Any]) -> int:
    return _leaves(branch["yes"]) + _leaves(branch["no"]) if "question" in branch else 1
