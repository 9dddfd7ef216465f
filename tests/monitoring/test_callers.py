"""Who asks as those do who copy a model stands out; who only asks much, or a little otherwise, does not."""

from __future__ import annotations

import numpy as np

from monitoring.logs import decisions, reference
from troth.monitoring import Decided
from troth.monitoring.callers import Callers
from troth.monitoring.decided import Batch
from troth.monitoring.part import Found, Part


def batch(made: list[dict[str, object]]) -> Batch:
    return Batch([Decided(number, number * 0.1, told) for number, told in enumerate(made)])


def watched(made: list[dict[str, object]]) -> list[Found]:
    found, parts = [], dict[str, Part]()
    for rows in Callers(reference()).decisions(batch(made)):
        number = len(parts) + 1
        parts.setdefault(rows.part, Part(rows.part, rows.norm, 0.1 / number / (number + 1), 0.95))
        found += parts[rows.part].take(rows)
    return found


def mixed(draw: np.random.Generator, rows: int, shares: dict[str, float], **copying: float) -> list[dict[str, object]]:
    """Callers by their shares of the traffic; `copy` asks as `copying` says."""
    names = draw.choice(list(shares), size=rows, p=list(shares.values()))
    usual, unlike = iter(decisions(draw, rows)), iter(decisions(draw, rows, **copying))
    return [{**next(unlike if name == "copy" else usual), "caller": str(name)} for name in names]


def test_a_copier_is_found_whatever_its_share() -> None:
    for share in (0.1, 0.7):
        shares = {"ann": (1 - share) / 2, "bob": (1 - share) / 2, "copy": share}
        found = watched(mixed(np.random.default_rng(2), 4_000, shares, harder=0.8))
        assert {one.part for one in found} == {"caller copy"}
        assert found[0].feature == "inputs that the model is unsure of"
        far = watched(mixed(np.random.default_rng(3), 4_000, shares, strange=0.6))
        assert {one.part for one in far} == {"caller copy"}


def test_busy_and_slightly_different_callers_are_left_alone() -> None:
    shares = {"ann": 0.04, "bob": 0.06, "copy": 0.9}
    assert watched(mixed(np.random.default_rng(4), 6_000, shares, harder=0.05, strange=0.02)) == []


def test_one_caller_has_no_others() -> None:
    made = [{**one, "caller": "ann"} for one in decisions(np.random.default_rng(5), 100, strange=1.0)]
    assert list(Callers(reference()).decisions(batch(made))) == []
    assert list(Callers(reference()).decisions(batch(decisions(np.random.default_rng(5), 100)))) == []
