"""A training whose charter asks that all names be found alike learns from people under other names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training import tiny
from training.trainings import QUICK, interrupted_at, trained
from troth.data import Dataset, load
from troth.standard import Charter, read
from troth.training.naming import RENAMING_TOLD, people_of
from troth.training.settings import WORDS
from troth.training.setup import against, prepare

CLAUSE = '\nfairness: ["counterfactual_recall_difference(of=names, label=PER) <= 0.05"]\n'


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


def _task(folder: Path, base: Path, clause: str = CLAUSE, **training: Any) -> tuple[Charter, Dataset]:
    tiny.word_task(folder, base, 120, **training, **QUICK)
    path = folder / "charter.yaml"
    path.write_text(path.read_text() + clause)
    charter = read(path)
    return charter, load(charter)


def test_the_clause_says_whose_names_are_exchanged(tmp_path: Path, base: Path) -> None:
    charter, _ = _task(tmp_path, base)
    assert against(charter, WORDS) == {"renamed": ("PER",)}
    charter, _ = _task(tmp_path, base, constrained="false")
    assert against(charter, WORDS) == {}
    charter, _ = _task(tmp_path, base, "")
    assert against(charter, WORDS) == {}


def test_people_are_those_whom_the_tags_name(tmp_path: Path, base: Path) -> None:
    _, dataset = _task(tmp_path, base)
    sentences = dataset.train.inputs()
    assert isinstance(sentences, list)
    people = people_of(dataset.train, sentences, ("PER",))
    assert people is not None
    assert people_of(dataset.train, sentences, ()) is None
    words = [word for sentence in sentences for word in sentence]
    changed = [word for sentence in people.mixed(1.0, np.random.default_rng(1)) for word in sentence]
    named = [tag != "O" for tag in dataset.train.labels()]
    assert [one != other for one, other in zip(words, changed, strict=True)] == named


def test_each_epoch_has_other_people_and_the_same_each_time(tmp_path: Path, base: Path) -> None:
    task = _task(tmp_path, base)
    examples, plain = prepare(*task, seed=3).examples, prepare(*_task(tmp_path, base, ""), seed=3).examples
    looks = []
    for source, epoch in ((examples, 0), (examples, 0), (examples, 1), (plain, 0)):
        rows, _ = source.rows(np.random.default_rng([3, 0, epoch]))
        batch = source.batch(list(rows), np.random.default_rng(1))
        assert batch.count == len(task[1].train.labels())
        truth = batch.truth[batch.truth >= 0][batch.places[batch.places >= 0].argsort()]
        assert truth.tolist() == task[1].train.label_codes(task[1].labels).tolist()
        looks.append(batch.arrays["input_ids"])
    assert torch.equal(looks[0], looks[1])
    for other in looks[2:]:
        assert looks[0].shape != other.shape or not torch.equal(looks[0], other)


def test_it_resumes_to_the_same_model_and_says_what_it_did(tmp_path: Path, base: Path) -> None:
    task = _task(tmp_path, base, epochs=2)
    made = trained(task, tmp_path)
    assert made.settings["renamed"] == ("PER",)
    assert RENAMING_TOLD in made.notes
    assert not any("is not trained for" in note for note in made.notes)
    interrupted_at(task, tmp_path, 3)
    assert trained(task, tmp_path, "broken").digest == made.digest
