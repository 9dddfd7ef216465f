"""What the data tests build on: a charter over files written for the test."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from troth.data import Dataset, load
from troth.standard import Charter, read


@pytest.fixture
def charter(tmp_path: Path) -> Callable[..., Charter]:
    """A function from data section and task to a charter in `tmp_path`; YAML takes JSON as it is."""

    def make(kind: str = "text-classification", labels: list[str] | None = None, **data: Any) -> Charter:
        data.setdefault("columns", {"text": "text", "label": "label"})
        document = {
            "charter": 1,
            "name": "trial",
            "task": {"kind": kind, **({"output": {"labels": labels}} if labels else {})},
            "model": {"base": "minilm"},
            "data": data,
            "performance": ["entity_f1 >= 0.5" if kind == "token-classification" else "accuracy >= 0.5"],
        }
        path = tmp_path / "charter.yaml"
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return read(path)

    return make


@pytest.fixture
def loaded(charter: Callable[..., Charter]) -> Callable[..., Dataset]:
    """As `charter`, but loaded."""
    return lambda *args, **data: load(charter(*args, **data))
