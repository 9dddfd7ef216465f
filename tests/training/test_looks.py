"""Copies that a charter has texts learned from in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from training import tiny
from training.trainings import QUICK, trained
from troth.errors import TrainingError
from troth.models import mask_piece, open_tokenizer
from troth.training.looks import looks_of, told
from troth.training.settings import TEXTS
from troth.training.setup import prepare


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a masking piece that is one wherever it is written, as published tokenizers have it."""
    folder = tiny.make_base(tmp_path_factory.mktemp("base"))
    tokenizer = open_tokenizer(folder)
    tokenizer.add_special_tokens(["[MASK]"])
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def test_the_settings_say_which_looks_there_are(base: Path) -> None:
    tokenizer = open_tokenizer(base)
    settings = replace(TEXTS, attacks=("typos", "synonyms"), deleted=(0.8,), augment=("synonyms", "masking"))
    assert looks_of(TEXTS, [], tokenizer) == []
    typos, synonyms, deleted, masking = looks_of(settings, ["a film about rain"], tokenizer)
    texts, draw = ["a film about rain"] * 40, np.random.default_rng(1)
    assert set(synonyms(texts, draw)) == {"a movie about rain"}
    assert all(one != texts[0] for one in typos(texts, draw))
    assert np.mean([len(one.split()) for one in deleted(texts, draw)]) < 2
    assert any("[MASK]" in one for one in masking(texts, draw))
    assert len(told(settings)) == 3
    assert told(TEXTS) == ()


def test_words_are_hidden_by_the_base_s_own_piece(tmp_path: Path, base: Path) -> None:
    task = tiny.text_task(tmp_path, base, augment="[masking]", epochs=1, **QUICK)
    setup = prepare(*task, seed=3)
    rows, _ = setup.examples.rows(np.random.default_rng(1))
    batch = setup.examples.batch(list(rows), np.random.default_rng(1))
    assert batch.again is not None
    mask = mask_piece(setup.reader.tokenizer)
    assert (batch.again["input_ids"] == mask).any(dim=1).all()
    assert not (batch.arrays["input_ids"] == mask).any()
    made = trained(task, tmp_path)
    assert made.settings["augment"] == ("masking",)
    assert any(note.endswith("as the charter's training says: masking.") for note in made.notes)


def test_a_base_without_a_masking_piece_and_words_are_refused(tmp_path: Path, base: Path) -> None:
    bare = Tokenizer.from_str(open_tokenizer(base).to_str().replace("[MASK]", "mask"))
    with pytest.raises(TrainingError, match="masking"):
        looks_of(replace(TEXTS, augment=("masking",)), [], bare)
    with pytest.raises(TrainingError, match="whole texts"):
        prepare(*tiny.word_task(tmp_path, base, augment="[masking]", **QUICK), seed=3)
