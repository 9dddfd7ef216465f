"""A training whose charter asks for faithful explanations learns from texts without some of their words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from training import tiny
from training.trainings import QUICK, interrupted_at, trained
from troth.data import Dataset, load
from troth.explain import spans_of
from troth.standard import Charter, read
from troth.training.examples import Texts
from troth.training.rationales import PART_WAY, WEIGHT, Taken, explaining, left, slopes, unsaid
from troth.training.setup import RATIONALES_TOLD, UNPRICED, Setup, prepare

CLAUSE = "explanation_faithfulness(method=occlusion) >= 0.2"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


def _task(
    folder: Path, base: Path, more: str = f"transparency: [{CLAUSE}]", **training: Any
) -> tuple[Charter, Dataset]:
    folder.mkdir(exist_ok=True)
    tiny.text_task(folder, base, **training, **QUICK)
    path = folder / "charter.yaml"
    path.write_text(f"{path.read_text()}\n{more}\n")
    charter = read(path)
    return charter, load(charter)


def test_the_clause_says_whether_words_are_taken_away(tmp_path: Path, base: Path) -> None:
    assert explaining(_task(tmp_path / "a", base)[0]) == (WEIGHT, ())
    assert explaining(_task(tmp_path / "b", base, "")[0]) == (0.0, ())
    assert explaining(_task(tmp_path / "c", base, constrained="false")[0]) == (0.0, ())


def test_what_it_is_not_trained_for_is_said(tmp_path: Path, base: Path) -> None:
    private = f"transparency: [{CLAUSE}]\nprivacy: [epsilon(delta=1e-5) <= 8]"
    weight, (why,) = explaining(_task(tmp_path / "a", base, private)[0])
    assert weight == 0
    assert why == (f"Clause {CLAUSE} is not trained for: a training under a clause on epsilon has no term for it.")
    (tmp_path / "b").mkdir()
    tiny.word_task(tmp_path / "b", base)
    path = tmp_path / "b" / "charter.yaml"
    path.write_text(f"{path.read_text()}\ntransparency: [{CLAUSE}]\n")
    weight, (why,) = explaining(read(path))
    assert weight == 0
    assert why == f"Clause {CLAUSE} is not trained for: training cannot aim at its measure."


@pytest.fixture
def setup(tmp_path: Path, base: Path) -> Setup:
    return prepare(*_task(tmp_path, base), seed=3)


def test_what_is_left_is_the_text_without_whole_words() -> None:
    """Pieces: [CLS] lost p ##o card [SEP], of which the words are 0, 1, 1, 2."""
    arrays = {"input_ids": torch.tensor([[2, 70, 20, 60, 71, 3], [2, 70, 3, 0, 0, 0]])}
    arrays["attention_mask"] = (arrays["input_ids"] > 0).long()
    owners = torch.tensor([[-1, 0, 1, 1, 2, -1], [-1, 0, -1, -1, -1, -1]])
    order = torch.tensor([[0.1, 0.9, 0.5], [0.2, 9.0, 9.0]])
    few, more = torch.tensor([0.1, 0.1]), torch.tensor([0.5, 0.5])
    for share, expected in ((few, [2, 70, 71, 3]), (more, [2, 70, 3])):
        rest = left(arrays, Taken(owners, share, torch.tensor([True, True]), order, 4), order)
        assert rest["input_ids"][0, : len(expected)].tolist() == expected
        assert rest["attention_mask"].sum(1).tolist() == [len(expected), 2]
        assert rest["input_ids"][1, :2].tolist() == [2, 3]


def test_a_text_of_one_word_keeps_it_unless_it_is_to_say_nothing() -> None:
    arrays = {"input_ids": torch.tensor([[2, 70, 3], [2, 70, 3]])}
    owners, order = torch.tensor([[-1, 0, -1]] * 2), torch.tensor([[0.3], [0.3]])
    taken = Taken(owners, torch.tensor([0.5, 0.5]), torch.tensor([True, False]), order, 4)
    assert left(arrays, taken, order)["attention_mask"].sum(1).tolist() == [2, 3]


@pytest.mark.parametrize("way", ["fgm", "pgd", "freelb"])
def test_words_are_taken_away_beside_steps_that_move_embeddings(tmp_path: Path, base: Path, way: str) -> None:
    made = trained(_task(tmp_path, base, epochs=1, adversarial=way), tmp_path)
    assert (made.settings["rationales"], made.settings["adversarial"]) == (WEIGHT, way)


def test_beside_a_clause_on_membership_it_is_left_out_and_said(tmp_path: Path, base: Path) -> None:
    more = f"transparency: [{CLAUSE}]\nprivacy: [membership_inference_advantage <= 0.1]"
    weight, (why,) = explaining(_task(tmp_path, base, more)[0])
    assert (weight, "keeps from them" in why) == (0, True)


