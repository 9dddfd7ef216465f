"""Sentences as windows: nothing lost, nothing doubled, documents apart, casing kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from training import tiny
from troth.models import Corpus, Reader, open_tokenizer
from troth.models.corpus import read_sentences
from troth.models.words import CHARACTERS, SHAPE_CODES, characters, shape

SENTENCES = [["Anna", "met", "BORIS"], [], ["rain", "."], ["x" * 60], ["the", "sun"], ["\u0000"]]


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return open_tokenizer(tiny.make_base(tmp_path_factory.mktemp("base")))


def corpus_of(tokenizer: Any, documents: list[int] | None, longest: int = 12) -> Corpus:
    return read_sentences(tokenizer, SENTENCES, documents, unknown=1, longest=longest, casings=True)


def test_every_word_is_in_one_window_and_stands_where_it_says(tokenizer: Any) -> None:
    corpus = corpus_of(tokenizer, [0, 0, 0, 0, 1, 1])
    units = [corpus.unit(low, high) for low, high in corpus.windows(12)]
    assert np.concatenate([unit.places for unit in units]).tolist() == list(range(9))
    for unit in units:
        first = corpus.pieces[corpus.offsets[unit.places]]
        assert unit.pieces[unit.words].tolist() == first.tolist()
        assert unit.pieces[0] == corpus.begin[0]
        assert unit.pieces[-1] == corpus.end[0]
        assert unit.owners is not None
        assert unit.owners[unit.words].tolist() == list(range(len(unit.words)))


def test_windows_keep_to_their_document_and_length(tokenizer: Any) -> None:
    corpus = corpus_of(tokenizer, [0, 0, 0, 0, 1, 1])
    for low, high in corpus.windows(12):
        assert len(set(corpus.documents[low:high].tolist())) == 1
        assert corpus.unit(low, high).length <= 12 or high - low == 1
    assert len(corpus_of(tokenizer, None).windows(100)) == len(SENTENCES)
    whole = corpus_of(tokenizer, [0] * 6, longest=100)
    assert whole.windows(100) == [(0, 6)]
    assert whole.windows(100, lambda: 6)[0] == (0, 2)


def test_looks_are_those_of_the_casing_asked_for(tokenizer: Any) -> None:
    corpus = corpus_of(tokenizer, [0] * 6)
    written, upper = corpus.unit(0, 1, [0]), corpus.unit(0, 1, [1])
    assert written.characters is not None
    assert upper.characters is not None
    assert upper.characters[0].tolist() == characters("ANNA").tolist()
    assert written.characters[0].tolist() == characters("Anna").tolist()
    assert written.characters[2].tolist() == upper.characters[2].tolist()


def test_shapes_tell_casings_apart() -> None:
    words = (".", "12", "rain", "R", "RAIN", "Rain", "McRain", "B2b")
    assert [shape(word) for word in words] == list(range(8))
    assert 2 * max(map(shape, words)) + 2 < SHAPE_CODES
    assert shape("雨") == shape("rain")


def test_a_long_word_keeps_both_its_ends() -> None:
    assert characters("abcdefgh" + "z" * 50 + "ijklmnop").tolist() == characters("abcdefghijklmnop").tolist()
    assert len(characters("")) == CHARACTERS


def test_arrays_are_padded_and_masked(tokenizer: Any) -> None:
    settings = {"kind": "token-classification", "labels": ["O", "B-PER"], "network": {"longest": 40, "padding": 0}}
    reader = Reader(tokenizer, settings)
    units = reader.units(SENTENCES, [0, 0, 0, 0, 1, 1])
    arrays = reader.arrays(units)
    assert set(arrays) == {"input_ids", "attention_mask", "shapes", "characters"}
    assert arrays["attention_mask"].sum(axis=1).tolist() == [unit.length for unit in units]
    assert all(array.dtype == np.int64 for array in arrays.values())
    scores = [np.tile(np.array([0.0, 5.0], np.float32), (unit.length, 1)) for unit in units]
    answers = reader.answers(units, scores)
    assert answers.codes.tolist() == [1] * 9
