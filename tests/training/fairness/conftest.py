"""What trainings under clauses are tried on: a tiny base, and no exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from training import tiny
from troth.training import neural


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(autouse=True)
def no_exports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neural, "_exports", lambda *given: ())  # they are no part of this, and take their time
