"""What casts doubt on verdicts, and when it makes the one for the whole another word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def doubts(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The warnings: what was found in the data, or in the history of its openings, that casts doubt on the verdicts."""
    return [finding for finding in document["data"]["findings"] if finding["severity"] == "warning"]


def doubted(document: Mapping[str, Any]) -> bool:
    """Whether a verdict of met follows what had happened before: rows opened or learned, or a charter loosened.

    Findings of that history give an entry of the record for their place.
    """
    return document["verdict"] == "met" and any(
        str(place).startswith("entry ") for finding in doubts(document) for place in finding["examples"]
    )
