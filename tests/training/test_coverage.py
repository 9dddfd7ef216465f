"""A base that cannot read the data is refused, one that misses a few pieces is not."""

from __future__ import annotations

from pathlib import Path

import pytest

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
