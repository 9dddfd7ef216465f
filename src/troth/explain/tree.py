"""A small decision tree that answers as a model does, as far as one can: a picture of the whole, not of one answer.

It is fitted to what the model says of training rows, cut back by cross-validation, and judged on rows it has not seen
by how often it says the same (fidelity). What it shows is the tree's reasons, which are the model's only that far.

M. W. Craven and J. W. Shavlik (1996), Extracting tree-structured representations of trained networks, NeurIPS; the rule
of one standard error: L. Breiman et al. (1984), Classification and Regression Trees, 3.4.3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.explain.words import spans_of
from troth.measures import proportion
from troth.models import check_scikit_learn
from troth.standard import Estimate, Evidence

DEPTH = 4
"""Questions on the way to an answer, at most: what fits on a page, and in a head."""

LEAST = 10
"""Rows of each answer, at least."""

FOLDS, ALPHAS = 5, 8
"""Parts of the cross-validation, and prunings that it compares."""

WORDS, TEXTS = 400, 5
"""Words that may be asked about, the commonest, and in how many texts one must be."""

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a row. text: as in `income <= 22.5`, `town is a`, `"lost" is in it`. column, low: a row is on
    the yes side where its column is at most this; turned: where it is above this."""

    text: str
    column: int
    cut: float
    turned: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of the tree. counts: of the rows that came here, how many the model gave each label. question: None of an
    answer, which is the label that most of them have."""

    counts: Mapping[str, int]
    question: Question | None = None
    yes: Branch | None = None
    no: Branch | None = None

    @property
    def label(self) -> str:
        """The label of most rows; the first on a tie."""
        return max(self.counts, key=lambda name: self.counts[name])

    @property
    def leaves(self) -> int:
        """Answers below it."""
        return 1 if self.yes is None or self.no is None else self.yes.leaves + self.no.leaves


@dataclass(frozen=True, slots=True)
class Surrogate:
    """A tree and how far it may be believed.

    fidelity: share of the held-out rows of which it says what the model says. plain: that of always saying the model's
    commonest label. learned, held_out: rows.
    """

    root: Branch
    fidelity: Estimate
    plain: float
    learned: int
    held_out: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows as a tree sees them. texts: of each column, what is asked; cuts at a number are put in for {}."""

    matrix: Floats
    texts: tuple[str, ...]


def surrogate(
    learn: Seen, learn_said: Codes, check: Seen, check_said: Codes, labels: Sequence[str], *,
    depth: int = DEPTH, confidence: float = 0.95, seed: int = 0,
) -> Surrogate:  # fmt: skip
    """The tree for what a model said. Codes are of labels; both parts have the same columns.

    Raises ModelError where there is nothing to tell apart, no held-out row to judge by, or no scikit-learn.
    """
    check_scikit_learn("a tree")
    if len(np.unique(learn_said)) < 2 or not len(check_said):
        raise ModelError(
            "no tree can be made: the model gives one label to all rows, or there are no validation rows",
            remedy="Give the charter data in which the model gives several labels.",
        )
    fitted = _fitted(learn.matrix, learn_said, depth, seed)
    agree = int((fitted.predict(check.matrix) == check_said).sum())
    found: Evidence = proportion(agree, len(check_said), confidence, "rows")
    assert isinstance(found, Estimate)
    commonest = int(np.bincount(learn_said).argmax())
    root = _branch(fitted, 0, learn, learn_said, np.arange(len(learn_said)), labels)
    return Surrogate(root, found, float((check_said == commonest).mean()), len(learn_said), len(check_said))


