"""Judging a model: evidence for every clause of its charter, on data it has not seen.

    from troth import audit, data, models, standard

    charter = standard.read(path)
    dataset = data.load(charter)
    model = models.load("predictions:answers.csv", kind=charter.task.kind, labels=dataset.labels)
    for verdict in audit.examine(charter, model, dataset).verdicts:
        print(verdict.clause.text, verdict.outcome, verdict.reason)

`compare` judges a model beside the older release that it was made from.
The model is asked once for every row of the test split; every clause is judged on those answers.
`Examination.document` is the whole audit as plain JSON, which reports are made from.
"""

from troth.audit.chat import examine_chat
from troth.audit.comparison import Comparison, compare
from troth.audit.evidence import evidence_for
from troth.audit.examine import Examination, Finding, examine
from troth.audit.view import View, joined

__all__ = [
    "Comparison",
    "Examination",
    "Finding",
    "View",
    "compare",
    "evidence_for",
    "examine",
    "examine_chat",
    "joined",
]
