"""Tokens, windows and batches of plain models; protobuf and label matching underneath."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.tiny import TAGS
from troth.errors import ModelError
from troth.models.batches import batches
from troth.models.interface import Prediction
from troth.models.labels import match_labels
from troth.models.pieces import PieceReader
from troth.models.probabilities import check_rows
from troth.models.protobuf import external_locations


@given(st.lists(st.integers(1, 600), max_size=80))
def test_every_input_is_in_one_batch_of_bounded_size(lengths: list[int]) -> None:
    made = list(batches(lengths, pieces=512))
    assert sorted(np.concatenate([np.empty(0, int), *made]).tolist()) == list(range(len(lengths)))
    for batch in made:
        longest = max(lengths[place] for place in batch)
        assert len(batch) == 1 or longest * len(batch) <= 512


@pytest.mark.parametrize("count", [1, 5, 21, 22, 23, 60, 200])
def test_every_word_is_answered_once_by_its_first_piece(models_made: Path, count: int) -> None:
    """The scores say which piece they are of, so the answers tell where each word was read."""
    reader = PieceReader(models_made / "hf-tokens", "token-classification", TAGS)
    words = ["cats" if number % 3 == 0 else "cat" for number in range(count)]
    rows = reader.units([words, ["a"]], None)
    assert max(row.length for row in rows) <= 24
    starts = {reader.tokenizer.token_to_id("cat"): 5.0, reader.tokenizer.token_to_id("a"): 7.0}
    scores = [np.array([[starts.get(int(piece), -9.0), 0, 0] for piece in row.ids], np.float32) for row in rows]
    found = reader._word_scores(rows, scores)[:, 0]
    assert found.tolist() == [5.0] * count + [7.0]


def test_a_word_without_pieces_is_outside(models_made: Path) -> None:
    reader = PieceReader(models_made / "hf-tokens", "token-classification", TAGS)
    rows = reader.units([["cat", "\u200b\u0000", "sat"], []], None)
    prediction = reader.answers(rows, [np.zeros((row.length, 3), np.float32) for row in rows])
    assert prediction.codes.tolist()[1] == TAGS.index("O")
    assert len(prediction.codes) == 3


def test_labels_are_put_in_order() -> None:
    labels = match_labels(["a", "b", "c"], ["c", "a", "b"], where="here")
    arranged = labels.arrange(Prediction(np.array([0, 1, 2, -1], np.int32), np.eye(4, 3, dtype=np.float32)))
    assert arranged.codes.tolist() == [1, 2, 0, -1]
    assert arranged.probabilities is not None
    assert arranged.probabilities[:3].argmax(axis=1).tolist() == [1, 2, 0]


def test_generic_labels_stand_for_the_charters() -> None:
    assert match_labels(["LABEL_0", "LABEL_1"], ["no", "yes"], where="here").names == ("no", "yes")


@pytest.mark.parametrize(("own", "wanted"), [(["a", "a"], None), (["a", "b"], ["a"]), (["a", "b"], ["a", "c"])])
def test_labels_that_do_not_match(own: list[str], wanted: list[str] | None) -> None:
    with pytest.raises(ModelError):
        match_labels(own, wanted, where="here")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_protocol_buffer_or_a_model_error(data: bytes) -> None:
    with suppress(ModelError):
        assert all(isinstance(name, str) for name in external_locations(data))


def test_probabilities_within_rounding_are_made_exact() -> None:
    rows = check_rows(np.array([[0.333, 0.333, 0.333]]), 1, 3, where="here")
    assert rows.sum() == pytest.approx(1, abs=1e-6)
