"""The reference pages say what the program does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ("command-line.md", "measures.md")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages made afresh, in a process of its own: click keeps the help it made for another test."""
    folder = tmp_path_factory.mktemp("docs")
    subprocess.run([sys.executable, str(DOCS / "generate.py"), str(folder)], check=True)
    return folder


def test_every_page_is_compared(made: Path) -> None:
    assert sorted(path.name for path in made.iterdir()) == sorted(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_page_is_what_the_program_says(made: Path, page: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == (made / page).read_text(encoding="utf-8"), "run `make docs`"
