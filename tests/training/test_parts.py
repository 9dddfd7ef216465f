"""The small parts of a training: dropout, schedule, batches, parameter groups, mean, low rank, losses."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from troth.errors import TrainingError
from troth.standard import TrainingSection
from troth.training import train
from troth.training.course import in_parts
from troth.training.dropout import ByteDropout, replace_dropout, seed_here
from troth.training.examples import batches, in_rows
from troth.training.interruption import Interruption
from troth.training.lock import Lock
from troth.training.losses import apart
from troth.training.precision import shortest
from troth.training.schedule import rate
from troth.training.settings import TEXTS, WORDS, settings_for
from troth.training.validation import temperature_of
from troth.training.weights import LowRank, Mean, add_low_rank, groups, layer_of, merge_low_rank
from troth.training.workers import Steps, Workers


def test_dropout_drops_its_share_keeps_the_mean_and_repeats() -> None:
    dropout, numbers = ByteDropout(0.25), torch.ones(1000, 33)
    seed_here(1)
    first = dropout(numbers)
    seed_here(1)
    assert dropout(numbers).equal(first)
    assert dropout(numbers).ne(first).any()
    assert abs(float((first == 0).float().mean()) - 0.25) < 0.01
    assert abs(float(first.mean()) - 1) < 0.01
    assert dropout.eval()(numbers) is numbers


def test_dropout_is_replaced_everywhere() -> None:
    network = nn.Sequential(nn.Dropout(0.5), nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5)))
    replace_dropout(network, 0.1)
    assert not [module for module in network.modules() if isinstance(module, nn.Dropout)]


def test_rate_rises_then_falls_to_nothing() -> None:
    assert [rate(done, 0.1) for done in (0.0, 0.05, 0.1, 0.55, 1.0)] == pytest.approx([0, 0.5, 1, 0.5, 0])
    assert rate(0.0, 0.0) == 1


def test_batches_hold_every_row_once_within_the_budget() -> None:
    dice = np.random.default_rng(1)
    lengths = dice.integers(3, 90, 500)
    made = batches(range(500), lengths, 400, dice)
    assert sorted(row for batch in made for row in batch) == list(range(500))
    assert all(max(lengths[row] for row in batch) * len(batch) <= 400 for batch in made)
    padded = sum(max(lengths[row] for row in batch) * len(batch) for batch in made)
    assert padded < 1.25 * lengths.sum()
    assert batches([7], np.array([999]), 400, dice) == [[7]]


def test_parts_are_nearly_equal_and_never_empty() -> None:
    assert in_parts([1, 2, 3], 2) in ([[1], [2, 3]], [[1, 2], [3]])
    assert in_parts([1], 4) == [[1]]


def test_words_are_laid_out_longest_sentence_first() -> None:
    assert in_rows(np.array([4, 7, 7, 9])).tolist() == [[1, 2], [0, -1], [3, -1]]


def test_layers_are_told_by_names() -> None:
    names = ("encoder.embeddings.word_embeddings.weight", "encoder.encoder.layer.3.output.weight", "head.weight")
    assert [layer_of(name) for name in names] == [0, 4, -1]


def test_lower_layers_learn_slower_and_biases_do_not_decay() -> None:
    settings = replace(WORDS, learning_rate=1.0, layer_decay=0.5, head_factor=10, weight_decay=0.1)
    named = [
        ("encoder.layer.0.weight", nn.Parameter(torch.zeros(2, 2))),
        ("encoder.layer.1.bias", nn.Parameter(torch.zeros(2))),
        ("head.weight", nn.Parameter(torch.zeros(2, 2))),
    ]
    found = [(group["highest"], group["weight_decay"]) for group in groups(named, 2, settings)]
    assert found == [(0.5, 0.1), (1.0, 0.0), (10.0, 0.1)]


def test_the_mean_follows_and_changes_places() -> None:
    weight = nn.Parameter(torch.zeros(1))
    mean = Mean([weight], 0.9)
    with torch.no_grad():
        weight.fill_(1.0)
    for step in range(1, 400):
        mean.follow(step)
    assert abs(float(mean.values[0]) - 1) < 1e-3
    with torch.no_grad():
        weight.fill_(5.0)
    mean.exchange()
    assert (round(weight.item(), 2), mean.values[0].item()) == (1.0, 5.0)
    mean.exchange()
    assert weight.item() == 5.0


def test_low_rank_starts_as_nothing_and_merges_to_the_same_answers() -> None:
    network, numbers = nn.Sequential(nn.Linear(6, 4), nn.Linear(4, 3)), torch.randn(5, 6)
    before = network(numbers)
    add_low_rank(network, 2)
    assert isinstance(network[0], LowRank)
    assert torch.allclose(network(numbers), before)
    nn.init.normal_(network[1].low_rank_out)
    changed = network(numbers)
    merge_low_rank(network)
    assert isinstance(network[0], nn.Linear)
    assert torch.allclose(network(numbers), changed, atol=1e-5)


def test_scores_are_not_apart_from_themselves() -> None:
    scores, others = torch.randn(4, 3), torch.randn(4, 3)
    assert float(apart(scores, scores)) == 0
    assert float(apart(scores, others)) == pytest.approx(float(apart(others, scores)))
    assert float(apart(scores, others)) > 0


def test_what_a_worker_raises_is_raised_here() -> None:
    def fail(number: int) -> int:
        if number == 1:
            raise ValueError("one")
        return number

    threads = torch.get_num_threads()
    with Workers(2, 1) as workers:
        assert workers.each(lambda number: number * 2, [1, 2, 3]) == [2, 4, 6]
        with pytest.raises(ValueError, match="one"):
            workers.each(fail, [0, 1, 2])
    assert torch.get_num_threads() == threads


def test_the_shortest_run_is_timed() -> None:
    assert 0 <= shortest(lambda: None) < 0.1


def test_temperature_cools_scores_that_are_too_sure() -> None:
    dice = np.random.default_rng(1)
    truth = dice.integers(0, 3, 3000)
    scores = dice.normal(size=(3000, 3))
    scores[np.arange(3000), truth] += 1.5
    honest = temperature_of(scores.astype(np.float32), truth)
    assert temperature_of((2 * scores).astype(np.float32), truth) == pytest.approx(2 * honest, rel=0.1)
    assert temperature_of(np.zeros((0, 3), np.float32), np.zeros(0, np.int64)) == 1


def test_a_charter_has_the_last_word_over_the_defaults() -> None:
    wanted = TrainingSection(epochs=3, batch_tokens=99, learning_rate=0.5)
    expected = replace(WORDS, epochs=3, batch_pieces=99, learning_rate=0.5)
    assert settings_for("token-classification", wanted, 14_000) == expected
    assert TEXTS.digest() != WORDS.digest()


def test_little_data_is_looked_at_more_often() -> None:
    epochs = [settings_for("text-classification", TrainingSection(), rows).epochs for rows in (10, 14_000, 10**6)]
    assert epochs == [12, 5, 4]


def test_gradients_that_are_no_numbers_move_nothing() -> None:
    weight = nn.Parameter(torch.ones(3))
    with Workers(1, 1) as workers:
        steps = Steps(workers, [("head.weight", weight)], 1, replace(TEXTS, epochs=1), half=False)
        norm = steps.take([[torch.tensor([1.0, float("inf"), 0.0])]], 1.0)
    assert norm == float("inf")
    assert weight.detach().tolist() == [1, 1, 1]


def test_a_folder_holds_one_training_at_a_time(tmp_path: Path) -> None:
    with Lock(tmp_path), pytest.raises(TrainingError, match="another training"), Lock(tmp_path):
        pass
    with Lock(tmp_path):
        pass


def test_a_table_too_waits_for_its_folder(tmp_path: Path) -> None:
    charter: Any = SimpleNamespace(training=TrainingSection(), clauses=())
    dataset: Any = SimpleNamespace(kind="tabular-classification", train=SimpleNamespace(labels=lambda: ["a", "b"]))
    with Lock(tmp_path), pytest.raises(TrainingError, match="another training"):
        train(charter, dataset, folder=tmp_path / "model", work=tmp_path, seed=1)


def test_a_folder_that_cannot_be_locked_is_our_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TrainingError, match="cannot be locked"), Lock(tmp_path / "file" / "work"):
        pass


def test_an_interrupt_after_the_last_step_is_not_lost() -> None:
    with pytest.raises(KeyboardInterrupt), Interruption():
        signal.raise_signal(signal.SIGINT)
