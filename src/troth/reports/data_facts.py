"""What is known of a data set that is published, in sentences by topic: what was measured, and what its charter says.

Both the Croissant metadata and the datasheet are made of them. A topic that nobody said anything about has no sentence:
nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troth.reports.data_measured import Measured
from troth.reports.data_sentences import JSON
from troth.reports.data_told import Told
from troth.reports.tidy import tidy, visible
from troth.reports.words import Words

MEASURED = (
    "instances", "counts", "sample", "columns", "labels", "missing", "splits", "quality", "groups", "biases",
    "per_item", "agreement",
)  # fmt: skip
TOLD = (
    "purpose", "creator", "personal", "sensitive", "source", "obtained", "lawful_basis", "revocation", "changed",
    "imputation", "software", "used", "access", "distribution", "published", "licence", "contact", "erratum",
    "refresh", "retention", "versions", "contribute",
)  # fmt: skip
"""Every topic, by the name that questions and fields know it by."""

WRITTEN: Mapping[str, tuple[str, ...]] = {
    "answers": (),
    "charter": ("purpose",),
    "data": ("source", "licence", "lawful_basis"),
    "publisher": ("contact", "cite"),
}
"""What people wrote, by the parts of the document; of answers all of them."""


def ready(document: JSON) -> dict[str, Any]:
    """The document made fit to be shown; what people wrote is in one line, and not cut as names are."""
    made: dict[str, Any] = tidy(document)
    for part, keys in WRITTEN.items():
        given = document[part]
        made[part] |= {key: _line(given[key]) for key in keys or given if isinstance(given[key], str)}
    comments = zip(made["comments"], document["comments"], strict=True)
    made["comments"] = [{**one, "text": _line(given["text"])} for one, given in comments]
    return made


def _line(text: str) -> str:
    return visible(" ".join(text.split()), len(text))


def facts(document: JSON, words: Words) -> dict[str, list[str]]:
    """The sentences of each topic, for a publication's document of format 1."""
    return {
        topic: list(getattr(sayer, topic)())
        for sayer, topics in ((Measured(document, words), MEASURED), (Told(document, words), TOLD))
        for topic in topics
    }
