"""Letters between two processes of a client, and a client that is gone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training import tiny
from training.federated.made import federated_task, stationed
from troth.errors import TrainingError
from troth.training.federated.exchange import Letter
from troth.training.federated.flower.relay import asked, forget_client, keep_client, packed, unpacked


def test_a_letter_comes_back() -> None:
    letter = Letter("train", {"round": 1, "key": b"\0\xff", "many": [b"a", b"b"], "n": [1, 2]}, {"a": np.float32([1])})
    back = unpacked(packed(letter))
    assert (back.about, back.facts) == (letter.about, letter.facts)
    assert back.arrays["a"].tolist() == [1.0]


def test_a_client_that_is_kept_answers_and_one_that_is_gone_is_told(tmp_path: Path) -> None:
    base = tiny.make_base(tmp_path / "base")
    plan, folders, _ = stationed(federated_task(tmp_path, base), tmp_path / "work")
    keep_client(folders[0])
    facts = {"charter": plan.charter, "base": plan.base, "labels": list(plan.labels)}
    answer = asked(folders[0], Letter("hello", facts))
    assert answer.facts["client"] == 0
    assert answer.facts["rows"] > 0
    assert "no client gives" in asked(folders[0], Letter("rows", facts)).facts["error"]
    assert "cannot be answered" in asked(folders[0], Letter("train", facts)).facts["error"]
    forget_client(folders[0])
    with pytest.raises(TrainingError, match="does not answer"):
        asked(folders[0], Letter("hello", facts))
    with pytest.raises(TrainingError, match="does not answer"):
        asked(folders[1], Letter("hello", facts))
