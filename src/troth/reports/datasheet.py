"""The datasheet of a data set, in Markdown: Gebru et al. 2021, "Datasheets for Datasets", Communications of the ACM.

Their questions, asked shorter, without those that ask for other comments; four on labels are those of Croissant's
vocabulary for responsible AI. A question that nobody answered is listed as such.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from troth.reports.card import code, markdown
from troth.reports.data_facts import facts, ready
from troth.reports.page import environment
from troth.reports.words import Words, words

SHEET: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "motivation": {"purpose": ("purpose",), "creators": ("creator",), "funding": ()},
    "composition": {
        "instances": ("instances",),
        "counts": ("counts",),
        "sample": ("sample",),
        "contents": ("columns",),
        "labels": ("labels",),
        "missing": ("missing",),
        "relations": (),
        "splits": ("splits",),
        "errors": ("quality",),
        "self_contained": (),
        "confidential": (),
        "offensive": (),
        "subpopulations": ("groups",),
        "identifiable": ("personal",),
        "sensitive": ("sensitive",),
    },
    "collection": {
        "acquired": ("source",),
        "mechanisms": (),
        "sampling": (),
        "collectors": (),
        "timeframe": ("obtained",),
        "ethics": (),
        "directly": (),
        "notified": (),
        "consent": ("lawful_basis",),
        "revocation": ("revocation",),
        "impact_analysis": (),
    },
    "preprocessing": {
        "preprocessing": ("changed", "imputation"),
        "raw_saved": (),
        "software": ("software",),
        "annotation_protocol": ("per_item", "agreement"),
        "annotation_platform": (),
        "annotator_demographics": (),
        "annotation_tools": (),
    },
    "uses": {
        "used": ("used",),
        "repository": (),
        "other_tasks": (),
        "future": ("biases",),
        "social_impact": (),
        "not_for": (),
    },
    "handing_on": {
        "third_parties": ("access",),
        "distributed": ("distribution",),
        "when": ("published",),
        "licence": ("licence",),
        "third_party_rights": (),
        "export_controls": (),
    },
    "maintenance": {
        "maintainer": (),
        "contact": ("contact",),
        "erratum": ("erratum",),
        "updates": ("refresh",),
        "retention": ("retention",),
        "versions": ("versions",),
        "contribute": ("contribute",),
    },
}
"""The questions of each section, with the topics of facts that answer them."""

QUESTIONS = tuple(key for questions in SHEET.values() for key in questions)
"""The keys under which a publisher may answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and what answers it: sentences, none where nobody did."""

    key: str
    question: str
    sentences: tuple[str, ...]


def datasheet(document: Mapping[str, Any], language: str) -> str:
    """The Markdown text for a publication's document of format 1."""
    table = words(language)
    sections = answers(document, language)
    every = [one for section in sections.values() for one in section]
    made = environment().overlay()
    made.filters = {**made.filters, "md": markdown, "code": code}
    context = {
        "d": ready(document),
        "t": table,
        "sections": sections,
        "total": len(every),
        "answered": sum(bool(one.sentences) for one in every),
        "left": [one for one in every if not one.sentences],
    }
    return made.get_template("datasheet.md").render(context)


def answers(document: Mapping[str, Any], language: str) -> dict[str, list[Answer]]:
    """Every question with its answer, by section."""
    table, shown = words(language), ready(document)
    known, said = facts(shown, table), shown["answers"]
    made = {}
    for section, questions in SHEET.items():
        made[section] = [
            Answer(key, table(f"questions_of.{key}"), (*_said(table, said.get(key)), *_known(known, topics)))
            for key, topics in questions.items()
        ]
    return made


def _said(table: Words, text: str | None) -> tuple[str, ...]:
    return () if text is None else (table("datasheet.says", text=text),)


def _known(known: Mapping[str, Sequence[str]], topics: Sequence[str]) -> tuple[str, ...]:
    return tuple(sentence for topic in topics for sentence in known[topic])
