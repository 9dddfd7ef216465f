"""What is demanded of a model, and how it is judged.

A charter file is read into a `Charter` of clauses; a clause and the evidence for it make a `Verdict`.
"""

from troth.standard.charter import (
    ARTICLES,
    JSON,
    TASK_KINDS,
    Charter,
    Columns,
    CouncilSection,
    DataSection,
    Format,
    Member,
    Release,
    ServingSection,
    Source,
    Task,
    TaskKind,
    TrainingSection,
)
from troth.standard.clause import ACTIONS, Clause, MeasureCall, Watch
from troth.standard.document import read
from troth.standard.draft import DataFacts, GroupColumn, LabelCount, Reachable, draft
from troth.standard.evidence import Estimate, Evidence, More, NotMeasured, Part
from troth.standard.judge import OUTCOMES, Outcome, Verdict
from troth.standard.seed import seed_for

__all__ = [
    "ACTIONS",
    "ARTICLES",
    "JSON",
    "OUTCOMES",
    "TASK_KINDS",
    "Charter",
    "Clause",
    "Columns",
    "CouncilSection",
    "DataFacts",
    "DataSection",
    "Estimate",
    "Evidence",
    "Format",
    "GroupColumn",
    "LabelCount",
    "MeasureCall",
    "Member",
    "More",
    "NotMeasured",
    "Outcome",
    "Part",
    "Reachable",
    "Release",
    "ServingSection",
    "Source",
    "Task",
    "TaskKind",
    "TrainingSection",
    "Verdict",
    "Watch",
    "draft",
    "read",
    "seed_for",
]
