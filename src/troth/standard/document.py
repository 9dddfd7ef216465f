"""From a charter file to a Charter: read, validate, digest."""

from __future__ import annotations

from pathlib import Path

from troth.standard.charter import Charter


def read(path: Path) -> Charter:
    """Read and validate the charter at `path`; CharterError names every fault with its place."""
    raise NotImplementedError
