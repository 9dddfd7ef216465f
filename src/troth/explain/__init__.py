"""Why a model of texts answered as it did: what each word said for the label it gave.

    from troth import explain, models

    model = models.load(path, kind="text-classification")
    for found in explain.explain(model, ["the parcel never arrived"], method="occlusion"):
        print(found.label, found.probability, list(zip(found.words, found.weights)))

Three methods share one face, one unit (probability of the predicted label) and one way of taking words away, so that
what they find can be compared. A text is cut into words as a person sees them:

>>> text = "Where's my card?"
>>> [text[start:end] for start, end in spans_of(text)]
["Where's", 'my', 'card', '?']
>>> without(text, spans_of(text), [1])
"Where's card?"

Importing this room imports no machine learning library.
"""

from troth.explain.asking import Asked
from troth.explain.explanation import Explanation
from troth.explain.methods import METHODS, explain, why_not
from troth.explain.reasons import Cause, principal_reasons, written
from troth.explain.rows import REFERENCE, RowExplanation, explain_row
from troth.explain.tree import Branch, Surrogate, asked_of_rows, asked_of_texts, surrogate
from troth.explain.words import Spans, owners_of, spans_of, without

__all__ = [
    "METHODS",
    "REFERENCE",
    "Asked",
    "Branch",
    "Cause",
    "Explanation",
    "RowExplanation",
    "Spans",
    "Surrogate",
    "asked_of_rows",
    "asked_of_texts",
    "explain",
    "explain_row",
    "owners_of",
    "principal_reasons",
    "spans_of",
    "surrogate",
    "why_not",
    "without",
    "written",
]
