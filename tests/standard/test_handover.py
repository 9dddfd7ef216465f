from __future__ import annotations

import json
from typing import Any

import pytest

from troth.errors import ReportError
from troth.standard import AUDIT_FORMAT, read_audit_document

CLAUSE: dict[str, Any] = {
    "clause": "accuracy >= 0.8", "article": "performance", "measure": "accuracy", "arguments": {}, "operator": ">=",
    "limit": 0.8, "verdict": "met",
    "estimate": 0.9, "low": 0.85, "high": 0.95, "confidence": 0.95, "counts": {"n": 100},
    "method": "exact", "reason": "", "more_needed": None, "family_wise": None, "parts": [],
}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "format": 1, "charter": {}, "model": {}, "data": {}, "verdict": "met", "clauses": [CLAUSE], "performance": {},
    "groups": [],
}  # fmt: skip


def test_a_document_of_format_1_is_read() -> None:
    assert AUDIT_FORMAT == 1
    assert read_audit_document(json.loads(json.dumps(DOCUMENT))) == DOCUMENT
    assert read_audit_document({**DOCUMENT, "added_later": 1})["verdict"] == "met"


@pytest.mark.parametrize(
    ("tree", "what"),
    [
        ([], "no JSON object"),
        ({}, "no format number"),
        ({**DOCUMENT, "format": True}, "no format number"),
        ({**DOCUMENT, "format": 2}, "has format 2; this version reads 1"),
        ({**DOCUMENT, "clauses": {}}, "clauses is missing or of the wrong type"),
        ({**DOCUMENT, "verdict": "passed"}, "'passed' is no verdict"),
        ({**DOCUMENT, "clauses": [{**CLAUSE, "verdict": "ok"}]}, "'ok' is no verdict"),
        ({**DOCUMENT, "clauses": [{"clause": "x"}]}, "lacks"),
        ({**DOCUMENT, "clauses": [3]}, "lacks"),
    ],
)
def test_anything_else_is_refused_with_a_remedy(tree: object, what: str) -> None:
    with pytest.raises(ReportError, match=what) as raised:
        read_audit_document(tree)
    assert raised.value.remedy
