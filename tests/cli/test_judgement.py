"""What an audited entry holds."""

from __future__ import annotations

from troth.cli import judgement
from troth.cli.session import fits


def test_clauses_are_cut_until_they_fit() -> None:
    numbers = {"estimate": 0.5, "low": 0.4, "high": 0.6, "confidence": 0.95}
    clause = {"clause": "accuracy >= 0.5", "verdict": "met", "counts": {}, "method": "m", "reason": "r", **numbers}
    for count, kept in ((3, 9), (300, 6), (700, 2)):
        predicate = judgement._longest({"verdict": "met"}, [clause] * count, [])
        assert (len(predicate["clauses"]), len(predicate["clauses"][0])) == (count, kept)
        assert fits(predicate)
    assert judgement._longest({"verdict": "met"}, [clause] * 5_000, []) == {"verdict": "met"}