def test_each_batch_knows_which_pieces_are_of_which_word(setup: Setup) -> None:
    rows, _ = setup.examples.rows(np.random.default_rng(0))
    batch = setup.examples.batch(list(rows)[:12], np.random.default_rng(1))
    same = setup.examples.batch(list(rows)[:12], np.random.default_rng(1))
    assert batch.taken is not None
    assert same.taken is not None
    assert batch.taken.owners.shape == batch.arrays["input_ids"].shape
    texts = list(setup.examples._texts)[:12]  # type: ignore[attr-defined]
    assert (batch.taken.owners.amax(1) + 1).tolist() == [len(spans_of(text)) for text in texts]
    assert torch.equal(batch.taken.chance, same.taken.chance)
    assert 0 < batch.taken.named.float().mean() < 1


def test_texts_with_other_identity_terms_have_their_own_words(setup: Setup) -> None:
    texts = ["he is a muslim , and met the queen", "a jewish king says the women lost"]
    examples = Texts(setup.reader, texts, np.array([0, 1]), exchange=True, rationales=True)
    seen = set()
    for epoch in range(6):
        examples.rows(np.random.default_rng(epoch))
        batch = examples.batch([0, 1], np.random.default_rng(1))
        assert batch.taken is not None
        assert (batch.taken.owners.amax(1) + 1).tolist() == [len(spans_of(text)) for text in examples._shown]
        assert ((batch.taken.owners >= 0).sum(1) + 2).tolist() == (batch.arrays["input_ids"] > 0).sum(1).tolist()
        seen.add(tuple(examples._shown))
    assert len(seen) > 1


def test_what_the_words_say_together_is_the_slope_part_of_the_way_from_nothing(setup: Setup) -> None:
    network, batch = setup.network.eval(), setup.examples.batch([0, 1, 2], np.random.default_rng(1))
    arrays, mask = batch.arrays, batch.arrays.get("attention_mask")
    assert batch.taken is not None
    taken = replace(batch.taken, named=torch.tensor([True, False, True]))
    words = network.get_input_embeddings()
    hidden = arrays["input_ids"].masked_fill(taken.owners >= 0, taken.nothing)

    def said(share: float) -> torch.Tensor:
        point = words(hidden) + share * (words(arrays["input_ids"]) - words(hidden))
        scores = network.read(point, mask).log_softmax(-1)
        return scores.gather(1, batch.truth[:, None])[:, 0].detach()

    found = slopes(network, arrays, batch.truth, taken)
    assert found.shape == taken.chance.shape
    assert not found[1].any()  # of a text that loses words at random none are asked for
    expected = (said(PART_WAY + 0.05) - said(PART_WAY - 0.05)) / 0.1
    torch.testing.assert_close(found.sum(1)[taken.named], expected[taken.named], rtol=0.02, atol=1e-4)
    none = replace(taken, named=torch.zeros(3, dtype=torch.bool))
    assert not slopes(network, arrays, batch.truth, none).any()


def test_what_is_left_without_named_words_is_to_say_nothing_and_without_others_the_label(setup: Setup) -> None:
    network, batch = setup.network.eval(), setup.examples.batch([0, 1, 2], np.random.default_rng(1))
    assert batch.taken is not None
    for named, smoothing in ((True, 1.0), (False, 0.1)):
        taken = replace(batch.taken, named=torch.full((3,), named))
        order = slopes(network, batch.arrays, batch.truth, taken) if named else taken.chance
        scores = network(**left(batch.arrays, taken, order))
        cost = unsaid(network, batch.arrays, batch.truth, taken, 0.1)
        expected = cross_entropy(scores, batch.truth, label_smoothing=smoothing, reduction="sum")
        torch.testing.assert_close(cost, expected)
        assert cost.requires_grad


def test_what_is_left_is_learned_from_and_the_training_resumes_to_the_same_model(tmp_path: Path, base: Path) -> None:
    plain_task, task = _task(tmp_path / "plain", base, "", epochs=2), _task(tmp_path / "asked", base, epochs=2)
    plain, made = trained(plain_task, tmp_path / "plain"), trained(task, tmp_path)
    assert (plain.settings["rationales"], made.settings["rationales"]) == (0, WEIGHT)
    assert plain.digest != made.digest
    assert {RATIONALES_TOLD, UNPRICED} <= set(made.notes)
    assert not {RATIONALES_TOLD, UNPRICED} & set(plain.notes)
    interrupted_at(task, tmp_path, 3)
    assert trained(task, tmp_path, "broken").digest == made.digest
