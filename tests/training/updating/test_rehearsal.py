"""Which old rows an epoch sees, and what of them is imitated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.trainings import trained
from training.updating.made import make
from troth.data import load
from troth.models import base_digest
from troth.models import load as load_model
from troth.standard import read
from troth.training import Older
from troth.training.examples import Batch, Row
from troth.training.losses import Objective
from troth.training.settings import TEXTS
from troth.training.setup import prepare
from troth.training.updating import rehearsal
from troth.training.updating.rehearsal import Rehearsal, Rehearsed, balanced, remembered_of


@given(
    counts=st.lists(st.integers(0, 30), min_size=1, max_size=6), most=st.integers(0, 120), seed=st.integers(0, 2**32)
)
def test_labels_are_as_equal_as_they_can_be(counts: list[int], most: int, seed: int) -> None:
    codes = np.repeat(np.arange(len(counts)), counts)
    taken = balanced(codes, most, np.random.default_rng(seed))
    found = np.bincount(codes[taken], minlength=len(counts))
    assert len(set(taken.tolist())) == len(taken) == min(most, len(codes))
    left = found < np.array(counts)  # labels that have more rows have as many as any other, or one fewer
    assert not left.any() or found[left].min() >= found.max() - 1


class Numbers:
    """Rows that are their numbers, with lengths."""

    cut = 3

    def rows(self, draw: np.random.Generator) -> tuple[Sequence[Row], np.ndarray]:
        return range(100), np.arange(100)

    def batch(self, rows: Sequence[Row], draw: np.random.Generator, *, twice: bool = False) -> Batch:
        raise AssertionError("which rows an epoch has is asked without any batch")


def test_every_epoch_has_all_new_rows_and_another_draw_of_many_old_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "LEAST", 20)
    old = np.arange(100) < 98
    examples = Rehearsal(Numbers(), np.arange(100) % 7, old)
    one, two = (examples.rows(np.random.default_rng(seed)) for seed in (1, 2))
    assert len(one[0]) == 22
    assert list(one[0])[-2:] == [98, 99]
    assert list(one[0]) != list(two[0])
    assert one[1].tolist() == list(one[0])
    assert "each had all 2 new rows and 20 of the 98 old ones" in examples.note(3)
    everything = Rehearsal(Numbers(), np.arange(100) % 7, np.arange(100) < 50)
    assert len(everything.rows(np.random.default_rng(0))[0]) == 100


def test_an_old_row_s_loss_is_in_part_how_unlike_the_older_s_answer_it_is() -> None:
    scores = torch.tensor([[2.0, 0.0, -1.0], [0.5, 0.0, 1.0]])
    batch = Batch({}, torch.tensor([0, 2]), torch.tensor([1, 0]), None, 2)
    old = np.array([False, True])
    same = remembered_of(scores[[1, 0]], np.array([2, 0]), old, [0, 1])
    rehearsed = Rehearsed(same, torch.nn.Identity(), None, TEXTS)
    plain = Objective(torch.nn.Identity(), None, TEXTS)
    whole, right = rehearsed._loss(batch, scores), plain._loss(batch, scores)
    first = plain._loss(Batch({}, batch.truth[:1], batch.places[:1], None, 1), scores[:1])
    torch.testing.assert_close(whole, right - rehearsal.IMITATED * first)  # what is alike costs nothing
    unknown = remembered_of(scores, np.array([2, 0]), old, [1])
    torch.testing.assert_close(Rehearsed(unknown, torch.nn.Identity(), None, TEXTS)._loss(batch, scores), right)


def test_before_the_first_step_old_labels_are_scored_as_by_the_older_release(tmp_path: Path) -> None:
    charter = read(make(tmp_path))
    old = load(charter)
    trained((charter, old), tmp_path, "old")
    dataset = load(charter, added=[tmp_path / "new.csv"])
    base = base_digest(charter.model_base, kind=charter.task.kind)
    older = Older.open(tmp_path / "old", charter, dataset, base)
    setup = prepare(charter, dataset, 1, older=older)
    assert setup.remembered is not None
    scores = setup.remembered.scores
    places = [dataset.labels.index(label) for label in older.labels]
    model = load_model(tmp_path / "old", kind=charter.task.kind)
    said = model.predict(dataset.train.inputs()).codes
    assert (scores[:, places].argmax(1).numpy() == said).all()
    assert scores[:, [code for code in range(4) if code not in places]].max() < -1000
    assert int(setup.remembered.known.sum()) == len(old.train)
    assert setup.settings.longest == older.network["longest"]
