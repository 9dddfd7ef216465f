"""People by names of 25 origins: CoNLL-2003, trained with a clause on recall under other names, and without.

The two charters differ in one line, `training: {constrained: false}`; both models are judged by the audit's own check:
everybody's name exchanged for names of each origin, of the half of the lists that no training puts in. Told are the
widest gap of recall between two origins, each origin's own recall, and entity F1 on the test split as it is. One
training each, with the default settings. A run that was interrupted goes on; a finished one is judged again.

The folder of an ungoverned model, such as the bench of its training speed leaves, is judged in the place of a new one
where `TROTH_UNGOVERNED` names it.

    python -m benches.name_origins
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benches._judged import clauses_of, document_of

HERE = Path(__file__).parent
DATA = Path(os.environ.get("TROTH_DATA") or HERE / "../../shared/data").resolve()
CLAUSE = "counterfactual_recall_difference(of=names, label=PER)"
F1 = "entity_f1"
LOSS, SHARE = 0.005, 0.5


def run(report: Callable[[str, str, str], None]) -> bool:
    """Report both models' figures; good where the gap is halved at no more than that much F1."""
    plain, governed = (figures(constrained=constrained) for constrained in (False, True))
    f1, gap = ([clauses[name]["estimate"] for clauses in (plain, governed)] for name in (F1, CLAUSE))
    report("entity F1 on the test split", f"{f1[0]:.4f} without, {f1[1]:.4f} with", f"down by at most {LOSS}")
    ends = [f"{clauses[CLAUSE]['low']:.3f} to {clauses[CLAUSE]['high']:.3f}" for clauses in (plain, governed)]
    share = gap[1] / gap[0] if gap[0] else 1.0
    told = f"{gap[0]:.3f} [{ends[0]}] without, {gap[1]:.3f} [{ends[1]}] with: {share:.2f} of it"
    report("widest gap of recall of PER between two origins of names", told, "halved")
    before, after = ({part["name"]: part["estimate"] for part in each[CLAUSE]["parts"]} for each in (plain, governed))
    for name in sorted(before, key=before.__getitem__):
        report(f"recall of people by {name} names", f"{before[name]:.3f} without, {after[name]:.3f} with", "")
    return bool(f1[0] - f1[1] <= LOSS and gap[1] <= SHARE * gap[0])


def figures(*, constrained: bool) -> dict[str, Any]:
    """The audit's clauses of one model, by their measures as written; what is trained stays trained."""
    folder = HERE / "work" / "name_origins" / ("governed" if constrained else "plain")
    given = None if constrained else os.environ.get("TROTH_UNGOVERNED")
    return clauses_of(document_of(folder, charter(constrained=constrained), given))


def charter(*, constrained: bool) -> str:
    """The bench's charter of CoNLL-2003 with the clause, and paths that hold from the work folder too."""
    text = (HERE / "conll2003" / "charter.yaml").read_text(encoding="utf-8")
    text = text.replace("${TROTH_DATA:-../../../shared/data}", str(DATA))
    told = f"{text}fairness:\n  - {CLAUSE} <= 0.05\n"
    return told if constrained else f"{told}training: {{constrained: false}}\n"
