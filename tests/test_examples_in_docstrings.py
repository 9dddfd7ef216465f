"""What a docstring shows is what happens."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import troth

ROOT = Path(troth.__file__).parent
SHOWING = sorted(
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in ROOT.rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8")
)


def test_there_are_some() -> None:
    assert "troth.record" in SHOWING
    assert len(SHOWING) > 5


@pytest.mark.parametrize("name", SHOWING)
def test_an_example_gives_what_it_says(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted
    assert not found.failed
