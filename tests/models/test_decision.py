"""Decisions under constraints: what they choose, how a folder keeps them, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.tiny import LABELS
from troth.errors import ModelError
from troth.models import Toll, decide, load, tolls_to_json
from troth.models.decision import belief_of, tolls_from_json

TABLE = "tabular-classification"
COSTS = np.zeros((2, 3, 3))
COSTS[0, :, 1:] = 0.9  # whoever is in the first group pays for every label but the first
INPUTS = {"age": np.linspace(-2, 2, 40), "town": np.array(["Aix", "Cork"] * 20, dtype=object)}


def governed(folder: Path, costs: np.ndarray = COSTS, **changes: Any) -> Path:
    """A tiny table folder with a decision: the first group are those below 0."""
    import skops.io
    from sklearn.linear_model import LogisticRegression

    ages = np.linspace(-2, 2, 60)
    seen = np.column_stack([ages, np.zeros(60), np.arange(60) % 3])
    teller = LogisticRegression(C=1e6, max_iter=2000).fit(seen, (ages > 0).astype(int))
    (folder / "groups-1.skops").write_bytes(skops.io.dumps(teller))
    card = json.loads((folder / "troth.json").read_text("utf-8"))
    toll = Toll(("side",), ("left", "right"), costs, "groups-1.skops")
    document = tolls_to_json([toll])
    document[0] |= changes
    (folder / "troth.json").write_text(json.dumps(card | {"format": 2, "decision": document}), "utf-8")
    return folder


def test_costs_move_the_choice_and_no_toll_is_the_most_probable_label() -> None:
    scores = np.array([[0.4, 0.6], [0.1, 0.9]])
    assert decide(scores, [], []).tolist() == [1, 1]
    cost = np.array([[[0.0, 0.3], [0.0, 0.3]]])
    assert decide(scores, [belief_of(None, np.empty((2, 0)), scores, 0)], [cost]).tolist() == [0, 1]


def test_a_belief_sums_to_what_is_in_a_group() -> None:
    class Teller:
        classes_ = np.array([0, 2])  # group 1 was never seen; 2 is none of the two

        def predict_proba(self, features: np.ndarray) -> np.ndarray:
            share = 0.25 + 0.5 * features[:, -1]
            return np.stack([share, 1 - share], axis=1)

    scores = np.array([[0.4, 0.6]])
    found = belief_of(Teller(), np.zeros((1, 1)), scores, 2)
    np.testing.assert_allclose(found, [[[0.25 * 0.4, 0.75 * 0.6], [0, 0]]])


def test_a_folder_decides_by_its_costs_and_keeps_its_probabilities(copy_of: Callable[[str], Path]) -> None:
    folder = copy_of("troth-table")
    plain = load(folder, kind=TABLE).predict(INPUTS)
    left, right = INPUTS["age"] < -0.4, INPUTS["age"] > 0.4
    decided = load(governed(folder), kind=TABLE).predict(INPUTS)
    np.testing.assert_array_equal(decided.probabilities, plain.probabilities)
    assert set(decided.codes[left].tolist()) == {0}
    assert decided.codes[right].tolist() == plain.codes[right].tolist()
    other = load(folder, kind=TABLE, labels=[LABELS[1], LABELS[0], LABELS[2]]).predict(INPUTS)
    assert set(other.codes[left].tolist()) == {1}


def test_a_folder_of_format_1_without_decision_still_opens(models_made: Path) -> None:
    card = json.loads((models_made / "troth-table" / "troth.json").read_text("utf-8"))
    assert card["format"] == 1
    assert "decision" not in card
    answer = load(models_made / "troth-table", kind=TABLE).predict(INPUTS)
    assert answer.probabilities is not None
    assert answer.codes.tolist() == answer.probabilities.argmax(1).tolist()


def test_the_digest_covers_the_model_of_groups(copy_of: Callable[[str], Path]) -> None:
    folder = governed(copy_of("troth-table"))
    before = load(folder, kind=TABLE).digest
    (folder / "groups-1.skops").write_bytes((folder / "model.skops").read_bytes())
    with pytest.raises(ModelError, match="does not tell the groups"):
        load(folder, kind=TABLE)
    governed(folder)
    (folder / "groups-1.skops").write_bytes((folder / "groups-1.skops").read_bytes() + b"\0")
    assert load(folder, kind=TABLE).digest != before


@pytest.mark.parametrize(
    "document",
    [
        [],
        "costs",
        [{}],
        [{"columns": ["side"], "groups": ["left", "right"], "file": "groups-1.skops", "costs": [[1, 2], [3, 4]]}],
        [{"columns": ["side"], "groups": ["left"], "file": None, "costs": [[[0.0] * 3] * 3]}],
        [{"columns": [], "groups": [], "file": None, "costs": [[["a"] * 3] * 3]}],
        [{"columns": [], "groups": [], "file": None, "costs": [[[float("nan")] * 3] * 3]}],
    ],
)
def test_what_is_no_decision_is_refused(document: object) -> None:
    with pytest.raises(ModelError, match="'decision'"):
        tolls_from_json(document, 3)


@pytest.mark.parametrize("file", ["../model.skops", "nothing.skops", "groups.pkl"])
def test_a_model_of_groups_that_is_elsewhere_or_unsafe_is_refused(copy_of: Callable[[str], Path], file: str) -> None:
    folder = governed(copy_of("troth-table"), file=file)
    (folder.parent / "model.skops").write_bytes((folder / "groups-1.skops").read_bytes())
    (folder / "groups.pkl").write_bytes(b"\x80\x04.")
    with pytest.raises(ModelError):
        load(folder, kind=TABLE)
