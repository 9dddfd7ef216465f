"""Judging a chat model: no check asks one so far, and nothing unmeasured passes, so only a council can permit it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from troth import __version__
from troth.audit.document import charter_document, clause_document, environment
from troth.audit.examine import Examination, Finding
from troth.data import Split
from troth.standard import AUDIT_FORMAT, CHAT, Charter, NotMeasured, judge, overall

UNCHECKED = "there is no check that asks a chat model for this yet"
UNKNOWN = "an address was judged: which model answers there under this name nothing here shows"


def examine_chat(charter: Charter, digest: str, prompts: Split, *, seed: int = 0) -> Examination:
    """Every clause of a chat model's charter as not measured, with that reason. digest: of what is permitted of it."""
    assert charter.chat is not None
    evidence = NotMeasured(UNCHECKED, {"prompts": len(prompts)})
    findings = tuple(
        Finding(judge(clause, evidence, confidence=charter.confidence_of(clause)), None) for clause in charter.clauses
    )
    document = {
        "format": AUDIT_FORMAT,
        "made": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "troth": __version__,
        "seed": str(seed),
        "charter": charter_document(charter),
        "model": _model(charter, digest),
        "data": _data(prompts),
        "verdict": overall([finding.verdict for finding in findings]),
        "clauses": [clause_document(finding) for finding in findings],
        "performance": {"labels": [], "confusion": {"labels": [], "counts": []}},
        "groups": [],
        "calibration": None,
        "training": None,
        "environment": environment(),
    }
    return Examination(findings, document)


def _model(charter: Charter, digest: str) -> dict[str, Any]:
    assert charter.chat is not None
    name, base = charter.chat.name, charter.chat.address
    return {
        "digest": digest,
        "name": name,
        "kind": CHAT,
        "runtime": "http",
        "parameters": None,
        "base": base,
        "bytes": 0,
    }


def _data(prompts: Split) -> dict[str, Any]:
    split = {
        "name": prompts.name,
        "rows": len(prompts),
        "digest": prompts.digest,
        "labels": {},
        "groups": {},
        "lengths": {},
    }
    doubt: dict[str, Any] = {"severity": "warning", "what": UNKNOWN, "count": None, "examples": [], "split": None}
    return {"digest": prompts.digest, "splits": [split], "findings": [doubt], "lineage": []}
