from __future__ import annotations

import numpy as np
import pytest

from troth.errors import ModelError
from troth.models.interface import Prediction
from troth.models.labels import match_labels


def arranged(own: list[str], wanted: list[str]) -> list[str]:
    """What the model's codes 0, 1, 2 … mean in the charter's labels."""
    labels = match_labels(own, wanted, where="m")
    codes = labels.arrange(Prediction(np.arange(len(own), dtype=np.int32), None)).codes
    return [labels.names[code] for code in codes]


@pytest.mark.parametrize(
    ("own", "wanted", "meant"),
    [
        (["b", "a"], ["a", "b"], ["b", "a"]),
        (["LABEL_0", "LABEL_1"], ["no", "yes"], ["no", "yes"]),
        (["0", "1"], ["no", "yes"], ["no", "yes"]),
        (["LABEL_1", "LABEL_0"], ["0", "1"], ["1", "0"]),
        (["class 2", "class 1"], ["1", "2"], ["2", "1"]),
    ],
)
def test_matched_by_name_or_number(own: list[str], wanted: list[str], meant: list[str]) -> None:
    assert arranged(own, wanted) == meant


@pytest.mark.parametrize(
    ("own", "wanted"),
    [
        (["1", "2", "3"], ["0", "1", "2"]),
        (["1", "2"], ["no", "yes"]),
        (["LABEL_1", "LABEL_0"], ["no", "yes"]),
        (["LABEL_0", "LABEL_1"], ["1", "2"]),
        (["LABEL_0", "0"], ["no", "yes"]),
        (["0", "1"], ["no", "1"]),
        (["a", "b"], ["b", "c"]),
    ],
)
def test_never_guessed(own: list[str], wanted: list[str]) -> None:
    with pytest.raises(ModelError, match="labels"):
        match_labels(own, wanted, where="m")
