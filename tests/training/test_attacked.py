"""A training whose charter asks for accuracy under attack learns from altered copies too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training import tiny
from training.trainings import QUICK, interrupted_at, trained
from troth.audit import View, evidence_for
from troth.data import Dataset, load
from troth.models import Reader, open_tokenizer, resolve_base
from troth.models import load as load_model
from troth.standard import Charter, Estimate, parse_clause, read
from troth.training import Trained
from troth.training.examples import Texts
from troth.training.looks import looks_of
from troth.training.settings import TEXTS
from troth.training.setup import against, prepare

CLAUSES = "\nsecurity:\n  - robust_accuracy(attack=typos) >= 0.5\n  - robust_accuracy(attack=homoglyphs) >= 0.5\n"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


def _task(folder: Path, base: Path, clauses: str = CLAUSES, **training: Any) -> tuple[Charter, Dataset]:
    tiny.text_task(folder, base, **training, **QUICK)
    path = folder / "charter.yaml"
    path.write_text(path.read_text() + clauses)
    charter = read(path)
    return charter, load(charter)


def test_the_clauses_say_which_attacks_are_learned_from(tmp_path: Path, base: Path) -> None:
    charter, _ = _task(tmp_path, base)
    assert against(charter, TEXTS) == {"attacks": ("typos", "homoglyphs"), "agreement": 1.0}
    charter, _ = _task(tmp_path, base, "\nsecurity: [robust_accuracy(attack=synonyms) >= 0.5]\n")
    assert against(charter, TEXTS) == {"attacks": ("synonyms",), "agreement": 1.0}
    charter, _ = _task(tmp_path, base, "")
    assert against(charter, TEXTS) == {}
    charter, _ = _task(tmp_path, base, constrained="false")
    assert against(charter, TEXTS) == {}


def test_each_epoch_has_copies_of_its_own_and_the_same_each_time(tmp_path: Path, base: Path) -> None:
    examples = prepare(*_task(tmp_path, base), seed=3).examples
    looks = []
    for epoch in (0, 0, 1):
        rows, lengths = examples.rows(np.random.default_rng([3, 0, epoch]))
        batch = examples.batch(list(rows)[:12], np.random.default_rng(1))
        assert batch.again is not None
        assert max(batch.again["input_ids"].shape[1], batch.arrays["input_ids"].shape[1]) == max(lengths[:12])
        looks.append(batch.again["input_ids"])
    assert torch.equal(looks[0], looks[1])
    assert looks[0].shape != looks[2].shape or not torch.equal(looks[0], looks[2])


def test_copies_hold_synonyms() -> None:
    texts = ["a great film about rain", "where is my card"]
    tokenizer = open_tokenizer(resolve_base("minilm").folder)
    network = {"longest": 64, "padding": 0}
    reader = Reader(tokenizer, {"kind": "text-classification", "labels": ["a", "b"], "network": network})
    looks = looks_of(replace(TEXTS, attacks=("synonyms",)), texts, tokenizer)
    examples = Texts(reader, texts, np.zeros(2, np.int64), looks)
    examples.rows(np.random.default_rng(3))
    again = examples.batch([0, 1], np.random.default_rng(1)).again
    assert again is not None
    first, second = (tokenizer.decode(ids.tolist()) for ids in again["input_ids"])
    assert second == texts[1]
    assert first != texts[0]
    assert first.endswith("about rain")


def test_it_withstands_more_resumes_to_the_same_model_and_says_so(tmp_path: Path, base: Path) -> None:
    (tmp_path / "plain").mkdir()
    plain_task, task = _task(tmp_path / "plain", base, "", epochs=4), _task(tmp_path, base, epochs=4)
    plain, made = trained(plain_task, tmp_path / "plain"), trained(task, tmp_path)
    assert made.settings["attacks"] == ("typos", "homoglyphs")
    assert plain.settings["attacks"] == ()
    assert any("altered copies" in note for note in made.notes)
    assert not any("altered copies" in note for note in plain.notes)
    assert _under_attack(task, made) > _under_attack(plain_task, plain) + 0.1
    interrupted_at(task, tmp_path, 3)
    assert trained(task, tmp_path, "broken").digest == made.digest


def _under_attack(task: tuple[Charter, Dataset], made: Trained) -> float:
    charter, dataset = task
    model = load_model(str(made.path), kind=charter.task.kind, labels=dataset.labels)
    view = View(model, dataset.test, dataset.labels, seed=1)
    clause = parse_clause("robust_accuracy(attack=typos) >= 0.5", article="security")
    found = evidence_for(clause.measure, view, positive=None, confidence=0.95)
    assert isinstance(found, Estimate)
    return found.value


def test_a_clause_on_consistency_exchanges_identity_terms(tmp_path: Path, base: Path) -> None:
    clause = "\nfairness: [counterfactual_consistency(of=identity_terms) >= 0.9]\n"
    charter, _ = _task(tmp_path, base, clause)
    assert against(charter, TEXTS) == {"exchange": True}
    charter, _ = _task(tmp_path, base, clause, constrained="false")
    assert against(charter, TEXTS) == {}


def test_half_of_the_texts_that_name_people_are_others_in_every_epoch() -> None:
    texts = [f"she met a muslim man on day {day}" if day % 2 else f"nobody came on day {day}" for day in range(200)]
    tokenizer = open_tokenizer(resolve_base("minilm").folder)
    network = {"longest": 64, "padding": 0}
    reader = Reader(tokenizer, {"kind": "text-classification", "labels": ["a", "b"], "network": network})
    examples = Texts(reader, texts, np.zeros(200, np.int64), exchange=True)
    seen = []
    for epoch in (0, 0, 1):
        rows, lengths = examples.rows(np.random.default_rng([3, 0, epoch]))
        units = [examples.batch([row], np.random.default_rng(1)).arrays["input_ids"][0].tolist() for row in rows]
        assert [len(unit) for unit in units] == lengths.tolist()
        seen.append([tokenizer.decode(unit) for unit in units])
    assert seen[0] == seen[1]
    for epoch in seen[1:]:
        assert epoch[::2] == texts[::2]
        assert 30 < sum(one != other for one, other in zip(epoch[1::2], texts[1::2], strict=True)) < 70
    assert seen[0] != seen[2]


def test_a_clause_on_certified_accuracy_deletes_words(tmp_path: Path, base: Path) -> None:
    clause = (
        "\nsecurity:\n  - certified_accuracy(edits=1) >= 0.5\n  - certified_accuracy(edits=1, deleted=0.6) >= 0.5\n"
    )
    task = _task(tmp_path, base, clause, epochs=1)
    assert against(task[0], TEXTS) == {"deleted": (0.8, 0.6)}
    examples = prepare(*task, seed=3).examples
    rows, _ = examples.rows(np.random.default_rng(3))
    batch = examples.batch(list(rows), np.random.default_rng(1))
    assert batch.again is not None
    whole, left = (int(_pieces(arrays)) for arrays in (batch.arrays, batch.again))
    assert 0.22 < left / whole < 0.38  # of words a fifth or two: 0.3
    assert any("words deleted by chance" in note for note in trained(task, tmp_path).notes)


def _pieces(arrays: dict[str, torch.Tensor]) -> torch.Tensor:
    """How many pieces are neither padding nor put around a text."""
    mask = arrays.get("attention_mask", torch.ones_like(arrays["input_ids"]))
    return (mask.sum(dim=1) - 2).sum()
