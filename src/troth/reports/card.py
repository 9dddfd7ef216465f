"""The model card: Markdown for people, with the front matter that the Hugging Face Hub reads.

Card: Mitchell et al. 2019, "Model Cards for Model Reporting". Front matter: the Hub's `modelcard.md` specification;
its required fields of a result are task.type, dataset.type, dataset.name, metric.type and metric.value. `base_model`
and `datasets` hold Hub names only, because the Hub refuses others. A number that was not measured is left out, never
guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from troth.reports.doubts import doubts
from troth.reports.page import environment
from troth.reports.selection import units
from troth.reports.sentences import Sentences
from troth.reports.words import words

HUB_METRICS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "accuracy": ("accuracy", {}),
    "token_accuracy": ("accuracy", {}),
    "macro_f1": ("f1", {"average": "macro"}),
    "micro_f1": ("f1", {"average": "micro"}),
    "weighted_f1": ("f1", {"average": "weighted"}),
    "token_macro_f1": ("f1", {"average": "macro"}),
    "entity_f1": ("seqeval", {}),
    "precision": ("precision", {}),
    "recall": ("recall", {}),
    "auc": ("roc_auc", {}),
    "brier": ("brier_score", {}),
}
"""The Hub's own name of a measure, with the arguments that make it the same one; others keep Troth's name."""

HUB_BASES: Mapping[str, str] = {"minilm": "sentence-transformers/all-MiniLM-L6-v2"}
"""The Hub name of each packaged base model."""

_HUB_NAME = re.compile(r"(?:hub:)?([A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)")
_LICENCES = re.compile(r"[a-z0-9][a-z0-9.+-]*")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]#!|~<>&$@]|:(?=//)|(?<=:)/|(?<=www)\.|^[-+=]|(?<=^[0-9])[.)])")


def card(document: Mapping[str, Any]) -> str:
    """The Markdown text for a document that `document.read` has checked."""
    table = words("en")
    made = environment().overlay()
    made.filters = {**made.filters, "md": markdown, "code": code, "yaml": quoted}
    context = {
        "d": document,
        "t": table,
        "says": Sentences(table),
        "doubts": doubts(document),
        "metrics": _metrics(document),
        **_front(document),
        **units(document),
    }
    return made.get_template("card.md").render(context)


def markdown(text: object) -> str:
    """Text that means itself in Markdown: each sign that could start markup, a link or HTML is escaped."""
    return (
        _MARKDOWN.sub(r"\\\1", str(text).strip()).replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")
    )


def code(text: object) -> str:
    """A code span that holds any text, in a table too: its fence is longer than any run of backticks inside."""
    plain = str(text).replace("|", "\\|")
    fence = "`" * (max(map(len, re.findall("`+", plain)), default=0) + 1)
    pad = " " if "`" in plain else ""
    return f"{fence}{pad}{plain or ' '}{pad}{fence}"


def quoted(value: object) -> str:
    """A YAML scalar: a JSON string is one, once every hidden character has been made visible."""
    return json.dumps(value, ensure_ascii=False)


def _front(document: Mapping[str, Any]) -> dict[str, Any]:
    data, model = document["data"], document["model"]
    licence = str(model.get("licence") or "unknown").lower()
    language = data["language"]
    source = _HUB_NAME.fullmatch(data["source"] or "") if isinstance(data["source"], str) else None
    return {
        "licence": licence if _LICENCES.fullmatch(licence) else "other",
        "languages": [language] if isinstance(language, str) else language or [],
        "datasets": [source.group(1)] if source else [],
        "base": _base(model["base"]),
        "test": next((split for split in data["splits"] if split["name"] == "test"), None),
        "tags": ["troth", "audited", f"charter-{document['verdict'].replace(' ', '-')}"],
    }


def _base(reference: str | None) -> str | None:
    plain = str(reference or "").partition("@")[0]
    found = _HUB_NAME.fullmatch(plain)
    return found.group(1) if found else HUB_BASES.get(plain)


def _metrics(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The measured clauses as the Hub's metrics, each once."""
    made: dict[str, dict[str, Any]] = {}
    for clause in document["clauses"]:
        if clause["estimate"] is None:
            continue
        kind, arguments = HUB_METRICS.get(clause["measure"], (clause["measure"], {}))
        name = re.split(r"\s*[<>]=", clause["clause"])[0].strip()
        arguments = {**arguments, **{key: str(value) for key, value in clause["arguments"].items()}}
        made.setdefault(name, {"type": kind, "value": clause["estimate"], "name": name, "args": arguments})
    return list(made.values())
