"""Draws that repeat for whoever has the secret, and for nobody else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from troth.errors import TrainingError
from troth.training.private.secret import FILE, Secret


def test_it_is_kept_in_the_folder_and_is_another_for_another_training(tmp_path: Path) -> None:
    first = Secret.open(tmp_path, "one")
    assert Secret.open(tmp_path, "one") == first
    assert Secret.open(tmp_path, "two") != first
    assert Secret.open(tmp_path / "elsewhere", "one") != first
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    assert first.key.hex() not in repr(first)


def test_a_file_that_is_cut_short_is_made_anew(tmp_path: Path) -> None:
    first = Secret.open(tmp_path, "one")
    (tmp_path / FILE).write_bytes(b"short")
    assert Secret.open(tmp_path, "one") != first


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TrainingError, match="secret of the noise"):
        Secret.open(tmp_path / "file", "one")


def test_streams_differ_by_purpose_number_and_place() -> None:
    secret = Secret(b"k" * 32)
    drawn = {secret.stream(*where, 64) for where in (("a", 0, 0), ("b", 0, 0), ("a", 1, 0), ("a", 0, 1))}
    assert len(drawn) == 4
    assert secret.stream("a", 2**64 - 1, 2**32 - 1, 3) == secret.stream("a", 2**64 - 1, 2**32 - 1, 64)[:3]
    assert secret.seed("a") != secret.seed("b")


def test_normal_numbers_are_normal_and_coins_fair() -> None:
    secret = Secret(b"k" * 32)
    numbers = secret.normals("noise", 1, 2, 100_001)
    assert len(numbers) == 100_001
    assert numbers.dtype == np.float32
    assert stats.kstest(numbers, "norm").pvalue > 0.001
    coins = secret.coins("rows", 1, 100_000, 0.1)
    assert abs(coins.mean() - 0.1) < 0.005
    assert secret.coins("rows", 1, 10, 1.0).all()
    assert not secret.coins("rows", 1, 10, 0.0).any()
