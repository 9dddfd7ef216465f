"""Tiny models for the tests of this room, made once a run, and a server to ask."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.tiny import Host, write_huggingface, write_troth, write_troth_table


@pytest.fixture(scope="session")
def models_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every tiny model; tests that change one copy it first."""
    from troth.models.export import write_float

    room = tmp_path_factory.mktemp("models")
    write_huggingface(room / "hf-text", tokens=False)
    write_huggingface(room / "hf-tokens", tokens=True)
    for name, tokens in (("troth-text", False), ("troth-tokens", True)):
        write_float(write_troth(room / name, tokens=tokens))
    write_troth_table(room / "troth-table")
    return room


@pytest.fixture
def copy_of(models_made: Path, tmp_path: Path) -> Callable[[str], Path]:
    """A function from a tiny model's name to a copy of it that may be spoilt."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(models_made / name, tmp_path / name))

    return copy


@pytest.fixture
def host() -> Iterator[Host]:
    """A running server, closed after the test."""
    server = Host()
    yield server
    server.close()
