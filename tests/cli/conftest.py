"""What tests of the commands may ask for."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.gateways import Served, workplace
from models.tiny import write_troth
from stories import workshop


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """A folder with charter, data and answers; returns the charter."""
    return workshop.make(tmp_path)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from troth.models.export import write_float

    folder = tmp_path_factory.mktemp("tiny") / "model"
    write_float(write_troth(folder, tokens=False))
    return folder


@pytest.fixture
def place(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return workplace(tmp_path, tiny_model)


@pytest.fixture
def running() -> Iterator[list[Served]]:
    started: list[Served] = []
    yield started
    for one in started:
        one.stop(signal.SIGKILL)
