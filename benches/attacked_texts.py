"""Texts under attack: banking77 and SST-2, trained with the security clauses of their charters and without.

The two charters of a data set differ in one line, `training: {constrained: false}`; both models are judged on the test
split by the audit's own check: right as written and in each of ten copies that misspell, mistype or disguise about
three words in ten. REPEATS trainings of each side on banking77 (1) and one on SST-2, with the default settings (SST-2:
three epochs). A run that was interrupted goes on; a finished one is judged again.

    REPEATS=3 python -m benches attacked_texts
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import mean

from benches._judged import again, judged, repeats, told

HERE = Path(__file__).parent
GAIN, LOSS = 0.10, 0.01


def run(report: Callable[[str, str, str], None]) -> bool:
    """Report accuracy and accuracy under each attack of both; good where each attack costs that much less."""
    good = [compare(name, report, numbers) for name, numbers in (("banking77", repeats()), ("sst2", range(1)))]
    return all(good)


def compare(name: str, report: Callable[[str, str, str], None], numbers: range) -> bool:
    """The same of one data set, over the repeats of such numbers."""
    plain, governed = ([figures(name, number, constrained=side) for number in numbers] for side in (False, True))
    good = True
    for clause in plain[0]:
        before, after = ([one[clause] for one in side] for side in (plain, governed))
        change = mean(after) - mean(before)
        attacked = clause.startswith("robust_accuracy")
        target = f"up by {GAIN}" if attacked else f"down by at most {LOSS}"
        good &= change >= (GAIN if attacked else -LOSS)
        report(f"{name}, {clause}", f"{told(before)} without clauses, {told(after)} with ({change:+.3f})", target)
    return good


def figures(name: str, number: int, *, constrained: bool) -> dict[str, float]:
    """Each clause's estimate on the test split of one training, by its measure as written."""
    folder = HERE / "work" / "attacked" / f"{name}-{number}-{'governed' if constrained else 'plain'}"
    found = judged(folder, again(charter_of(name, constrained=constrained), number))
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
