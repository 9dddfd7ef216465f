"""An alert is one plain sentence and a few figures, and `verify` holds it to the log that it stands in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from monitoring.logs import Log, charter_of
from troth.monitoring import Alert, Found
from troth.record import NewEntry, verify


def found(**told: Any) -> Found:
    usual = {
        "part": "", "feature": "inputs in cell 3", "rose": True, "estimate": 0.2, "usual": 0.0625,
        "evidence": 1234.5678, "since": 3, "until": 9, "rows": (7, 9),
    }  # fmt: skip
    return Found(**{**usual, **told})


@pytest.mark.parametrize(
    ("line", "one", "says"),
    [
        (
            "drift(of=input), false alarms 0.01 a year -> alert",
            found(),
            "inputs in cell 3: more than in the reference since decision 3, 0.2 for 0.0625",
        ),
        (
            "guard_rate <= 0.1 -> abstain",
            found(feature="decisions that a guard ended", usual=0.1),
            "decisions that a guard ended are 0.2 of all since decision 3, where at most 0.1 are allowed",
        ),
        (
            "accuracy >= 0.9 -> suspend",
            found(feature="right answers", usual=0.9, rose=False, estimate=0.8, estimated=True),
            (
                "right answers are 0.8 of all since decision 3, where at least 0.9 are allowed "
                "(no truth came back: this is an estimate)"
            ),
        ),
        (
            "accuracy_difference(group=sex) <= 0.05 -> alert",
            found(part="f and m", feature="right answers", usual=0.0, estimate=-0.14),
            "f and m: right answers differ by 0.14 since decision 3, and by 0.05 at most they may",
        ),
        (
            "unusual_callers, false alarms 1 a year -> alert",
            found(part="caller a1", feature="inputs unlike the reference", shown=False),
            "caller a1: inputs unlike the reference since decision 3, beyond what the charter allows",
        ),
    ],
)
def test_one_sentence(tmp_path: Path, line: str, one: Found, says: str) -> None:
    alert = Alert(charter_of(tmp_path, line).monitoring[0], 0, one)
    assert alert.says == says
    told = alert.predicate
    assert set(told) == {"watch", "action", "service", "found", "since", "until", "rows", "says"}
    assert told["found"]["evidence"] == 1235.0
    assert ("estimate" in told["found"]) == one.shown
    if one.part == "f and m":
        assert (told["found"]["estimate"], told["found"]["limit"]) == (0.14, 0.05)


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({}, None),
        ({"service": 9}, "an alert of a service that was not begun: 9"),
        ({"since": 0}, "an alert that names what is no decision"),
        ({"rows": [1, 99]}, "an alert that names what is no decision"),
        ({"rows": None}, "an alert that names what is no decision"),
        ({"prompt": "the text"}, "alert tells what it has no field for, or leaves something out: prompt"),
    ],
)
def test_verify_holds_alerts_to_their_log(tmp_path: Path, changed: dict[str, Any], what: str | None) -> None:
    log = Log(tmp_path, charter_of(tmp_path, "guard_rate <= 0.1 -> abstain"))
    log.serve()
    log.decide([{"label": "yes"}] * 3)
    alert = Alert(log.charter.monitoring[0], 0, found(since=1, until=3, rows=(2, 3)))
    log.put([NewEntry("alert", (), {**alert.predicate, **changed})])
    wrong = [each.what for each in verify(log.record.path).findings if each.severity == "wrong"]
    assert wrong == ([] if what is None else [what])
