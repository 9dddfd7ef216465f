"""Steps by their names."""

from __future__ import annotations

import pytest

from troth.data.cleaning import STEPS, defaults, steps_named
from troth.errors import DataError


@pytest.mark.parametrize("kind", ["text-classification", "token-classification", "tabular-classification"])
def test_the_steps_unasked_are_steps_and_drop_no_case(kind: str) -> None:
    names = defaults(kind)  # type: ignore[arg-type]
    assert [step.name for step in steps_named(names)] == list(names)
    assert ("drop-duplicates" in names) == (kind == "text-classification")
    assert not {"drop-leaked", "drop-outliers", "drop-suspects", "drop-conflicting"} & set(names)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["trimm"], "did you mean 'trim'"),
        (["trim", "trim"], "named twice"),
        (["trim", "fix-encoding"], "must be the first"),
        ([], "no step is named"),
    ],
)
def test_what_is_no_list_of_steps_is_refused(names: list[str], words: str) -> None:
    with pytest.raises(DataError, match=words):
        steps_named(names)


def test_each_step_is_of_one_kind_and_says_what_it_does() -> None:
    for name, step in STEPS.items():
        assert name == step.name
        assert (
            sum((*(one is not None for one in (step.cells, step.labels, step.rows, step.columns)), step.of_bytes)) == 1
        )
        assert step.what
