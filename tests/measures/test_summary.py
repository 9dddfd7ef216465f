from __future__ import annotations

import numpy as np
from sklearn.metrics import precision_recall_fscore_support

from troth.measures import Table, Tokens, per_label, per_tag, token_macro_f1
from troth.standard import Estimate


def tagged(
    documents: int = 150, words: int = 20, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Documents that are easy or hard as a whole, so that their words err together."""
    draw = np.random.default_rng(seed)
    truth = draw.integers(3, size=documents * words)
    ease = np.repeat(draw.choice([0.5, 1.0], size=documents), words)
    said = np.where(draw.random(len(truth)) < ease, truth, draw.integers(3, size=len(truth)))
    return truth, said, np.full(documents, words), np.arange(documents)


def test_tags_are_scored_as_scikit_learn_has_it_and_vary_by_document() -> None:
    truth, said, lengths, documents = tagged()
    tokens = Tokens.count(truth, said, ("a", "b", "c"), lengths, documents)
    found = per_tag(tokens, confidence=0.95)
    theirs = precision_recall_fscore_support(truth, said)
    alone = per_label(Table.count(truth, said, ("a", "b", "c")), confidence=0.95)
    for place, (tag, word) in enumerate(zip(found, alone, strict=True)):
        assert tag.support == theirs[3][place]
        for figure, value in zip((tag.precision, tag.recall, tag.f1), theirs, strict=False):
            assert figure is not None
            assert np.isclose(figure.value, value[place])
            assert figure.low < figure.value < figure.high
        assert tag.recall is not None
        assert word.recall is not None
        assert tag.recall.high - tag.recall.low > word.recall.high - word.recall.low


def test_f1_is_that_of_the_measure() -> None:
    truth, said, lengths, documents = tagged(seed=1)
    tokens = Tokens.count(truth, said, ("a", "b", "c"), lengths, documents)
    macro = token_macro_f1(tokens, confidence=0.95)
    assert isinstance(macro, Estimate)
    found = [summary.f1 for summary in per_tag(tokens, confidence=0.95)]
    assert [(part.value, part.low, part.high) for part in found if part] == [
        (part.value, part.low, part.high) for part in macro.parts
    ]


def test_a_tag_never_said_has_no_precision() -> None:
    tokens = Tokens.count([0, 1, 1], [0, 0, 0], ("a", "b"), [1, 2])
    assert per_tag(tokens, confidence=0.95)[1].precision is None
