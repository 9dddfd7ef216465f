"""A checkpoint is whole or it is none."""

from __future__ import annotations

from pathlib import Path

import torch

from troth.training import checkpoint
from troth.training.checkpoint import State


def test_what_was_saved_is_loaded_and_only_by_whom_it_was_made_for(tmp_path: Path) -> None:
    state = State("mine", [{"number": 1}], ["a note"], epoch=1, batch=3, best=0.5, best_epoch=0)
    checkpoint.save(tmp_path, state, {"weight/a": torch.arange(3)})
    found = checkpoint.load(tmp_path, "mine")
    assert found is not None
    assert found[0] == state
    assert found[1]["weight/a"].tolist() == [0, 1, 2]
    assert checkpoint.load(tmp_path, "another's") is None
    assert checkpoint.load(tmp_path / "nowhere", "mine") is None


def test_a_broken_file_is_no_checkpoint(tmp_path: Path) -> None:
    checkpoint.save(tmp_path, State("mine", [], []), {"weight/a": torch.arange(3)})
    path = tmp_path / checkpoint.FILE
    whole = path.read_bytes()
    for broken in (b"", whole[:20], whole[:-4], b"\x80\x04pickle", b"{" * 200):
        path.write_bytes(broken)
        assert checkpoint.load(tmp_path, "mine") is None


def test_an_interrupted_write_leaves_the_old_one(tmp_path: Path) -> None:
    checkpoint.save(tmp_path, State("mine", [], [], epoch=1), {"weight/a": torch.arange(3)})
    (tmp_path / (checkpoint.FILE + ".new")).write_bytes(b"half")
    found = checkpoint.load(tmp_path, "mine")
    assert found is not None
    assert found[0].epoch == 1
