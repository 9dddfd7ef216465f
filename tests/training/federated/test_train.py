"""Whole federated trainings of a tiny network, on Flower's SuperLink and SuperNodes in processes of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training import tiny
from training.federated.made import federated_task
from training.trainings import trained

pytest.importorskip("flwr")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


def test_it_learns_on_flower(tmp_path: Path, base: Path) -> None:
    told: list[Any] = []
    made = trained(federated_task(tmp_path, base), tmp_path, told=told.append)
    assert [account["round"] for account in told] == [0, 1, 2]
    assert all(account["taken"] == [0, 1, 2, 3] for account in told)
    assert made.history[-1].validation["accuracy"] > 0.9
