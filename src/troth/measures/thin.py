"""When an approximate interval has too little to stand on.

Simulation shows intervals of F1, AUC and calibration error at their stated rate from 200 rows and 20 rows a class on;
below that they are called thin, and a thin estimate is undecided whatever it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy.typing as npt

# Fewest rows, and fewest rows of each class, for which coverage was shown; see tests/measures/test_honest.py.
ROWS, CLASS_ROWS = 200, 20

# Fewest documents (or sentences) for which coverage was shown where rows of one err together. Of fewer, a document that
# is wrong throughout is too often not among them: two in a hundred of such, and *met* is false 0.2 of the time for 40.
UNITS = 100

# The largest share of rows whose group is not known that a comparison of groups may leave aside.
UNGROUPED = 0.01


def thin(labels: Sequence[str], supports: Sequence[int] | npt.NDArray[Any], of: str = "rows") -> str | None:
    """Why these supports are too few for an approximate interval, or None where they are enough."""
    total = int(sum(supports))
    if total < ROWS:
        return f"{total} {of}; its interval is shown to hold from {ROWS} on"
    small = [f"{name} ({n})" for name, n in zip(labels, supports, strict=True) if n < CLASS_ROWS]
    if not small:
        return None
    rest = f" and {len(small) - 3} more" if len(small) > 3 else ""
    return f"too few {of} of {', '.join(small[:3])}{rest}; its interval is shown to hold from {CLASS_ROWS} each on"


def ungrouped(alone: int, total: int, of: str = "rows") -> str | None:
    """Why a comparison of groups leaves out too much to decide, or None; alone: of the total, those in no group."""
    if alone <= UNGROUPED * total:
        return None
    return f"{alone:,} of {total:,} {of} name no group, and no comparison of the rest covers them"
