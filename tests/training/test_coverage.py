"""A base that cannot read the data is refused, one that misses a few pieces is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from training import tiny
from troth.errors import TrainingError
from troth.models import open_tokenizer, unknown_piece
from troth.training.coverage import check_coverage


def test_share_of_unknown_pieces(tmp_path: Path) -> None:
    tokenizer = open_tokenizer(tiny.make_base(tmp_path))
    unknown = unknown_piece(tokenizer)
    assert check_coverage(tokenizer, ["the bank", "rain"], unknown, "tiny") == 0
    assert check_coverage(tokenizer, ["the bank in rain " * 8 + "雨"], unknown, "tiny") == pytest.approx(1 / 33)
    assert check_coverage(tokenizer, [["the", "bank"], []], unknown, "tiny") == 0
    with pytest.raises(TrainingError, match=r"50%.*such as 雨"):
        check_coverage(tokenizer, [["rain", "雨"]], unknown, "tiny")


def test_a_tokenizer_that_knows_every_byte_misses_nothing() -> None:
    """It has no unknown piece; its piece 0 is as good as any other."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({letter: place for place, letter in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    first = alphabet[0]
    assert tokenizer.encode(first * 3).ids == [0, 0, 0]
    assert check_coverage(tokenizer, [first * 3], unknown_piece(tokenizer), "bytes") == 0
