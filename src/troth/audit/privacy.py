"""What is known of a model's differential privacy: what the ledger of its training claims, and what refutes less.

The claim is proved, not measured, so it is the estimate and the high end at once. The low end is what the training's
planted rows refute, with confidence: the true epsilon lies between. No answer of the model tells it, and no look at the
test rows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from troth.measures import privacy_lower_bound, sampled_gaussian_epsilon
from troth.standard import Estimate, Evidence, MeasureCall, NotMeasured

FORMAT = 1  # of the ledger, as training writes it

UNRECORDED = "no training of this model with differential privacy is recorded"
UNREADABLE = "the privacy ledger of this model's training is not of a format that this version reads"


def epsilon_of(call: MeasureCall, ledger: Mapping[str, Any] | None, *, confidence: float) -> Evidence:
    """The evidence for `epsilon(delta=…)`. ledger: of the training that the record has of this very model."""
    if ledger is None:
        return NotMeasured(UNRECORDED)
    try:
        return _evidence(float(str(call.arguments["delta"])), ledger, confidence)
    except (KeyError, TypeError, ValueError):
        return NotMeasured(UNREADABLE)


def _evidence(delta: float, ledger: Mapping[str, Any], confidence: float) -> Evidence:
    if ledger["format"] != FORMAT:
        return NotMeasured(UNREADABLE)
    claimed = _claim(delta, ledger)
    if isinstance(claimed, NotMeasured):
        return claimed
    epsilon, by = claimed
    audited = ledger["audit"]
    canaries, guessed = int(audited["canaries"]), [(int(made), int(right)) for made, right in audited["guessed"]]
    refuted = privacy_lower_bound(canaries, guessed, delta=delta, confidence=confidence)
    method = f"DP-SGD by the ledger of its training, {by}; low end by {canaries} planted rows of that training"
    counts = {"training rows": int(ledger["rows"]), "steps": int(ledger["steps"]), "canaries": canaries}
    if refuted >= epsilon:  # the claim is false, and nothing says how large the true one may be
        return Estimate(refuted, refuted, math.inf, confidence, method, counts, unit="training rows")
    return Estimate(epsilon, refuted, epsilon, confidence, method, counts, unit="training rows")


def _claim(delta: float, ledger: Mapping[str, Any]) -> tuple[float, str] | NotMeasured:
    """The epsilon claimed at this delta, and by what."""
    recorded = float(ledger["delta"])
    if delta == recorded:
        return float(ledger["epsilon"]), "the larger of two accountants"
    numbers = float(ledger["noise_multiplier"]), float(ledger["sample_rate"]), int(ledger["steps"])
    try:
        return sampled_gaussian_epsilon(*numbers, delta), "accounted anew at this delta"
    except ImportError:
        return NotMeasured(f"an epsilon at another delta than the recorded {recorded:g} needs dp-accounting installed")
