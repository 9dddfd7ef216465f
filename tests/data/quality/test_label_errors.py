"""Wrong labels by probabilities that are made for the test."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from troth.data.quality import Asked, LabelErrors, Sheet
from troth.data.quality.contents import Contents
from troth.data.quality.label_errors import FOLDS, LEAST, folds_of, label_errors
from troth.progress import Progress, silent
from troth.standard import NotMeasured

Made = Callable[..., Sheet]
WRONG = {7, 120, 401}


@pytest.fixture
def contents(made: Made) -> Contents:
    """Six hundred texts of which three bear the other's label, five are of a rare one, one is empty."""
    rows = [f"a question {at} of mine,{'ab'[(at in WRONG) ^ at % 2]}" for at in range(600)]
    rare = [f"a rare question {at},c" for at in range(5)]
    return Contents(made("text,label\n" + "\n".join([*rows, *rare, ",a"]) + "\n", text="text", label="label"))


def looked(contents: Contents, answer: Callable[[Asked, Progress], object]) -> LabelErrors | NotMeasured:
    return label_errors(contents, answer, seed=1, confidence=0.95, progress=silent)  # type: ignore[arg-type]


def sure(asked: Asked, _: Progress) -> object:
    """Who knows the right label: even numbers are a, odd ones b."""
    assert asked.texts is not None
    odd = np.array([int(text.split()[2]) % 2 for text in asked.texts])
    return np.column_stack([1 - odd, odd]) * 0.9 + 0.05


def test_the_wrong_labels_are_suspected_with_the_right_ones_beside_them(contents: Contents) -> None:
    found = looked(contents, sure)
    assert isinstance(found, LabelErrors)
    assert {int(one.place.rpartition(":")[2]) - 2 for one in found.listing} == WRONG
    assert set(zip(found.given, found.suggested, strict=True)) == {("a", "b"), ("b", "a")}
    assert sum(count for *_, count in found.pairs) == 3
    assert (found.rows, found.left_out) == (600, 5)
    assert sum(found.margins) == 600
    assert sum(found.suspected) == 3
    assert found.share.low <= 3 / 600 <= found.share.high


def test_who_cannot_answer_says_why(contents: Contents) -> None:
    found = looked(contents, lambda *_: NotMeasured("no model here"))
    assert isinstance(found, NotMeasured)
    assert found.reason == "no model here"


def test_one_label_or_none_cannot_be_looked_at(made: Made) -> None:
    one = Contents(made("text,label\n" + "".join(f"question {at},a\n" for at in range(60)), text="text", label="label"))
    assert isinstance(looked(one, sure), NotMeasured)
    none = Contents(made("text\n" + "".join(f"question {at}\n" for at in range(60)), text="text"))
    assert isinstance(looked(none, sure), NotMeasured)


def test_features_of_a_table_are_numbers_where_they_can_be(made: Made) -> None:
    rows = "".join(f"{at},{'xyz'[at % 3]},{'' if at % 5 else at},{'ab'[at % 2]}\n" for at in range(100))
    seen: list[Asked] = []

    def answer(asked: Asked, _: Progress) -> object:
        seen.append(asked)
        return NotMeasured("enough")

    looked(Contents(made(f"age,town,rare,label\n{rows}", label="label")), answer)
    assert seen[0].features is not None
    assert seen[0].texts is None
    assert {name: values.dtype.kind for name, values in seen[0].features.items()} == {
        "age": "f",
        "town": "O",
        "rare": "f",
    }
    assert np.isnan(seen[0].features["rare"]).sum() == 80


def test_copies_share_a_fold_and_every_label_is_in_every_fold() -> None:
    draw = np.random.default_rng(2)
    firsts = draw.integers(0, 200, 600)
    codes = firsts % 4
    folds = folds_of(firsts, codes, 5)
    for first in np.unique(firsts):
        assert len(set(folds[firsts == first])) == 1
    for code in range(4):
        assert set(folds[codes == code]) == set(range(FOLDS))
    assert (folds_of(firsts, codes, 5) == folds).all()
    assert (folds_of(firsts, codes, 6) != folds).any()
    assert LEAST >= FOLDS


def even(asked: Asked, _: Progress) -> object:
    """Who knows nothing."""
    many = int(asked.codes.max()) + 1
    return np.full((len(asked.codes), many), 1 / many)


def test_labels_that_contradict_each_other_count_where_they_are_looked_at(made: Made) -> None:
    """Forty rows of two labels, and contradictory ones of labels too rare to be looked at: no share is above 1."""
    rows = [f"a question {at} of mine,{'ab'[at % 2]}" for at in range(40)]
    rows += [f"the same rare question {at % 3},{'cdefgh'[at % 6]}" for at in range(120)]
    found = looked(Contents(made("text,label\n" + "\n".join(rows) + "\n", text="text", label="label")), even)
    assert isinstance(found, LabelErrors)
    assert found.share.value <= 1
    assert found.share.low < 0.5


def test_rows_of_a_table_that_are_alike_may_differ_in_label(made: Made) -> None:
    rows = "".join(f"{at % 10},{at // 10 % 2}\n" for at in range(400))
    found = looked(Contents(made(f"age,label\n{rows}", label="label", features=("age",))), even)
    assert isinstance(found, LabelErrors)
    assert found.share.low < 0.1
