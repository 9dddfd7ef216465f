"""Texts under attack: banking77 and SST-2, trained with the security clauses of their charters and without.

The two charters of a data set differ in one line, `training: {constrained: false}`; both models are judged on the test
split by the audit's own check: right as written and in each of ten copies that misspell, mistype or disguise about
three words in ten. One training each, with the default settings (SST-2: three epochs). A run that was interrupted goes
on; a finished one is judged again.

    python -m benches.attacked_texts
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benches._judged import judged

HERE = Path(__file__).parent
NAMES = ("banking77", "sst2")
GAIN, LOSS = 0.10, 0.01


def run(report: Callable[[str, str, str], None]) -> bool:
    """Report accuracy and accuracy under each attack of both; good where each attack costs that much less."""
    good = [compare(name, report) for name in NAMES]
    return all(good)


def compare(name: str, report: Callable[[str, str, str], None]) -> bool:
    """The same of one data set."""
    plain, governed = (figures(name, constrained=constrained) for constrained in (False, True))
    good = True
    for clause, before in plain.items():
        after = governed[clause]
        attacked = clause.startswith("robust_accuracy")
        target = f"up by {GAIN}" if attacked else f"down by at most {LOSS}"
        good &= after - before >= (GAIN if attacked else -LOSS)
        report(f"{name}, {clause}", f"{before:.3f} without clauses, {after:.3f} with ({after - before:+.3f})", target)
    return good


def figures(name: str, *, constrained: bool) -> dict[str, float]:
    """Each clause's estimate on the test split, by its measure as written."""
    folder = HERE / "work" / "attacked" / f"{name}-{'governed' if constrained else 'plain'}"
    found = judged(folder, charter_of(name, constrained=constrained))
    return {measure: value for measure, value in found.items() if measure != "folder"}


def charter_of(name: str, *, constrained: bool) -> str:
    """The charter's text, with paths that hold from the work folder too."""
    text = (HERE / "attacked" / f"{name}.yaml").read_text(encoding="utf-8")
    text = text.replace("../../../shared/data", str((HERE / "../../shared/data").resolve()))
    if constrained:
        return text
    if "\ntraining:\n" in text:
        return text.replace("\ntraining:\n", "\ntraining:\n  constrained: false\n")
    return text + "training: {constrained: false}\n"