def _fitted(matrix: Floats, said: Codes, depth: int, seed: int) -> Any:
    """A tree cut back to the simplest within one standard error of the best by cross-validation."""
    from sklearn.model_selection import KFold
    from sklearn.tree import DecisionTreeClassifier

    def tree(alpha: float) -> Any:
        least = min(LEAST, max(len(said) // 20, 1))
        return DecisionTreeClassifier(max_depth=depth, min_samples_leaf=least, ccp_alpha=alpha, random_state=seed)

    path = tree(0.0).cost_complexity_pruning_path(matrix, said).ccp_alphas
    alphas = np.unique(np.quantile(np.maximum(path, 0.0), np.linspace(0, 0.95, ALPHAS)))
    folds = list(KFold(min(FOLDS, len(said)), shuffle=True, random_state=seed).split(matrix))
    right = np.array(
        [[(tree(a).fit(matrix[i], said[i]).predict(matrix[o]) == said[o]).mean() for i, o in folds] for a in alphas]
    )
    means, chance = right.mean(axis=1), right.std(axis=1) / np.sqrt(right.shape[1])
    near = np.flatnonzero(means >= means.max() - chance[means.argmax()])
    return tree(float(alphas[near[-1]])).fit(matrix, said)


def _branch(fitted: Any, node: int, learn: Seen, said: Codes, rows: Codes, labels: Sequence[str]) -> Branch:
    tree = fitted.tree_
    many = np.bincount(said[rows], minlength=len(labels))
    counts = {label: int(count) for label, count in zip(labels, many, strict=True) if count}
    if tree.children_left[node] < 0:
        return Branch(counts)
    column, cut = int(tree.feature[node]), float(tree.threshold[node])
    below = learn.matrix[rows, column].astype(np.float32) <= cut
    text = learn.texts[column]
    question = Question(text.format(f"{cut:.6g}"), column, cut, turned="{}" not in text)
    sides = [
        _branch(fitted, int(child), learn, said, part, labels)
        for child, part in ((tree.children_left[node], rows[below]), (tree.children_right[node], rows[~below]))
    ]
    yes, no = reversed(sides) if question.turned else sides
    return _same(Branch(counts, question, yes, no))


def _same(branch: Branch) -> Branch:
    """A branch whose two answers are the same label is that answer."""
    assert branch.yes is not None
    assert branch.no is not None
    ends = branch.yes.question is None and branch.no.question is None
    return Branch(branch.counts) if ends and branch.yes.label == branch.no.label == branch.label else branch


def asked_of_rows(inputs: Mapping[str, NDArray[Any]], like: Mapping[str, NDArray[Any]]) -> Seen:
    """Rows of a table: numbers as they are (a missing one as the median, and whether it is missing), and whether a
    category is each of its values. like: the rows whose medians and values count."""
    columns: list[Floats] = []
    texts: list[str] = []
    for name, values in inputs.items():
        known = np.asarray(like[name])
        plain = name.replace("{", "(").replace("}", ")")
        if known.dtype.kind in "fiub":
            there = known[np.isfinite(known)]
            middle = float(np.median(there)) if len(there) else 0.0
            numbers = np.asarray(values, np.float64)
            columns.append(np.where(np.isfinite(numbers), numbers, middle))
            texts.append(f"{plain} <= {{}}")
            if len(there) < len(known):
                columns.append((~np.isfinite(numbers)).astype(float))
                texts.append(f"{plain} is missing")
            continue
        common = Counter(str(value) for value in known.tolist() if value is not None).most_common(30)
        for value in sorted(value for value, _ in common):
            columns.append(np.array([str(one) == value for one in np.asarray(values).tolist()], float))
            texts.append(f"{plain} is {value.replace('{', '(').replace('}', ')')}")
    return Seen(np.stack(columns, axis=1), tuple(texts))


def asked_of_texts(texts: Sequence[str], like: Sequence[str]) -> Seen:
    """Texts by which words are in them, whatever their case; like: the texts whose commonest words count."""
    seen = Counter(word for text in like for word in _words(text))
    kept = [word for word, count in seen.most_common(WORDS) if count >= TEXTS]
    places = {word: place for place, word in enumerate(kept)}
    matrix = np.zeros((len(texts), max(len(kept), 1)))
    for row, text in enumerate(texts):
        matrix[row, [places[word] for word in _words(text) if word in places]] = 1
    return Seen(matrix, tuple(f'"{word}" is in it' for word in kept) or ("nothing is in it",))


def _words(text: str) -> set[str]:
    found = {text[start:end].casefold() for start, end in spans_of(text)}
    return {word for word in found if any(one.isalnum() for one in word) and "{" not in word and "}" not in word}
