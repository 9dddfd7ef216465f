"""What a model that was made from another has forgotten: both are asked about the rows whose label the older knew.

A row left unanswered is not answered right. What both get right, or both wrong, cancels, so the interval is that of a
paired difference, and as narrow as the two models are alike.

A. Chaudhry, P. K. Dokania, T. Ajanthan and P. H. S. Torr (2018), Riemannian walk for incremental learning:
understanding forgetting and intransigence, ECCV. What is forgotten is counted here of all that the older knew together.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from troth.audit.view import View
from troth.measures import mean_difference
from troth.models import Model
from troth.standard import Estimate, Evidence, NotMeasured

UNRECORDED = "no training that made this model from an older release is recorded, or that release is not in this home"
UNKNOWN = "no row has a label that the older release knew"


def forgotten(view: View, confidence: float) -> Evidence:
    """How much more often the older release is right than the model, on rows whose label it knew, -1 to 1."""
    older, before = view.older, view.before
    if older is None or before is None:
        return NotMeasured(UNRECORDED)
    known = of_labels(view, older)
    if not known.any():
        return NotMeasured(UNKNOWN, {"n": 0})
    was, now = (each.said[known] == each.truth[known] for each in (before, view))
    found = mean_difference(was.astype(np.float64) - now, confidence=confidence)
    if not isinstance(found, Estimate):
        return found
    counts = {**found.counts, "right before": int(was.sum()), "right now": int(now.sum())}
    return replace(found, counts=counts, method=f"paired differences, {found.method}")


def of_labels(view: View, older: Model) -> NDArray[np.bool_]:
    """Which rows have a label that the older release knew, bool [n]."""
    codes = [code for code, label in enumerate(view.classes) if label in older.labels]
    return np.isin(view.truth, codes)
