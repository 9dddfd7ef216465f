"""What these tests build on: a sheet of a file that is written for the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from troth.data.quality import Sheet, sheet_of
from troth.standard import Columns


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Sheet]:
    """A function from a file's content, and roles of its columns, to the sheet."""

    def make(content: str | bytes, name: str = "posts.csv", **columns: object) -> Sheet:
        raw = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(raw)
        return sheet_of(tmp_path / name, columns=Columns(**columns))  # type: ignore[arg-type]

    return make
