"""The side of the clause on membership inference: its share of the loss, and tiny trainings under it."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training import tiny
from training.trainings import interrupted_at, trained
from troth.data import Dataset, load
from troth.standard import Charter, read
from troth.training.checkpoint import State
from troth.training.examples import Batch
from troth.training.governing.privacy import Privacy, log_odds, odds_of
from troth.training.governing.secrecy import Secrecy, chosen_only, secrecy_of
from troth.training.governing.unseen import PARTS, unseen
from troth.training.precision import Choices
from troth.training.setup import Setup, prepare
from troth.training.trainer import Taught, Trainer

CLAUSE = "membership_inference_advantage <= 0.1"
UNSEEN = torch.tensor([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0], [-1.0, 1.0, 3.0]])
BY_HEART = {"learning_rate": 0.004, "batch_tokens": 256, "epochs": 4, "label_smoothing": 0, "dropout": 0}


def task(
    folder: Path, base: Path, clauses: str = CLAUSE, counts: tuple[int, int, int] = (200, 200, 200), **training: Any
) -> tuple[Charter, Dataset]:
    """Texts of which a third have a wrong label: what is right about all of them was learned by heart."""
    for split, count in zip(("train", "valid", "test"), counts, strict=True):
        dice, rows = random.Random(split), []
        for text, label in tiny.text_rows(count, dice.randint(0, 10**6)):
            rows.append((text, label if dice.random() > 0.33 else "card" if label == "weather" else "weather"))
        tiny.write_texts(folder / f"{split}.csv", rows)
    options = ", ".join(f"{name}: {value}" for name, value in training.items())
    path = folder / "charter.yaml"
    path.write_text(
        f"charter: 1\nname: tiny\ntask: {{kind: text-classification}}\nmodel: {{base: {base}}}\n"
        "data: {train: train.csv, validation: valid.csv, test: test.csv, columns: {text: text, label: label}}\n"
        f"performance: [macro_f1 >= 0.5]\ntraining: {{{options}}}\n" + (f"privacy: [{clauses}]\n" if clauses else "")
    )
    charter = read(path)
    return charter, load(charter)


def test_interrupted_anywhere_it_ends_with_the_same_digest(tmp_path: Path, base: Path) -> None:
    strict = "membership_inference_advantage <= 0.01"
    one = task(tmp_path, base, strict, (90, 60, 60), **BY_HEART)
    straight = trained(one, tmp_path, "straight")
    told = straight.settings["constraints"]
    (line,) = told["clauses"]
    assert (line["clause"], line["limit"], line["price"]) == (strict, 0.01, None)
    assert line["aim"] < 0.01
    assert (told["rows"], told["paid_in"]) == (60, "loss")
    assert any(look["excesses"][0] > 0 for look in told["history"])
    assert json.loads(json.dumps(told)) == told
    interrupted_at(one, tmp_path, 4, "without part 3 of 4", "unseen/2")
    for stop in (4, 10, 13):
        interrupted_at(one, tmp_path, stop, "training")
    again = trained(one, tmp_path, "broken")
    assert again.digest == straight.digest
    assert again.settings["constraints"] == straight.settings["constraints"]


def test_where_it_never_binds_or_is_none_the_weights_are_the_same(tmp_path: Path, base: Path) -> None:
    few = {"counts": (90, 60, 60), **BY_HEART} | {"epochs": 2}
    loose = "membership_inference_advantage <= 0.99"
    made = [
        trained(task(tmp_path, base, clause, **few, **switch), tmp_path, name)
        for name, clause, switch in (
            ("none", "", {}),
            ("switched", CLAUSE, {"constrained": "false"}),
            ("loose", loose, {}),
        )
    ]
    assert len({one.digest for one in made}) == 1
    assert made[2].settings["constraints"]["clauses"][0]["held"]
    assert [one.notes for one in made[:2]] == [(), ()]
    assert [note.split(": ")[-1] for note in made[2].notes] == ["0% of the loss in the epoch that was kept."]


def test_of_epochs_that_are_about_as_good_the_earlier_is_kept(tmp_path: Path, base: Path) -> None:
    few = {"counts": (90, 60, 60), **BY_HEART} | {"epochs": 8}
    loose, none = (
        trained(task(tmp_path, base, clause, **few), tmp_path, name)
        for name, clause in (("loose", "membership_inference_advantage <= 0.99"), ("none", ""))
    )
    scores = [epoch.validation["macro_f1"] for epoch in loose.history]
    assert [epoch.validation["macro_f1"] for epoch in none.history] == scores
    assert loose.score is not None
    assert loose.score[1] == max(scores)  # without the clause, the last that is within chance of it
    assert none.score is not None
    assert none.score[1] == scores[-1]


def test_what_cannot_be_trained_for_is_a_note(tmp_path: Path, base: Path) -> None:
    charter, dataset = task(tmp_path, base, counts=(60, 30, 30))
    assert secrecy_of(charter, dataset) == (
        None,
        (f"Clause {CLAUSE} is not trained for: there are fewer than 40 rows for it.",),
    )
    charter, dataset = task(tmp_path, base, counts=(60, 50, 45))
    private, notes = secrecy_of(charter, dataset)
    assert private is not None
    assert (private.clause.text, private.audited, private.rows, notes) == (CLAUSE, 45, 50, ())
    assert [one.text for one in private.others] == ["macro_f1 >= 0.5"]
    charter, dataset = task(tmp_path, base, counts=(60, 50, 45), constrained="false")
    assert secrecy_of(charter, dataset) == (None, ())
    (tmp_path / "words").mkdir()
    charter, dataset = tiny.word_task(tmp_path / "words", base)
    path = tmp_path / "words" / "charter.yaml"
    path.write_text(path.read_text() + f"privacy: [{CLAUSE}]\n")
    assert secrecy_of(read(path), dataset)[1] == (
        f"Clause {CLAUSE} is not trained for: training cannot aim at its measure.",
    )


def test_the_share_climbs_while_rows_are_told_apart_and_falls_while_not(tmp_path: Path, base: Path) -> None:
    charter, dataset = task(tmp_path, base)
    private, _ = secrecy_of(charter, dataset)
    assert private is not None
    shift = [3.0]

    def ask(draw: np.random.Generator | None) -> tuple[Any, Any]:
        draw = draw or np.random.default_rng(5)
        return draw.normal(shift[0], 1, 200), draw.normal(0, 1, 200)

    side = Privacy(private, charter, ask, UNSEEN)
    shares = []
    for look in range(16):
        shift[0] = 3.0 if look < 8 else 0.0
        for _ in range(10):
            side.stepped([])
        side.look(np.random.default_rng(look))
        shares.append(side.share)
    assert shares[:8] == sorted(shares[:8])
    assert shares[7] > 0.9
    assert shares[15] < shares[8] < shares[7]
    excess = side.examine({"macro_f1": 0.4})
    assert excess == pytest.approx(0.1)  # what knows nothing does not hold macro_f1 >= 0.5
    assert side.standings[0].excesses[0] <= 0.1
    other = Privacy(Secrecy(private.clause, (), 200, 200), charter, ask, UNSEEN)
    other.restore(json.loads(json.dumps(side.written())))
    assert other.written() == side.written()
    assert other.share == side.share


def test_the_loss_ends_at_what_others_say_the_more_the_larger_the_share(tmp_path: Path, base: Path) -> None:
    charter, dataset = task(tmp_path, base)
    private, _ = secrecy_of(charter, dataset)
    assert private is not None
    side = Privacy(private, charter, lambda draw: (np.full(100, 9.0), np.full(100, -1.0)), UNSEEN, smoothing=0.1)
    batch = Batch({}, torch.tensor([0, 1]), torch.tensor([2, 0]), None, 2)
    assert side.cost(batch, torch.zeros(2, 3)) is None  # before anything was looked at
    side.stepped([])
    side.look(np.random.default_rng(0))
    wanted = (1 - side.share) * torch.tensor([[0.9333, 0.0333, 0.0333], [0.0333, 0.9333, 0.0333]])
    wanted += side.share * UNSEEN[[2, 0]].softmax(1)
    scores = wanted.log().requires_grad_()
    cost = side.cost(batch, scores)
    assert cost is not None
    (torch.nn.functional.cross_entropy(scores, batch.truth, label_smoothing=0.1, reduction="sum") + cost).backward()
    assert scores.grad is not None
    assert scores.grad.numpy() == pytest.approx(np.zeros((2, 3)), abs=1e-3)  # nothing pulls any further


def test_without_what_others_say_nothing_costs(tmp_path: Path, base: Path) -> None:
    charter, dataset = task(tmp_path, base)
    private, _ = secrecy_of(charter, dataset)
    assert private is not None
    side = Privacy(private, charter, lambda draw: (np.full(100, 9.0), np.full(100, -1.0)), None)
    side.stepped([])
    side.look(np.random.default_rng(0))
    assert (side.share, side.cost(Batch({}, torch.tensor([0]), torch.tensor([0]), None, 1), torch.zeros(1, 3))) == (
        0,
        None,
    )


def test_every_row_is_answered_by_a_network_that_did_not_learn_from_its_content(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    charter, dataset = task(tmp_path, base, counts=(60, 50, 45), **BY_HEART)
    twice = np.repeat(np.arange(60), 2)
    dataset = replace(dataset, train=dataset.train.take(twice))
    seen, asked = list[Counter[str]](), list[str]()

    def teach(trainer: Trainer, setup: Setup, dataset: Dataset, own: Path, work: Path) -> Taught:
        seen.append(Counter(map(str, dataset.train.inputs())))
        assert setup.settings.epochs == 4  # the charter's, and no more
        trainer.progress("training", 1, 2)
        return Taught(setup, Choices(1, 1, half=False), 1.0, State("", [], []), ())

    monkeypatch.setattr(Trainer, "teach_beside", teach)
    trainer = Trainer(charter, 1, lambda stage, *_, **__: asked.append(stage))

    work = tmp_path / "work"
    found = unseen(trainer, dataset, "sha256:b", work)
    every = Counter(map(str, dataset.train.inputs()))
    assert found.shape == (120, 2)
    assert np.abs(found).min() > 0
    away = [every - one for one in seen]
    assert len(away) == PARTS
    assert sum(away, Counter()) == every
    assert all(not set(one) & set(other) for one, other in zip(away, seen, strict=True))
    assert asked[0] == "training without part 1 of 4"
    again = unseen(trainer, dataset, "sha256:b", work)
    assert len(seen) == PARTS  # what is finished is found
    assert np.array_equal(again, found)
    assert sorted(path.suffix for path in (work / "unseen").iterdir()) == [".npy"] * PARTS


def test_where_others_answers_have_no_place_it_only_decides_which_epoch_is_kept(tmp_path: Path, base: Path) -> None:
    charter, _ = task(tmp_path, base, counts=(60, 50, 45), **BY_HEART | {"epochs": 1})
    gap = "fairness: [accuracy_difference(group=place) <= 0.5]\n"
    for split in ("train", "valid", "test"):
        rows = (tmp_path / f"{split}.csv").read_text().splitlines()
        places = ["place", *(("here", "there")[number % 2] for number in range(len(rows) - 1))]
        both = [f"{row},{place}" for row, place in zip(rows, places, strict=True)]
        (tmp_path / f"{split}.csv").write_text("\n".join(both))
    path = tmp_path / "charter.yaml"
    text = path.read_text().replace("label: label}", "label: label, groups: [place]}")
    for method in ("reweighing", "group_dro", "adversarial", "resampling"):
        path.write_text(text.replace("training: {", f"training: {{fairness: {method}, ") + gap)
        charter = read(path)
        made = trained((charter, load(charter)), tmp_path, method)
        assert f"Clause {CLAUSE} only decides which epoch is kept: fairness by {method} has weights" in " ".join(
            made.notes
        )
    assert chosen_only(charter, updating=True) == "an update learns from what the older release says"


def test_a_smaller_network_is_not_taught_by_one_that_knows_the_rows(tmp_path: Path, base: Path) -> None:
    whole = task(tmp_path, base, "membership_inference_advantage <= 0.01", (90, 60, 60), **BY_HEART | {"epochs": 1})
    path = tmp_path / "charter.yaml"
    count = sum(weight.numel() for weight in prepare(*whole, 1).network.parameters())
    path.write_text(path.read_text().replace("macro_f1 >= 0.5]", f"macro_f1 >= 0.5, parameters <= {int(count * 0.8)}]"))
    charter = read(path)
    made = trained((charter, load(charter)), tmp_path)
    assert any("which was trained first." in note for note in made.notes)
    assert any("4 more networks were trained" in note for note in made.notes)


def test_log_odds_are_those_of_the_true_label() -> None:
    scores, truth = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32), np.array([0, 1, 2, 3, 0, 1])
    shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    own = shares[np.arange(6), truth]
    found = log_odds(torch.from_numpy(scores), torch.from_numpy(truth)).numpy()
    assert found == pytest.approx(np.log(own / (1 - own)), abs=1e-5)
    assert odds_of(scores, truth) == pytest.approx(found)
