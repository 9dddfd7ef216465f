"""Census income (UCI Adult) under its charter, with default settings: one `troth run`, read from its JSON.

python -m benches.census_income
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LEAST_ACCURACY = 0.870


def run(report: Callable[[str, str, str], None]) -> bool:
    """Train, judge, report accuracy and the gaps between groups; good when the accuracy is reached."""
    clauses = audited()["clauses"]
    for clause in clauses:
        report(clause["clause"], shown(clause), "")
    accuracy = next(clause["estimate"] for clause in clauses if clause["measure"] == "accuracy")
    report("accuracy on the test split, default settings", f"{accuracy:.4f}", f">= {LEAST_ACCURACY}")
    return bool(accuracy >= LEAST_ACCURACY)


def audited() -> dict[str, Any]:
    """The audit document of a fresh run; exit status 1 or 3 is a verdict, not a failure."""
    command = [sys.executable, "-m", "troth.cli.main", "run", str(HERE / "adult" / "charter.yaml"), "--json"]
    ended = subprocess.run([*command, "--home", str(HERE / "work" / "adult")], stdout=subprocess.PIPE, check=False)
    if ended.returncode not in (0, 1, 3):
        raise SystemExit(f"troth run ended with {ended.returncode}")
    document: dict[str, Any] = json.loads(ended.stdout)
    return document


def shown(clause: dict[str, Any]) -> str:
    if clause["estimate"] is None:
        return f"{clause['verdict']}: {clause['reason']}"
    return f"{clause['estimate']:.4f} [{clause['low']:.4f}, {clause['high']:.4f}], {clause['verdict']}"


if __name__ == "__main__":
    sys.exit(0 if run(lambda figure, measured, target: print(f"{figure}: {measured} {target}")) else 1)
