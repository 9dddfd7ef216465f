"""Measures found by the name a charter uses, with what each needs to be measured on.

    measure = by_name("equalized_odds_difference")
    evidence = measure(table, confidence=0.95)                    # label= where measure.takes_label

`measure.needs` says what the one positional argument must be:

| needs | argument | made by |
|---|---|---|
| `table` | `Table` | `Table.count(truth, prediction, labels, groups)`; with groups where `measure.grouped` |
| `probabilities` | `Scores` | `Scores.of(truth, probabilities, labels, groups)` |
| `spans` | `Spans` | `Spans.count(truth_tags, predicted_tags, lengths, documents, groups)` |
| `tokens` | `Tokens` | `Tokens.count(truth, prediction, labels, lengths, documents, groups)` |
| `representation` | `Groups` | the data's groups; no predictions are needed |

Gaps between groups of words take a `Table` counted with the document of each word. `worst_group(measure, data,
confidence=…)` takes the same argument, made with groups. Every measure returns an `Estimate`, or a `NotMeasured` that
names what is missing; none raises for what the data lack. A name without a measure here (such as `epsilon`) gives
None: whoever asks has its own check for it, or says that it is not measured.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from troth.measures import calibration, f1, fairness, ranking, rates, spans, tokens
from troth.standard import Evidence

Needs = Literal["table", "spans", "tokens", "probabilities", "representation"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of the vocabulary, ready to be called.

    needs: what it is measured on (see this module's table). grouped: it compares groups, so its data must have them.
    takes_label: it may be asked for one label (for spans: one type of entity). higher: whether higher is better.
    """

    name: str
    function: Callable[..., Evidence]
    needs: Needs
    grouped: bool = False
    takes_label: bool = False
    higher: bool = True

    def __call__(self, data: Any, *, confidence: float, label: str | None = None) -> Evidence:
        """Measure it; `data` is what `needs` says. ValueError for a label where it takes none."""
        if label is None:
            return self.function(data, confidence=confidence)
        if not self.takes_label:
            raise ValueError(f"{self.name} takes no label")
        return self.function(data, confidence=confidence, label=label)


def _gap(function: Callable[..., Evidence], *, needs: Needs = "table", label: bool = True) -> Measure:
    return Measure(function.__name__, function, needs, grouped=True, takes_label=label, higher=False)


_ALL = (
    Measure("accuracy", rates.accuracy, "table"),
    Measure("balanced_accuracy", rates.balanced_accuracy, "table"),
    Measure("precision", rates.precision, "table", takes_label=True),
    Measure("recall", rates.recall, "table", takes_label=True),
    Measure("macro_f1", f1.macro_f1, "table"),
    Measure("micro_f1", f1.micro_f1, "table"),
    Measure("weighted_f1", f1.weighted_f1, "table"),
    Measure("class_recall_difference", fairness.class_recall_difference, "table", higher=False),
    _gap(fairness.demographic_parity_difference),
    Measure("demographic_parity_ratio", fairness.demographic_parity_ratio, "table", grouped=True, takes_label=True),
    _gap(fairness.equal_opportunity_difference),
    _gap(fairness.equalized_odds_difference),
    _gap(fairness.predictive_parity_difference),
    _gap(fairness.accuracy_difference, label=False),
    _gap(ranking.auc_difference, needs="probabilities"),
    Measure("auc", ranking.auc, "probabilities", takes_label=True),
    Measure("brier", calibration.brier, "probabilities", higher=False),
    Measure("calibration_error", calibration.calibration_error, "probabilities", higher=False),
    Measure("entity_f1", spans.entity_f1, "spans", takes_label=True),
    Measure("token_accuracy", tokens.token_accuracy, "tokens"),
    Measure("token_macro_f1", tokens.token_macro_f1, "tokens"),
    Measure("representation", rates.representation, "representation", grouped=True),
)

MEASURES = {measure.name: measure for measure in _ALL}


def by_name(name: str) -> Measure | None:
    """The measure a clause names, or None where this room has none of that name."""
    return MEASURES.get(name)
