"""What tests of the record may ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from troth.record import Address


@pytest.fixture
def place(store: Callable[[str], Path | Address]) -> str:
    """Where a record may be kept, as a user writes it: in each kind of store."""
    found = store("record.db")
    return f"{found.url}&schema={found.schema}" if isinstance(found, Address) else str(found)
