"""Which clauses a training looks at, which group columns they compare, and what is said of those it leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from troth.data import Split
from troth.standard import Charter, Clause

ARTICLES = ("performance", "fairness")  # those whose clauses are about rates of decisions
NAMED = 3  # rates without rows that a sentence names; more would hide what it says

Columns = tuple[str, ...]
"""Names of group columns; several mean their intersections, none means all rows together."""


def clauses_of(charter: Charter) -> tuple[Clause, ...]:
    """Those a training may obey: none where the charter has it train for the task alone."""
    return tuple(one for one in charter.clauses if charter.training.constrained and one.article in ARTICLES)


def columns_of(clause: Clause) -> Columns:
    """The group columns a clause compares."""
    group = clause.measure.arguments.get("group", ())
    return tuple(str(name) for name in group) if isinstance(group, tuple) else (str(group),)


def unknown_label(clause: Clause, labels: Sequence[str]) -> str | None:
    """Why a clause cannot be looked at, where the data lacks the label it names; else None."""
    label = (clause.measure.inner or clause.measure).arguments.get("label")
    return None if label is None or label in labels else f"the data has no label {label}"


def left_out(clause: Clause, why: str) -> str:
    """The sentence about a clause that is not trained for."""
    return f"Clause {clause.text} is not trained for: {why}."


def left_in_part(clause: Clause, why: str) -> str:
    """The sentence about a clause of which some rates are not trained for."""
    return f"Clause {clause.text} is trained for in part: {why}."


def some(names: Sequence[str]) -> str:
    """The first few of many names."""
    rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + rest


def called(split: Split) -> str:
    """A split, in a sentence."""
    return "training" if split.name == "train" else split.name
