from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.governing import sides
from troth.data import Dataset, load
from troth.standard import Charter, read
from troth.training.constraints.clauses import clauses_of
from troth.training.governing.demands import Demands, demands_of, governs

WORST = "worst_group(recall(label=card), group=side) >= 0.6"


def task(folder: Path, *clauses: str, **more: Any) -> tuple[Charter, Dataset]:
    return sides.task(folder, Path("minilm"), clauses, counts=(60, 30, 30), **more)


def without(dataset: Dataset, split: str, keep: Any) -> Dataset:
    """The data set without some rows of a split."""
    part = getattr(dataset, split)
    return replace(dataset, **{split: replace(part, frame=part.frame.filter(keep), _made={})})


def found(given: tuple[Demands | None, tuple[str, ...]]) -> Demands:
    assert given[0] is not None
    return given[0]


def test_clauses_of_rates_are_demands_and_no_others(tmp_path: Path) -> None:
    ranking, recall = "auc_difference(group=side) <= 0.1", "recall(label=sky) >= 0.5"
    charter, dataset = task(tmp_path, sides.PARITY, WORST, ranking, recall, "accuracy >= 0.5")
    demands, notes = demands_of(charter, dataset)
    assert notes == (f"Clause {ranking} is not trained for: training cannot aim at its measure.",)
    assert [clause.text for clause in found((demands, notes)).clauses] == [sides.PARITY, WORST, recall]
    assert [clause.text for clause in found((demands, notes)).others] == ["macro_f1 >= 0.3", "accuracy >= 0.5"]
    assert found((demands, notes)).firsts == (0, 0, 2)
    assert (
        found((demands, notes)).training.known[2].tolist() == found((demands, notes)).training.known[:2].sum(0).tolist()
    )


def test_a_charter_may_have_none_or_want_none(tmp_path: Path) -> None:
    assert demands_of(*task(tmp_path)) == (None, ())
    assert demands_of(*task(tmp_path, sides.PARITY, constrained="false")) == (None, ())


@pytest.mark.parametrize(
    ("clause", "governed"),
    [
        ("accuracy >= 0.99", False),  # of all rows: what the loss asks for
        ("macro_f1 >= 0.99", False),
        ("recall(label=sky) >= 0.5", True),
        ("recall >= 0.5", True),  # of the positive label
        ("class_recall_difference <= 0.1", True),
        ("worst_group(accuracy, group=side) >= 0.5", True),
    ],
)
def test_more_than_few_errors_must_be_asked_for(tmp_path: Path, clause: str, governed: bool) -> None:
    task(tmp_path)
    path = tmp_path / "charter.yaml"
    path.write_text(path.read_text().replace("macro_f1 >= 0.3", clause))
    charter = read(path)
    demands, notes = demands_of(charter, load(charter))
    assert (demands is not None, notes) == (governed, ())


BENCHES = sorted((Path(__file__).parents[3] / "benches").glob("*/charter.yaml"))


@pytest.mark.parametrize("path", BENCHES, ids=lambda path: path.parent.name)
def test_the_benches_measure_trainings_for_the_task_alone(path: Path) -> None:
    looked_at = clauses_of(read(path))
    if path.parent.name in ("adult", "hatexplain"):  # they have clauses on gaps
        assert looked_at == ()
    assert not any(governs(clause, None) for clause in looked_at)


def test_a_group_column_that_training_lacks_is_told(tmp_path: Path) -> None:
    task(tmp_path, sides.PARITY)
    for split in ("train", "valid"):
        path = tmp_path / f"{split}.jsonl"
        rows = [json.loads(line) | {"side": None} for line in path.read_text().splitlines()]
        kept = path.read_text()
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        recall = "recall(label=card) >= 0.5"
        demands, notes = demands_of(*sides.charter(tmp_path, Path("minilm"), [sides.PARITY, recall]))
        name = {"train": "training", "valid": "validation"}[split]
        assert notes == (f"Clause {sides.PARITY} is not trained for: the {name} split has no group column side.",)
        assert [clause.text for clause in found((demands, notes)).clauses] == [recall]
        demands, notes = demands_of(*sides.charter(tmp_path, Path("minilm"), [sides.PARITY, "accuracy >= 0.5"]))
        assert demands is None
        assert len(notes) == 1
        path.write_text(kept)


def test_without_a_validation_split_nothing_is_trained_for(tmp_path: Path) -> None:
    charter, dataset = task(tmp_path, sides.PARITY)
    demands, notes = demands_of(charter, without(dataset, "validation", False))
    assert demands is None
    assert notes == (
        f"Clause {sides.PARITY} is not trained for: there is no validation split to see on whether it holds.",
    )


def test_a_group_without_rows_is_told_and_left_out(tmp_path: Path) -> None:
    import polars as pl

    charter, dataset = task(tmp_path, sides.PARITY, WORST)
    for split, name in (("train", "training"), ("validation", "validation")):
        demands, notes = demands_of(charter, without(dataset, split, pl.col("side") != "b"))
        assert notes == (
            f"Clause {sides.PARITY} is not trained for: the {name} split has no rows for predicted card in b.",
            f"Clause {WORST} is trained for in part: the {name} split has no rows for recall of card in b.",
        )
        ours = found((demands, notes))
        assert [clause.text for clause in ours.clauses] == [WORST]
        assert ours.inequalities([0.6]).owner.tolist() == [0]


def test_too_many_inequalities_and_unknown_labels_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from troth.training.governing import demands as module

    monkeypatch.setattr(module, "MOST_INEQUALITIES", 7)
    charter, dataset = task(tmp_path, "equalized_odds_difference(group=side) <= 0.1", WORST)
    _, notes = demands_of(charter, replace(dataset, labels=("sky", "bank")))
    assert "stands for 8 inequalities" in notes[0]
    assert notes[1] == f"Clause {WORST} is not trained for: the data has no label card."


def test_words_are_in_the_groups_of_their_sentence(tmp_path: Path) -> None:
    charter, dataset = task(tmp_path, "accuracy_difference(group=side) <= 0.1", words=True)
    ours = found(demands_of(charter, dataset))
    lengths = dataset.train.lengths()
    assert lengths is not None
    assert len(ours.training.truth) == lengths.sum()
    side = np.repeat([value == "b" for value in dataset.train.frame["side"]], lengths)
    assert ours.training.members.codes[:, 0].tolist() == side.astype(int).tolist()
