"""A table's learner that there is not is named with its place, and only where it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.errors import CharterError
from troth.standard import check_learner
from troth.standard.document import parse

TEXT = """\
charter: 1
name: x
task: {kind: tabular-classification}
model: {base: gradient-bosting}
data: {train: a.csv, columns: {label: y}}
performance: [accuracy >= 0.5]
"""


def test_a_learner_of_tables_that_there_is_not() -> None:
    charter = parse(TEXT, Path("charter.yaml"))
    with pytest.raises(CharterError) as caught:
        check_learner(charter)
    (fault,) = caught.value.faults
    assert (fault.line, fault.column, fault.what) == (4, 15, "there is no tabular learner 'gradient-bosting'")
    assert fault.remedy.startswith("Did you mean gradient-boosting?")


def test_other_charters_are_left_alone() -> None:
    check_learner(parse(TEXT.replace("bosting", "boosting"), Path("charter.yaml")))
    text = TEXT.replace("kind: tabular", "kind: text").replace("label: y", "text: x, label: y")
    check_learner(parse(text, Path("charter.yaml")))
