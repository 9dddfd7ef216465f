"""A made-up frontier of two clauses, and its document."""

from __future__ import annotations

from typing import Any

CLAUSES = (
    ("equalized_odds_difference(group=sex) <= 0.05", "equalized_odds_difference", "<=", 0.05),
    ("worst_group(accuracy, group=sex) >= 0.8", "worst_group", ">=", 0.8),
)


def _figures(estimate: float) -> dict[str, float]:
    return {"estimate": estimate, "low": estimate - 0.02, "high": estimate + 0.02}


def _point(task: float, gap: float, worst: float, *asked: float | None, held: bool = True) -> dict[str, Any]:
    return {"asked": list(asked), "task": _figures(task), "values": [_figures(gap), _figures(worst)], "held": held}


def frontier(**more: Any) -> dict[str, Any]:
    free = _point(0.86, 0.2, 0.78, None, None)
    return {
        "rows": 2600,
        "measure": "accuracy",
        "confidence": 0.95,
        "clauses": [dict(zip(("clause", "measure", "operator", "limit"), one, strict=True)) for one in CLAUSES],
        "free": free,
        "chosen": _point(0.84, 0.04, 0.81, 0.05, 0.8),
        "sweeps": [
            {"clauses": [0], "points": [free, _point(0.85, 0.1, 0.79, 0.1, None), _point(0.83, 0.01, 0.7, 0.0, None)]},
            {"clauses": [1], "points": [free, _point(0.85, 0.15, 0.9, None, 0.95, held=False)]},
            {"clauses": [0, 1], "points": [free, _point(0.84, 0.1, 0.8, 0.1, 0.8)]},
        ],
        "conflicts": [],
        "notes": ["Clause equalized_odds_difference(group=sex) <= 0.05 cost 0.0100 of accuracy on rows held out."],
        **more,
    }


def document(**more: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "made": "2026-11-22T15:30:00Z",
        "troth": "0.1",
        "charter": {"name": "pay", "version": None, "digest": f"sha256:{'ab' * 32}"},
        "data": f"sha256:{'cd' * 32}",
        "kind": "tabular-classification",
        "frontier": frontier(),
        **more,
    }
