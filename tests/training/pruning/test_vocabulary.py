"""A tokenizer with fewer pieces reads everything it read before, in shorter pieces."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tokenizers import Tokenizer

from troth.models import resolve_base
from troth.training.pruning.vocabulary import can_be_cut, chosen, needed, put_around, with_pieces

TEXTS = ["My card never arrived!", "naïve façade Straße 卡在哪里 42", "antidisestablishmentarianism", ""]


@pytest.fixture(scope="module")
def tokenizer() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((resolve_base("minilm").folder / "tokenizer.json").read_text(encoding="utf-8"))
    return found


def opened(tree: dict[str, Any]) -> Tokenizer:
    made = Tokenizer.from_str(json.dumps(tree))
    made.no_padding()
    made.no_truncation()
    return made


def test_with_the_characters_alone_nothing_becomes_unknown(tokenizer: dict[str, Any]) -> None:
    before, after = opened(tokenizer), opened(with_pieces(tokenizer, needed(tokenizer)))
    for text in TEXTS:
        one, other = before.encode(text).tokens, after.encode(text).tokens
        assert other[0] == "[CLS]"
        assert other[-1] == "[SEP]"
        assert other.count("[UNK]") == one.count("[UNK]")
        assert "".join(piece.removeprefix("##") for piece in other) == "".join(
            piece.removeprefix("##") for piece in one
        )
    assert after.token_to_id("[PAD]") == 0
    assert after.get_vocab_size() == len(needed(tokenizer)) < 3000


def test_what_the_training_texts_use_is_read_as_before(tokenizer: dict[str, Any]) -> None:
    before = opened(tokenizer)
    read = [before.encode(text).ids for text in TEXTS]
    count = len(needed(tokenizer)) + 60
    kept = chosen(tokenizer, read, count)
    assert len(kept) == len(set(kept)) == count
    assert kept == sorted(kept)
    after = opened(with_pieces(tokenizer, kept))
    for text in TEXTS:
        assert after.encode(text).tokens == before.encode(text).tokens
        assert [kept[number] for number in after.encode(text).ids] == before.encode(text).ids


def test_the_rest_is_filled_with_the_frequent_ones(tokenizer: dict[str, Any]) -> None:
    kept = set(chosen(tokenizer, [], 15_000))
    words = tokenizer["model"]["vocab"]
    assert {words["the"], words["account"], words["money"]} <= kept
    assert words["[unused7]"] not in kept


def test_other_tokenizers_are_left_whole(tokenizer: dict[str, Any]) -> None:
    assert can_be_cut(tokenizer)
    assert not can_be_cut({"model": {"type": "BPE", "vocab": {}}})
    assert put_around(tokenizer["post_processor"]) == {101, 102}
    assert put_around({"type": "BertProcessing", "sep": ["[SEP]", 7], "cls": ["[CLS]", 5]}) == {5, 7}
    assert not can_be_cut({**tokenizer, "added_tokens": [{"id": 99_999, "content": "<new>"}]})
