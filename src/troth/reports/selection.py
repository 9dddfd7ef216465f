"""What of a document stands where in the papers: clauses by article and verdict, and nothing twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from troth.reports.sentences import inner_measure
from troth.standard import OUTCOMES, TOKENS

ELSEWHERE = (
    "precision", "recall", "balanced_accuracy", "class_recall_difference", "macro_f1", "weighted_f1",
    "calibration_error",
)  # fmt: skip
"""Measures whose parts are the numbers of the table of labels or of the reliability diagram."""


def by_article(document: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """The clauses of each article, in the order of the charter."""
    made: dict[str, list[Mapping[str, Any]]] = {}
    for clause in document["clauses"]:
        made.setdefault(clause["article"], []).append(clause)
    return made


def by_verdict(document: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """The clauses of each verdict, in the order of the charter; of a verdict that none has, none."""
    return {verdict: [c for c in document["clauses"] if c["verdict"] == verdict] for verdict in OUTCOMES}


def units(document: Mapping[str, Any]) -> dict[str, str]:
    """What has one label (`unit`) and what stands on one line of the data (`row`); the two differ in token tasks."""
    tokens = document["charter"]["task"]["kind"] == TOKENS
    return {"unit": "tokens", "row": "sentences"} if tokens else {"unit": "rows", "row": "rows"}


def composed(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The clauses whose parts are to be shown: those whose parts stand in no table of labels, groups or bins."""
    shown = [(block["column"], block["measure"]) for block in document["groups"]]
    return [
        clause
        for clause in document["clauses"]
        if clause["parts"] and clause["measure"] not in ELSEWHERE and _compared(clause) not in shown
    ]


def openings(document: Mapping[str, Any]) -> int:
    """How often the test set was opened: under whichever charter, which the entries of one alone do not tell."""
    entries = [entry for entry in document["record"]["entries"] if entry["type"] == "test-opened"]
    return max(len(entries), int(document["data"]["opening"] or 0))


def idle(obeyed: Mapping[str, Any]) -> bool:
    """Whether the clauses that a training obeyed changed nothing: each has no price and is held, before as after."""
    task, rows = obeyed["task"], obeyed["clauses"]
    return (
        bool(rows)
        and task["before"] is not None
        and task["before"] == task["after"]
        and all(row["price"] == 0 and row["before"] == row["after"] and row["held"] is not False for row in rows)
    )


def group_tables(splits: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, int]]]:
    """For each group column the counts of every split."""
    columns = dict.fromkeys(column for split in splits for column in split["groups"])
    return {column: [split["groups"].get(column) or {} for split in splits] for column in columns}


def limiting(document: Mapping[str, Any], column: str, measure: str) -> Mapping[str, Any] | None:
    """The worst-group clause whose limit is to be drawn in the picture of a column's groups."""
    for clause in document["clauses"]:
        if inner_measure(clause) == measure and _compared(clause) == (column, measure):
            return dict(clause)
    return None


def _compared(clause: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The column whose groups a clause compares, and what they are compared by where that is a measure of its own."""
    group = clause["arguments"].get("group")
    column = " & ".join(map(str, group)) if isinstance(group, list) else group
    return column, "accuracy" if clause["measure"] == "accuracy_difference" else inner_measure(clause)
